import type { PaymentView, RazorpayOrderView } from '@chowk/contracts';
import type { Payment } from '../domain/payment.js';
import type { Refund } from '../domain/refund.js';
import type { BegunPayment } from '../use-cases/create-razorpay-order.js';

/** What a checkout needs to begin. */
export function razorpayOrderOf({ payment, providerOrderId, keyId }: BegunPayment): RazorpayOrderView {
  const { id: paymentId, amount, currency } = payment;
  return { paymentId, keyId, razorpayOrderId: providerOrderId, amount, currency };
}

/** A payment as its reader sees it. */
export function paymentViewOf(payment: Payment): PaymentView {
  const { id, version, outletId, billId, orderIds, customerId, businessDate, tender, status, currency } = payment;
  const { shareId, amount, tip, captured, refunded, drawerId, tendered, change, reference } = payment;
  const { providerOrderId, providerPaymentId, method, reason } = payment;
  return {
    ...{ id, version, outletId, billId, orderIds, customerId, businessDate, tender, status, currency },
    ...{ shareId, amount, tip, captured, refunded, drawerId, tendered, change, reference },
    ...{ providerOrderId, providerPaymentId, method, reason },
    refunds: payment.refunds.map(refundViewOf),
    capturedAt: payment.capturedAt?.toISOString() ?? null,
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}

/** Who asked for it is for the audit alone. */
function refundViewOf(refund: Refund): PaymentView['refunds'][number] {
  const { id, billRefundId = null, drawerId = null, amount, status, reason, providerRefundId, requestedAt } = refund;
  return { id, billRefundId, drawerId, amount, status, reason, providerRefundId, requestedAt };
}
