import { Injectable } from '@nestjs/common';
import { InjectStore, Store } from '@chowk/kit';
import type { Bill } from '../domain/bill.js';
import { Order } from '../../orders/domain/order.js';
import { BillBook } from './bill-book.js';
import { ConfirmOrder } from '../../orders/use-cases/confirm-order.js';

/** Carries what happened to a bill over to its orders: how far they are paid, and whether they are certain now. */
@Injectable()
export class SettleBill {
  constructor(
    private readonly book: BillBook,
    private readonly confirmOrder: ConfirmOrder,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * Stores a changed bill and its locked orders inside the open transaction; covered ones that waited for money are confirmed. The bill is
   * stored last: its documents lock their series, which others wait for, and name the numbers that were called out.
   */
  async run(bill: Bill, orders: readonly Order[], by: string): Promise<void> {
    for (const order of orders) {
      order.paymentStatus = bill.paymentStatusOf(order.id);
      if (order.status === 'AWAITING_PAYMENT' && order.paymentStatus === 'PAID') await this.confirmOrder.run(order, by);
      else await this.orders.save(order);
    }
    bill.noteTokens(orders);
    await this.book.save(bill);
  }
}
