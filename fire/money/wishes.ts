import { randomUUID } from 'node:crypto';
import type { Till } from './till.ts';

/** A call that shall have its effect once, however often it is made. */
export interface Wish {
  readonly kind: 'order' | 'record' | 'begin' | 'refund' | 'billRefund';
  readonly path: string;
  readonly body: object;
  readonly key: string;
  /** Of the order, or of the bill or payment that it is about. */
  readonly about: string;
}

/** To place an order. */
export function orderWish(till: Till): Wish {
  const clientReference = randomUUID();
  const body = till.cart(1, clientReference);
  return { kind: 'order', path: '/orders', body, key: randomUUID(), about: clientReference };
}

/** To take what a bill asks for at the counter. */
export function recordWish(billId: string): Wish {
  const body = { billId, method: 'UPI_STATIC', reference: 'seen on the phone' };
  return { kind: 'record', path: '/payments/record', body, key: randomUUID(), about: billId };
}

/** To begin paying a bill at Razorpay. */
export function beginWish(billId: string): Wish {
  return { kind: 'begin', path: '/payments/create-razorpay-order', body: { billId }, key: randomUUID(), about: billId };
}

/** To give a rupee or more of a payment back. */
export function refundWish(paymentId: string): Wish {
  const body = { amount: 1_000, reason: 'Too salty' };
  return { kind: 'refund', path: `/payments/${paymentId}/refund`, body, key: randomUUID(), about: paymentId };
}

/** To take a part of a settled bill back. */
export function billRefundWish(billId: string): Wish {
  const body = { amount: 1_500, reason: 'Too late' };
  return { kind: 'billRefund', path: `/bills/${billId}/refunds`, body, key: randomUUID(), about: billId };
}
