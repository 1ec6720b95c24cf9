import { NotFound } from '@chowk/contracts';
import { Database, InjectStore, refuse, sql, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { LessThan, Raw } from 'typeorm';
import { Staff } from '../domain/staff.js';

/** Staff as the reader may see them: who is limited to outlets sees those who work there. */
@Injectable()
export class FindStaff {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly database: Database,
  ) {}

  /** Up to `limit` members behind `after`, newest first. */
  page(reader: Principal, { after, limit }: { after: string | undefined; limit: number }): Promise<readonly Staff[]> {
    const { outlets } = reader;
    const where = {
      ...(after === undefined ? {} : { id: LessThan(after) }),
      ...(outlets === 'all'
        ? {}
        : { outletIds: Raw((column) => `(${column} is null or ${column} ?| :outlets::text[])`, { outlets }) }),
    };
    return this.staff.findBy(where, { order: { id: 'DESC' }, limit });
  }

  /** How many the whole list has. */
  async count({ outlets }: Principal): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      outlets === 'all'
        ? sql`select count(*)::int as total from staff`
        : sql`select count(*)::int as total from staff where outlet_ids is null or outlet_ids ?| ${outlets}::text[]`,
    );
    return row?.total ?? 0;
  }

  /** Throws 404 NOT_FOUND, for staff of other outlets too. */
  async one(reader: Principal, id: string): Promise<Staff> {
    const staff = await this.staff.get(id);
    if (!staff.sharesOutletWith(reader.outlets)) throw refuse(NotFound);
    return staff;
  }
}
