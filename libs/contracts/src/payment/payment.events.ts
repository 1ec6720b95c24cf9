import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate, paise } from '../envelope/shapes.js';

const facts = { topic: 'payment' };

export const tender = z.enum([
  'RAZORPAY',
  'CASH',
  'CARD_TERMINAL',
  'UPI_STATIC',
  'WALLET',
  'COD',
  'DUE',
  'COMPLIMENTARY',
]);

/** Payment events are keyed by bill: the order service hears all money of one bill in order. */
const paymentHead = z.object({
  paymentId: z.uuid(),
  billId: z.uuid(),
  orderIds: z.array(z.uuid()),
  outletId: z.uuid(),
  businessDate,
  tender,
  amount: paise,
  currency: z.literal('INR'),
  providerOrderId: z.string().nullable(),
  providerPaymentId: z.string().nullable(),
});

export const PaymentCreated = event('payment.created.v1', {
  ...facts,
  tells: 'A payment was begun at the provider.',
  schema: paymentHead,
});
export const PaymentCaptured = event('payment.captured.v1', {
  ...facts,
  tells: 'Money arrived.',
  schema: paymentHead.extend({ capturedAt: z.iso.datetime() }),
});
export const PaymentFailed = event('payment.failed.v1', {
  ...facts,
  tells: 'An attempt to pay failed; another may follow.',
  schema: paymentHead.extend({ reason: z.string() }),
});
export const PaymentRefunded = event('payment.refunded.v1', {
  ...facts,
  tells: 'Money went back.',
  schema: paymentHead.extend({ refundId: z.uuid(), refunded: paise, reason: z.string() }),
});
export const PaymentQuarantined = event('payment.quarantined.v1', {
  ...facts,
  tells: 'Money arrived that does not fit what was asked; a person must look.',
  schema: paymentHead.extend({ expected: paise, received: paise, reason: z.string() }),
});
