import { Books, type Change, type Shelf } from '../books/books.js';
import type { OrderEntity, PaymentEntity, RefundEntity } from './entities.js';
import type { Delivery } from './webhook-delivery.js';

/** An order with the account it belongs to and how its payments are captured. */
export interface KeptOrder {
  readonly keyId: string;
  readonly capture: 'automatic' | 'manual';
  readonly paymentIds: readonly string[];
  readonly entity: OrderEntity;
}

/** A payment with the account it belongs to. */
export interface KeptPayment {
  readonly keyId: string;
  readonly refundIds: readonly string[];
  readonly entity: PaymentEntity;
}

/** A refund with the account it belongs to. */
export interface KeptRefund {
  readonly keyId: string;
  readonly entity: RefundEntity;
}

/** What was asked under a refund's idempotency key, and the refund that came of it. */
export interface KeptIdempotency {
  readonly request: string;
  readonly refundId: string;
}

/** All that the Razorpay simulator remembers. */
export class RazorpayBooks {
  private readonly books: Books;
  readonly orders: Shelf<KeptOrder>;
  readonly payments: Shelf<KeptPayment>;
  readonly refunds: Shelf<KeptRefund>;
  /** Order ids by `keyId/receipt`. */
  readonly receipts: Shelf<string>;
  /** By `keyId/idempotency key`. */
  readonly idempotency: Shelf<KeptIdempotency>;
  readonly deliveries: Shelf<Delivery>;

  constructor(file?: string) {
    this.books = new Books(file);
    this.orders = this.books.shelf('order');
    this.payments = this.books.shelf('payment');
    this.refunds = this.books.shelf('refund');
    this.receipts = this.books.shelf('receipt');
    this.idempotency = this.books.shelf('idempotency');
    this.deliveries = this.books.shelf('delivery');
  }

  /** Remembers all these changes or none. */
  write(changes: readonly Change[]): void {
    this.books.write(changes);
  }

  putOrder(order: KeptOrder): Change {
    return this.orders.change(order.entity.id, order);
  }

  putPayment(payment: KeptPayment): Change {
    return this.payments.change(payment.entity.id, payment);
  }

  putRefund(refund: KeptRefund): Change {
    return this.refunds.change(refund.entity.id, refund);
  }

  putDelivery(delivery: Delivery): Change {
    return this.deliveries.change(delivery.eventId, delivery);
  }

  dropDelivery(eventId: string): Change {
    return ['delivery', eventId, null];
  }

  /** Forgets everything, on disk too. */
  empty(): void {
    this.books.empty();
  }

  close(): void {
    this.books.close();
  }
}
