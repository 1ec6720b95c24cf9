import { NotFound } from '@chowk/contracts';
import { Database, InjectStore, refuse, sql, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Outlet } from '../domain/outlet.js';

/** The tenant's outlets that are not removed, in the order of their ids. */
@Injectable()
export class FindOutlets {
  constructor(
    @InjectStore(Outlet) private readonly outlets: Store<Outlet>,
    private readonly database: Database,
  ) {}

  /** Up to `limit` outlets behind `after`. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly Outlet[]> {
    const where = { removed: false, ...(after === undefined ? {} : { id: MoreThan(after) }) };
    return this.outlets.findBy(where, { order: { id: 'ASC' }, limit });
  }

  /** How many the whole list has. */
  async count(): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      sql`select count(*)::int as total from outlets where not removed`,
    );
    return row?.total ?? 0;
  }

  /** Throws 404 NOT_FOUND. */
  async one(id: string): Promise<Outlet> {
    const outlet = await this.outlets.get(id);
    if (outlet.removed) throw refuse(NotFound);
    return outlet;
  }
}
