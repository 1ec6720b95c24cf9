import type { OrderEntity, PaymentEntity, RefundEntity } from './entities.js';

/** Razorpay's usual fee: 2 % of the amount and 18 % GST on the fee, in whole paise. */
const FEE_PERCENT = 2;
const TAX_PERCENT = 18;

/** The payment after its capture, with fee and tax; `fee` includes `tax`. */
export function captured(payment: PaymentEntity): PaymentEntity {
  const charge = Math.round((payment.amount * FEE_PERCENT) / 100);
  const tax = Math.round((charge * TAX_PERCENT) / 100);
  return { ...payment, status: 'captured', captured: true, fee: charge + tax, tax };
}

/** The payment after the bank said yes, late or in time: nothing of an earlier failure is left. */
export function authorized(payment: PaymentEntity): PaymentEntity {
  return {
    ...payment,
    status: 'authorized',
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
  };
}

/** The payment after the person's bank or UPI app refused it (razorpay.com/docs/errors/payments/upi). */
export function failed(payment: PaymentEntity): PaymentEntity {
  return {
    ...payment,
    status: 'failed',
    error_code: 'BAD_REQUEST_ERROR',
    error_description:
      "Payment was unsuccessful as it was declined by the customer's bank. Try another payment method.",
    error_source: 'customer',
    error_step: 'payment_authentication',
    error_reason: 'payment_failed',
  };
}

/** The order after one more try to pay it: a paid order stays paid. */
export function attempted(order: OrderEntity): OrderEntity {
  return { ...order, attempts: order.attempts + 1, status: order.status === 'paid' ? 'paid' : 'attempted' };
}

/** The order after this payment's capture: paid once the captured amounts reach its own. */
export function paidBy(order: OrderEntity, payment: PaymentEntity): OrderEntity {
  const paid = order.amount_paid + payment.amount;
  return {
    ...order,
    amount_paid: paid,
    amount_due: Math.max(0, order.amount - paid),
    status: paid >= order.amount ? 'paid' : order.status,
  };
}

/** The payment after this refund was begun; its status is `refunded` only when nothing is left. */
export function refunded(payment: PaymentEntity, refund: RefundEntity): PaymentEntity {
  const total = payment.amount_refunded + refund.amount;
  const full = total === payment.amount;
  return {
    ...payment,
    amount_refunded: total,
    refund_status: full ? 'full' : 'partial',
    status: full ? 'refunded' : payment.status,
  };
}

/** The payment after this refund failed: the money is back with the merchant. */
export function refundReturned(payment: PaymentEntity, refund: RefundEntity): PaymentEntity {
  const total = payment.amount_refunded - refund.amount;
  return {
    ...payment,
    amount_refunded: total,
    refund_status: total === 0 ? null : 'partial',
    status: payment.captured ? 'captured' : 'authorized',
  };
}
