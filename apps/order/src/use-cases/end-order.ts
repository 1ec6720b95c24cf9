import { Injectable } from '@nestjs/common';
import { InjectStore, Store } from '@chowk/kit';
import type { Bill } from '../domain/bill.js';
import { Order } from '../domain/order.js';
import { Ticket } from '../domain/ticket.js';
import type { Held } from './bill-book.js';
import { SettleBill } from './settle-bill.js';

/** What is undone when an order comes to nothing, whoever ended it. */
@Injectable()
export class EndOrder {
  constructor(
    private readonly settleBill: SettleBill,
    @InjectStore(Order) private readonly orders: Store<Order>,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /**
   * Stores a locked order that was rejected, cancelled or has expired, inside the open transaction: its bill no longer asks for
   * it and asks money back, the kitchen stops. Stock and discounts come back by the order's own event. `reason` is told
   * with the refund.
   */
  async run({ order, bill }: Held, { at, by, reason }: { at: Date; by: string; reason: string }): Promise<void> {
    if (bill) {
      bill.drop(order.id, reason);
      await this.settleBill.run(bill, [order, ...(await this.coveredNow(bill))], by);
    } else await this.orders.save(order);
    if (order.token === null) return;
    for (const { id } of await this.tickets.findBy({ orderId: order.id }, { order: { id: 'ASC' } }))
      await this.tickets.change(id, (ticket) => ticket.void(at, by));
  }

  /** Without this order, what was paid may be enough for the others on the bill. */
  private async coveredNow(bill: Bill): Promise<Order[]> {
    if (bill.due > 0) return [];
    const others: Order[] = [];
    for (const orderId of bill.owedOrderIds().sort()) others.push(await this.orders.lock(orderId));
    return others;
  }
}
