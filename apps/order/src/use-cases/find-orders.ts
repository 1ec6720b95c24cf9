import { Injectable } from '@nestjs/common';
import { NotFound, type Fulfilment, type OrderStatus } from '@chowk/contracts';
import { cutPage, Database, decodeCursor, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { LessThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { Order } from '../domain/order.js';
import { OrderAccess } from './order-access.js';
import { withinScope } from './reader-scope.js';

export interface OrderQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly status?: OrderStatus | undefined;
  readonly outlet?: string | undefined;
  readonly table?: string | undefined;
  readonly session?: string | undefined;
  readonly fulfilment?: Fulfilment | undefined;
  readonly date?: string | undefined;
  readonly customer?: string | undefined;
  readonly number?: string | undefined;
}

export interface OrderPage {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Orders as their readers may see them, newest first. */
@Injectable()
export class FindOrders {
  constructor(
    private readonly database: Database,
    private readonly access: OrderAccess,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /** The order of an id or `ref:<clientReference>`. Throws NotFound, also for orders of others. */
  async one(reference: string, who: Principal): Promise<Order> {
    const order = await this.byReference(reference);
    await this.access.check(order, who, 'order:read');
    return order;
  }

  /** A page of the orders that the caller may see and that fit. */
  async list(query: OrderQuery, who: Principal): Promise<OrderPage> {
    const { cursor, limit, count } = query;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const asked = { outletId: query.outlet, customerId: query.customer, tableSessionId: query.session };
    const scopes = await this.access.scopes(who, 'order:read');
    const where = (extra: FindOptionsWhere<Order>) =>
      scopes.map((scope) => ({ ...filtersOf(query), ...withinScope(scope, asked), ...extra }));
    const rows = await this.orders.findBy(where(before === undefined ? {} : { id: LessThan(before) }), {
      order: { id: 'DESC' },
      limit: limit + 1,
    });
    const page = cutPage(rows, limit, ({ id }) => id);
    if (!count) return page;
    const total = await this.database.transaction(({ manager }) => manager.count(Order, { where: where({}) }));
    return { ...page, total };
  }

  private async byReference(reference: string): Promise<Order> {
    const own = reference.startsWith('ref:') ? reference.slice('ref:'.length) : undefined;
    if (!uuid.test(own ?? reference)) throw refuse(NotFound);
    if (own === undefined) return this.orders.get(reference);
    const [order] = await this.orders.findBy({ clientReference: own }, { limit: 1 });
    if (!order) throw refuse(NotFound);
    return order;
  }
}

function filtersOf({ status, table, fulfilment, date, number }: OrderQuery): FindOptionsWhere<Order> {
  return {
    ...(status === undefined ? {} : { status }),
    ...(table === undefined ? {} : { tableId: table }),
    ...(fulfilment === undefined ? {} : { fulfilment }),
    ...(date === undefined ? {} : { businessDate: date }),
    ...(number === undefined ? {} : { orderNumber: number }),
  };
}
