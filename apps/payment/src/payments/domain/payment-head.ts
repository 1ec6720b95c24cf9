import type { Payment } from './payment.js';

/** What every fact about a payment says first. */
export function headOf(payment: Payment) {
  const { id: paymentId, billId, orderIds, outletId, businessDate, tender, amount, currency } = payment;
  const { tip, shareId, providerOrderId, providerPaymentId } = payment;
  return {
    ...{ paymentId, billId, orderIds, outletId, businessDate, tender, amount, tip, shareId, currency },
    ...{ providerOrderId, providerPaymentId },
  };
}
