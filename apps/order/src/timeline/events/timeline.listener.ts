import { Controller } from '@nestjs/common';
import {
  DiscountRedeemed,
  DiscountRefused,
  DiscountReleased,
  InventoryCommitted,
  InventoryRejected,
  InventoryReleased,
  InventoryReserved,
  MessageSent,
  PaymentCaptured,
  PaymentCreated,
  PaymentFailed,
  PaymentQuarantined,
  PaymentRefunded,
  type Received,
} from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { z } from 'zod';
import { TimelineBook } from '../database/timeline-book.js';

/** The flight recorder: keeps what other services said about an order; our own facts are in the journal already. */
@Controller()
@ReadModel('timeline', { tables: ['timeline'] })
export class TimelineListener {
  constructor(private readonly book: TimelineBook) {}

  @On(InventoryReserved)
  stockHeld(event: Received<typeof InventoryReserved>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(InventoryRejected)
  stockShort(event: Received<typeof InventoryRejected>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(InventoryCommitted)
  stockLeft(event: Received<typeof InventoryCommitted>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(InventoryReleased)
  stockReleased(event: Received<typeof InventoryReleased>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(DiscountRedeemed)
  discountRedeemed(event: Received<typeof DiscountRedeemed>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(DiscountRefused)
  discountRefused(event: Received<typeof DiscountRefused>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(DiscountReleased)
  discountReleased(event: Received<typeof DiscountReleased>): Promise<void> {
    return this.book.note(event, [event.data.orderId]);
  }

  @On(PaymentCreated)
  paymentBegun(event: Received<typeof PaymentCreated>): Promise<void> {
    return this.book.note(event, event.data.orderIds);
  }

  @On(PaymentCaptured)
  moneyArrived(event: Received<typeof PaymentCaptured>): Promise<void> {
    return this.book.note(event, event.data.orderIds);
  }

  @On(PaymentFailed)
  paymentFailed(event: Received<typeof PaymentFailed>): Promise<void> {
    return this.book.note(event, event.data.orderIds);
  }

  @On(PaymentRefunded)
  moneyWentBack(event: Received<typeof PaymentRefunded>): Promise<void> {
    return this.book.note(event, event.data.orderIds);
  }

  @On(PaymentQuarantined)
  moneyHeldBack(event: Received<typeof PaymentQuarantined>): Promise<void> {
    return this.book.note(event, event.data.orderIds);
  }

  @On(MessageSent)
  async messageSent(event: Received<typeof MessageSent>): Promise<void> {
    const about = z.uuid().safeParse(event.data.about);
    if (about.success) await this.book.note(event, [about.data]);
  }
}
