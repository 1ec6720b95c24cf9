import { Injectable } from '@nestjs/common';
import { NotFound, type drawerFilters } from '@chowk/contracts';
import { Database, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { In, LessThan, type FindOptionsWhere } from 'typeorm';
import type { z } from 'zod';
import { DrawerBook, type DrawerMovement } from '../database/drawer-book.js';
import { CheckFilters } from '../../payments/use-cases/check-filters.js';
import { Drawer } from '../domain/drawer.js';

type Filters = z.output<z.ZodObject<typeof drawerFilters>>;

/** Reads drawers of the outlets that somebody may enter; the others look like missing ones. */
@Injectable()
export class FindDrawers {
  constructor(
    @InjectStore(Drawer) private readonly drawers: Store<Drawer>,
    private readonly book: DrawerBook,
    private readonly checkFilters: CheckFilters,
    private readonly database: Database,
  ) {}

  /** A drawer with all that moved in it, oldest first. Throws NOT_FOUND. */
  async one(drawerId: string, who: Principal): Promise<{ drawer: Drawer; movements: DrawerMovement[] }> {
    const drawer = await this.drawers.get(drawerId);
    if (!who.mayEnter(drawer.outletId)) throw refuse(NotFound);
    return { drawer, movements: await this.book.movementsOf(drawerId) };
  }

  /** Newest first: up to `limit` drawers older than `before`. Throws as {@link CheckFilters} does. */
  async list(filters: Filters, who: Principal, limit: number, before: string | undefined): Promise<Drawer[]> {
    const where = whereOf(filters, who);
    const older = before === undefined ? where : { ...where, id: LessThan(before) };
    const found = await this.drawers.findBy(older, { order: { id: 'DESC' }, limit });
    if (found.length === 0) await this.checkFilters.run({ outlet: filters.outlet }, who);
    return found;
  }

  async count(filters: Filters, who: Principal): Promise<number> {
    const builder = this.database.dataSource
      .createQueryBuilder(Drawer, 'a')
      .select('count(*)::int', 'total')
      .where(whereOf(filters, who));
    const [text, values] = builder.getQueryAndParameters();
    const [row] = await this.database.query<{ total: number }>({ text, values });
    return row?.total ?? 0;
  }
}

function whereOf({ status, outlet, cashier, date }: Filters, { outlets }: Principal): FindOptionsWhere<Drawer> {
  const sees = outlets === 'all' ? undefined : outlets.filter((one) => outlet === undefined || one === outlet);
  return {
    ...(status === undefined ? {} : { status }),
    ...(cashier === undefined ? {} : { cashierId: cashier }),
    ...(date === undefined ? {} : { businessDate: date }),
    ...(outlet === undefined ? {} : { outletId: outlet }),
    ...(sees === undefined ? {} : { outletId: In(sees) }),
  };
}
