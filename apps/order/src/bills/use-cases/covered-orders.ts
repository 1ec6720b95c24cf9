import { Injectable } from '@nestjs/common';
import { InjectStore, Store } from '@chowk/kit';
import type { Bill } from '../domain/bill.js';
import { Order } from '../../orders/domain/order.js';

/** When a bill asks for less, what was paid may be enough for the other orders on it. */
@Injectable()
export class CoveredOrders {
  constructor(@InjectStore(Order) private readonly orders: Store<Order>) {}

  /** The other orders of a held bill that nothing is due on any more, locked; none while something is due. */
  async beside(order: Order, bill: Bill): Promise<Order[]> {
    if (bill.due > 0) return [];
    const others: Order[] = [];
    for (const orderId of bill.owedOrderIds().sort())
      if (orderId !== order.id) others.push(await this.orders.lock(orderId));
    return others;
  }
}
