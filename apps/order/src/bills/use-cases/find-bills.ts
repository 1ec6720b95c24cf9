import { Injectable } from '@nestjs/common';
import { cutPage, Database, decodeCursor, InjectStore, Store, type Principal } from '@chowk/kit';
import { LessThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { Bill } from '../domain/bill.js';
import { CheckFilters } from '../../orders/use-cases/check-filters.js';
import { OrderAccess } from '../../orders/use-cases/order-access.js';
import { withinScope } from '../../orders/use-cases/reader-scope.js';

export interface BillQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly status?: Bill['status'] | undefined;
  readonly outlet?: string | undefined;
  readonly session?: string | undefined;
  readonly date?: string | undefined;
}

export interface BillPage {
  readonly items: readonly Bill[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** Bills as their readers may see them, newest first. */
@Injectable()
export class FindBills {
  constructor(
    private readonly database: Database,
    private readonly access: OrderAccess,
    private readonly checkFilters: CheckFilters,
    @InjectStore(Bill) private readonly bills: Store<Bill>,
  ) {}

  /** The bill. Throws NotFound, also for bills of others. */
  async one(id: string, who: Principal): Promise<Bill> {
    const bill = await this.bills.get(id);
    await this.access.check(bill, who, 'bill:read');
    return bill;
  }

  /**
   * A page of bills: staff those of their outlets, people their own and those of the table they sit at. Throws NotFound as
   * {@link CheckFilters} does.
   */
  async list({ limit, cursor, count, status, outlet, session, date }: BillQuery, who: Principal): Promise<BillPage> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const asked = { outletId: outlet, tableSessionId: session };
    const scopes = await this.access.scopes(who, 'bill:read');
    const where = (extra: FindOptionsWhere<Bill>) =>
      scopes.map((scope) => ({
        ...(status === undefined ? {} : { status }),
        ...(date === undefined ? {} : { businessDate: date }),
        ...withinScope(scope, asked),
        ...extra,
      }));
    const rows = await this.bills.findBy(where(before === undefined ? {} : { id: LessThan(before) }), {
      order: { id: 'DESC' },
      limit: limit + 1,
    });
    if (rows.length === 0) await this.checkFilters.run({ outlet, session }, who);
    const page = cutPage(rows, limit, ({ id }) => id);
    if (!count) return page;
    const total = await this.database.transaction(({ manager }) => manager.count(Bill, { where: where({}) }));
    return { ...page, total };
  }
}
