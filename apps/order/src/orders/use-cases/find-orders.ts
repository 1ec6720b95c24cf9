import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { cutPage, decodeCursor, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { z } from 'zod';
import { OrderList, type OrderFilters, type OrderKey } from '../database/order-list.js';
import { Order } from '../domain/order.js';
import { CheckFilters } from './check-filters.js';
import { OrderAccess } from './order-access.js';

export interface OrderQuery extends OrderFilters {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly sort: 'createdAt' | '-createdAt';
}

export interface OrderPage {
  readonly items: readonly OrderKey[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Orders as their readers may see them. */
@Injectable()
export class FindOrders {
  constructor(
    private readonly orderList: OrderList,
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
   * A page of keys of the orders that the caller may see and that fit, in the order of `sort`: ids grow with time. Throws
   * VALIDATION_FAILED for a cursor of another sort, and NotFound as {@link CheckFilters} does.
   */
  async list(query: OrderQuery, who: Principal): Promise<OrderPage> {
    const { cursor, limit, count, sort, ...filters } = query;
    const isAscending = sort === 'createdAt';
    const [, passed] =
      cursor === undefined ? [] : decodeCursor(cursor, z.tuple([z.literal(isAscending ? 'up' : 'down'), z.uuid()]));
    const scopes = await this.access.scopes(who, 'order:read');
    const keys = await this.orderList.keys(filters, scopes, { isAscending, passed, limit: limit + 1 });
    if (keys.length === 0) await this.checkFilters.run(query, who);
    const page = cutPage(keys, limit, ({ id }) => [isAscending ? 'up' : 'down', id]);
    return count ? { ...page, total: await this.orderList.count(filters, scopes) } : page;
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
