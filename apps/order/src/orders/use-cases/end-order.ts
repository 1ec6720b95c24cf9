import { Injectable } from '@nestjs/common';
import { InjectStore, Store } from '@chowk/kit';
import { Order } from '../domain/order.js';
import { Ticket } from '../../kitchen/domain/ticket.js';
import type { Held } from '../../bills/use-cases/bill-book.js';
import { CoveredOrders } from '../../bills/use-cases/covered-orders.js';
import { SettleBill } from '../../bills/use-cases/settle-bill.js';

/** What is undone when an order comes to nothing, whoever ended it. */
@Injectable()
export class EndOrder {
  constructor(
    private readonly settleBill: SettleBill,
    private readonly coveredOrders: CoveredOrders,
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
      bill.drop(order.id, reason, by);
      await this.settleBill.run(bill, [order, ...(await this.coveredOrders.beside(order, bill))], by);
    } else await this.orders.save(order);
    if (order.token === null) return;
    for (const { id } of await this.tickets.findBy({ orderId: order.id }, { order: { id: 'ASC' } }))
      await this.tickets.change(id, (ticket) => ticket.void(at, by));
  }
}
