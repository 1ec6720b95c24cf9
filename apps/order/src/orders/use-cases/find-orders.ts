import { Injectable } from '@nestjs/common';
import { NotFound, type Fulfilment, type OrderStatus } from '@chowk/contracts';
import { cutPage, Database, decodeCursor, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { And, In, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { Order, type Channel, type PaymentStatus } from '../domain/order.js';
import { CheckFilters } from './check-filters.js';
import { OrderAccess } from './order-access.js';
import { withinScope } from './reader-scope.js';

export interface OrderQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  /** Any of these; so are the next three. */
  readonly status?: readonly OrderStatus[] | undefined;
  readonly paymentStatus?: readonly PaymentStatus[] | undefined;
  readonly fulfilment?: readonly Fulfilment[] | undefined;
  readonly channel?: readonly Channel[] | undefined;
  readonly outlet?: string | undefined;
  readonly table?: string | undefined;
  readonly session?: string | undefined;
  readonly customer?: string | undefined;
  readonly number?: string | undefined;
  readonly date?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly sort: 'createdAt' | '-createdAt';
}

export interface OrderPage {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Orders as their readers may see them. */
@Injectable()
export class FindOrders {
  constructor(
    private readonly database: Database,
    private readonly access: OrderAccess,
    private readonly checkFilters: CheckFilters,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /** The order of an id or `ref:<clientReference>`. Throws NotFound, also for orders of others. */
  async one(reference: string, who: Principal): Promise<Order> {
    const order = await this.byReference(reference);
    await this.access.check(order, who, 'order:read');
    return order;
  }

  /**
   * A page of the orders that the caller may see and that fit, in the order of `sort`: ids grow with time. Throws
   * VALIDATION_FAILED for a cursor of another sort, and NotFound as {@link CheckFilters} does.
   */
  async list(query: OrderQuery, who: Principal): Promise<OrderPage> {
    const { cursor, limit, count, sort } = query;
    const isAscending = sort === 'createdAt';
    const [, passed] =
      cursor === undefined ? [] : decodeCursor(cursor, z.tuple([z.literal(isAscending ? 'up' : 'down'), z.uuid()]));
    const asked = { outletId: query.outlet, customerId: query.customer, tableSessionId: query.session };
    const scopes = await this.access.scopes(who, 'order:read');
    const where = (extra: FindOptionsWhere<Order>) =>
      scopes.map((scope) => ({ ...filtersOf(query), ...withinScope(scope, asked), ...extra }));
    const beyond = passed === undefined ? {} : { id: isAscending ? MoreThan(passed) : LessThan(passed) };
    const rows = await this.orders.findBy(where(beyond), {
      order: { id: isAscending ? 'ASC' : 'DESC' },
      limit: limit + 1,
    });
    if (rows.length === 0) await this.checkFilters.run(query, who);
    const page = cutPage(rows, limit, ({ id }) => [isAscending ? 'up' : 'down', id]);
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

function filtersOf(query: OrderQuery): FindOptionsWhere<Order> {
  const { status, paymentStatus, fulfilment, channel, table, number, date, from, to } = query;
  const days = [
    ...(date === undefined ? [] : [In([date])]),
    ...(from === undefined ? [] : [MoreThanOrEqual(from)]),
    ...(to === undefined ? [] : [LessThanOrEqual(to)]),
  ];
  return {
    ...(status === undefined ? {} : { status: In([...status]) }),
    ...(paymentStatus === undefined ? {} : { paymentStatus: In([...paymentStatus]) }),
    ...(fulfilment === undefined ? {} : { fulfilment: In([...fulfilment]) }),
    ...(channel === undefined ? {} : { channel: In([...channel]) }),
    ...(table === undefined ? {} : { tableId: table }),
    ...(number === undefined ? {} : { orderNumber: number }),
    ...(days.length === 0 ? {} : { businessDate: And(...days) }),
  };
}
