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

/** What shall be paid, in every way to pay: an order stands for its whole bill. Exactly one of orderId and billId. */
const whatIsPaid = {
  orderId: id.optional(),
  billId: id.optional(),
  /** One share of a split bill; without it the bill as a whole. */
  shareId: id.optional(),
  /** Part of what is due, in paise, without tip; without it all that is due. */
  amount: paise.min(1).optional(),
  /** Beyond what is due, in paise; at most a lakh of rupees. */
  tip: paise.max(10_000_000).optional(),
};
type OrderOrBill = { readonly orderId?: string | undefined; readonly billId?: string | undefined };
const namesOneBill = ({ orderId, billId }: OrderOrBill) => (orderId === undefined) !== (billId === undefined);
const oneBill = { message: 'exactly one of orderId and billId' };

export const createRazorpayOrderBody = z.strictObject(whatIsPaid).refine(namesOneBill, oneBill);
export type CreateRazorpayOrderBody = z.output<typeof createRazorpayOrderBody>;

/** What every way to pay says of what is paid. */
export type PaymentWish = CreateRazorpayOrderBody;

/** Cash in the hand of a cashier: what it is for, and how much was handed over, in paise. */
export const confirmCashBody = z.strictObject({ ...whatIsPaid, tendered: paise.min(1) }).refine(namesOneBill, oneBill);
export type ConfirmCashBody = z.output<typeof confirmCashBody>;

/** Tenders that a cashier records; cash is handed over to the paisa, `/payments/confirm-cash` gives change. */
export const recordedTender = tender.extract(['CASH', 'CARD_TERMINAL', 'UPI_STATIC', 'COD', 'DUE', 'COMPLIMENTARY']);
export type RecordedTender = z.output<typeof recordedTender>;

const provedByReference: readonly RecordedTender[] = ['CARD_TERMINAL', 'UPI_STATIC'];

export const recordPaymentBody = z
  .strictObject({
    ...whatIsPaid,
    method: recordedTender,
    /** What the slip or the bank's message says; required of card terminal and UPI. */
    reference: text(100).optional(),
  })
  .refine(namesOneBill, oneBill)
  .refine(({ method, reference }) => reference !== undefined || !provedByReference.includes(method), {
    path: ['reference'],
    message: 'must be given for this method',
    params: { code: 'REQUIRED' },
  })
  .refine(({ method, tip = 0 }) => method !== 'COMPLIMENTARY' || tip === 0, {
    path: ['tip'],
    message: 'nobody pays a tip with what is free',
  });
export type RecordPaymentBody = z.output<typeof recordPaymentBody>;

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
  /** The refund of the bill that it carries out; null when it was asked for by itself. */
  billRefundId: id.nullable(),
  /** The drawer that the cash left. */
  drawerId: id.nullable(),
  /** Id at the provider, once it has taken the refund. */
  providerRefundId: z.string().nullable(),
  requestedAt: instant,
});

export const paymentView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  billId: id,
  /** The share of the bill it is for; null: the bill as a whole. */
  shareId: id.nullable(),
  orderIds: z.array(id),
  customerId: id.nullable(),
  businessDate,
  tender,
  status: paymentState,
  currency: z.literal('INR'),
  /** What was asked for, with the tip. */
  amount: paise,
  /** Part of the amount that is beyond the bill. */
  tip: paise,
  /** What arrived; another amount than asked for is in quarantine. */
  captured: paise,
  /** What went back. */
  refunded: paise,
  /** The drawer that the cash is in, what was handed over and what was given back of it; null for other tenders. */
  drawerId: id.nullable(),
  tendered: paise.nullable(),
  change: paise.nullable(),
  /** What the slip or the bank's message said. */
  reference: z.string().nullable(),
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
