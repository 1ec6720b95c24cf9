import { z } from 'zod';
import { businessDate, id, instant, paise, text } from '../envelope/shapes.js';
import { tender } from './payment.events.js';

export const paymentState = z.enum([
  'CREATED',
  'AUTHORISED',
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'FAILED',
  'QUARANTINED',
]);
export type PaymentState = z.output<typeof paymentState>;

export const refundState = z.enum(['REQUESTED', 'PENDING', 'PROCESSED', 'FAILED']);

/** What shall be paid: an order stands for its whole bill. Exactly one of both. */
export const createRazorpayOrderBody = z
  .strictObject({ orderId: id.optional(), billId: id.optional() })
  .refine(({ orderId, billId }) => (orderId === undefined) !== (billId === undefined), {
    message: 'exactly one of orderId and billId',
  });
export type CreateRazorpayOrderBody = z.output<typeof createRazorpayOrderBody>;

/** What a checkout needs to begin. */
export const razorpayOrderView = z.object({
  paymentId: id,
  /** Public key of the business at Razorpay. */
  keyId: z.string(),
  razorpayOrderId: z.string(),
  amount: paise,
  currency: z.literal('INR'),
});
export type RazorpayOrderView = z.output<typeof razorpayOrderView>;

const providerId = z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'an id of the provider');

/** The three fields as the checkout returned them; the payment they are for is found by its Razorpay order unless it is named. */
export const verifyRazorpayBody = z.strictObject({
  paymentId: id.optional(),
  razorpay_order_id: providerId,
  razorpay_payment_id: providerId,
  razorpay_signature: z.string().min(1).max(256),
});
export type VerifyRazorpayBody = z.output<typeof verifyRazorpayBody>;

export const refundPaymentBody = z.strictObject({
  /** Without it all that is left. */
  amount: paise.min(1).optional(),
  reason: text(300),
});
export type RefundPaymentBody = z.output<typeof refundPaymentBody>;

/** Filters of GET /payments, beside limit, cursor and count. */
export const paymentFilters = {
  status: paymentState.optional(),
  tender: tender.optional(),
  outlet: id.optional(),
  bill: id.optional(),
  customer: id.optional(),
  date: businessDate.optional(),
};

export const refundView = z.object({
  id,
  amount: paise,
  status: refundState,
  reason: z.string(),
  /** Id at the provider, once it has taken the refund. */
  providerRefundId: z.string().nullable(),
  requestedAt: instant,
});

export const paymentView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  billId: id,
  orderIds: z.array(id),
  customerId: id.nullable(),
  businessDate,
  tender,
  status: paymentState,
  currency: z.literal('INR'),
  /** What was asked for. */
  amount: paise,
  /** What arrived; another amount than asked for is in quarantine. */
  captured: paise,
  /** What went back. */
  refunded: paise,
  providerOrderId: z.string().nullable(),
  providerPaymentId: z.string().nullable(),
  /** How the person paid at the provider: upi, card, netbanking, wallet. */
  method: z.string().nullable(),
  /** Why it failed or is in quarantine. */
  reason: z.string().nullable(),
  refunds: z.array(refundView),
  capturedAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type PaymentView = z.output<typeof paymentView>;

/** What became of a webhook; all four are answered with 200. */
export const webhookVerdict = z.enum(['accepted', 'duplicate', 'parked', 'quarantined']);
export type WebhookVerdict = z.output<typeof webhookVerdict>;
export const webhookAnswer = z.object({ status: webhookVerdict });

export const reconciliationView = z.object({
  /** Open payments that the provider was asked about. */
  checked: z.number().int(),
  /** Those that turned out to be paid, failed, or paid with another amount. */
  captured: z.number().int(),
  failed: z.number().int(),
  quarantined: z.number().int(),
  /** Those that the provider could not be asked about. */
  unanswered: z.number().int(),
});
export type ReconciliationView = z.output<typeof reconciliationView>;
