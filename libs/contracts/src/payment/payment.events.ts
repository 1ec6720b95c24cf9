import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate, paise, signedPaise } from '../envelope/shapes.js';

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
  /** Part of the amount that is no payment of the bill. */
  tip: paise.optional(),
  /** The share of the bill it is for; null or absent: the bill as a whole. */
  shareId: z.uuid().nullable().optional(),
  currency: z.literal('INR'),
  providerOrderId: z.string().nullable(),
  providerPaymentId: z.string().nullable(),
});

export type Tender = z.output<typeof tender>;

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

export const CashReceived = event('cash.received.v1', {
  ...facts,
  tells: 'A cashier took cash into a drawer.',
  schema: paymentHead.extend({ drawerId: z.uuid(), tendered: paise, change: paise, by: z.string() }),
});

const drawer = z.object({ drawerId: z.uuid(), outletId: z.uuid(), businessDate, label: z.string() });
export const DrawerOpened = event('drawer.opened.v1', {
  ...facts,
  tells: 'A drawer began its shift with some change in it.',
  schema: drawer.extend({ openingFloat: paise, by: z.string() }),
});
export const DrawerClosed = event('drawer.closed.v1', {
  ...facts,
  tells: 'A drawer was counted and closed.',
  schema: drawer.extend({
    expected: paise,
    counted: paise,
    /** Counted less expected: negative is missing. */
    difference: signedPaise,
    by: z.string(),
  }),
});
