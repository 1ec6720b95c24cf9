import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise, text } from '../envelope/shapes.js';
import { billShare, billStatus } from './bill.events.js';
import { quotedLine, taxLine, taxSummary } from './order.api.js';
import { appliedRule } from './order.events.js';

/** Filters of GET /bills, beside limit, cursor and count. */
export const billFilters = {
  status: billStatus.optional(),
  outlet: id.optional(),
  session: id.optional(),
  date: businessDate.optional(),
};

/** Most parts a bill is divided into. */
const mostShares = 50;

/** Who an invoice is made out to: a business that wants to use its input tax. */
export const buyer = z.strictObject({
  name: text(120),
  /** 15 characters with a check digit; another one is refused with INVALID_GSTIN. */
  gstin: z.string().trim().toUpperCase().max(20),
  address: text(300).optional(),
});

export const changeBillBody = z
  .strictObject({
    /** Voluntary: it is on the bill only after somebody asked for it. */
    serviceCharge: z.boolean().optional(),
    buyer: buyer.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { message: 'name at least one field', params: { code: 'REQUIRED' } });
export type ChangeBillBody = z.output<typeof changeBillBody>;

/** How a bill is divided; the shares always sum to its total. What AMOUNT and LINES leave over becomes a share of its own. */
export const splitBillBody = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('PERSON') }),
  z.strictObject({ by: z.literal('EQUALLY'), parts: z.number().int().min(2).max(mostShares) }),
  z.strictObject({
    by: z.literal('LINES'),
    shares: z
      .array(z.strictObject({ label: text(40), lineIds: z.array(id).min(1).max(1000) }))
      .min(1)
      .max(mostShares),
  }),
  z.strictObject({
    by: z.literal('AMOUNT'),
    shares: z
      .array(z.strictObject({ label: text(40), amount: paise.min(1) }))
      .min(1)
      .max(mostShares),
  }),
]);
export type SplitBillBody = z.output<typeof splitBillBody>;

/** Lines with their tax and share of the charges, or an amount over all of them; exactly one of the two. */
export const refundBillBody = z
  .strictObject({
    lines: z
      .array(z.strictObject({ orderId: id, lineId: id }))
      .min(1)
      .max(1000)
      .optional(),
    amount: paise.min(1).optional(),
    reason: text(300),
  })
  .refine(({ lines, amount }) => (lines === undefined) !== (amount === undefined), {
    message: 'give either lines or amount',
    path: ['amount'],
    params: { code: 'NOT_ALLOWED' },
  });
export type RefundBillBody = z.output<typeof refundBillBody>;

/** A part of a settled bill that was taken back, in paise. */
export const billRefundView = z.object({
  refundId: id,
  creditNoteNumber: z.string(),
  at: instant,
  by: z.string(),
  reason: z.string(),
  amount: paise,
  lines: z.array(z.object({ lineId: id, amount: paise })),
  /** Out of which payments it is given back. */
  tenders: z.array(z.object({ paymentId: id, tender: z.string(), amount: paise })),
});
export type BillRefundView = z.output<typeof billRefundView>;

export const billedLineView = quotedLine.extend({
  lineId: id,
  /** HSN or SAC. */
  code: z.string(),
  isFree: z.boolean(),
  seat: z.number().int().nullable(),
  guestId: id.nullable(),
});

/**
 * A bill in paise: `total = subtotal - discount + charges + tax + roundOff` (with prices that include it, tax is inside the
 * subtotal), and `paid - refunds under way + due = total - credited + tips`.
 */
export const billView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  businessDate,
  status: billStatus,
  customerId: id.nullable(),
  tableSessionId: id.nullable(),
  tableLabel: z.string().nullable(),
  orders: z.array(
    z.object({
      orderId: id,
      orderNumber: z.string(),
      token: z.number().int().nullable(),
      /** What its lines come to on this bill, with tax. */
      total: paise,
      /** False once the order came to nothing: the bill does not ask for it any more. */
      owed: z.boolean(),
      lines: z.array(billedLineView),
    }),
  ),
  currency: z.literal('INR'),
  pricesIncludeTax: z.boolean(),
  subtotal: paise,
  discount: paise,
  /** Rules about whole bills; those of the orders are in the discounts of their lines. */
  appliedRules: z.array(appliedRule),
  charges: z.array(
    z.object({
      ...{ code: z.string(), name: z.string(), amount: paise, taxable: paise },
      ...{ taxes: z.array(taxLine), tax: paise, total: paise },
    }),
  ),
  taxable: paise,
  tax: paise,
  taxes: z.array(taxSummary),
  /** To the rupee, once for the whole bill (Section 170 of the CGST Act). */
  roundOff: signedPaise,
  total: paise,
  /** Captured and not given back, tips included. */
  paid: paise,
  refunded: paise,
  tips: paise,
  /** Taken back by credit notes. */
  credited: paise,
  due: paise,
  shares: z.array(billShare),
  payments: z.array(
    z.object({
      ...{ paymentId: id, tender: z.string(), amount: paise, tip: paise, shareId: id.nullable() },
      /** Asked back of payment, and given back by it. */
      ...{ askedBack: paise, refunded: paise },
    }),
  ),
  serviceCharge: z.boolean(),
  buyer: z.object({ name: z.string(), gstin: z.string(), address: z.string().nullable() }).nullable(),
  /** How often it was shown to those who pay it. */
  prints: z.number().int(),
  invoiceNumber: z.string().nullable(),
  settledAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type BillView = z.output<typeof billView>;
