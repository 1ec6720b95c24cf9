import { z } from 'zod';
import { businessDate, fulfilment, id, instant, paise, signedPaise, text } from '../envelope/shapes.js';
import { wireShapes } from '../envelope/wire-shapes.js';
import { appliedRule, channel, lineStatus, orderStatus, paymentStatus, rejection } from './order.events.js';

/** Most lines of one order, modifiers of one line and pieces of one line. */
export const orderLimits = { lines: 100, modifiers: 30, quantity: 10_000 } as const;

const requestedModifier = z.strictObject({
  modifierId: id,
  quantity: z.number().int().min(1).max(20).default(1),
});

const requestedLine = z.strictObject({
  itemId: id,
  /** Without it the item's default variant is meant, if the item has variants. */
  variantId: id.optional(),
  modifiers: z.array(requestedModifier).max(orderLimits.modifiers).default([]),
  quantity: z.number().int().min(1).max(orderLimits.quantity),
  notes: text(300).optional(),
  seat: z.number().int().min(1).max(100).optional(),
  course: z.number().int().min(1).max(20).optional(),
  /** For which guest of the table; only staff say so, a guest orders for itself. */
  guestId: id.optional(),
});
export type RequestedOrderLine = z.output<typeof requestedLine>;

const cart = {
  /** Where it is made; may be left out with a table session, which knows its outlet. */
  outletId: id.optional(),
  fulfilment,
  tableSessionId: id.optional(),
  lines: z.array(requestedLine).min(1).max(orderLimits.lines),
  /** A coupon, in capitals or not; one that cannot be used refuses the cart. */
  couponCode: text(32).optional(),
};

/** What a cart would cost; prices never come from the caller. */
export const quoteBody = z.strictObject(cart);
export type QuoteBody = z.output<typeof quoteBody>;

export const placeOrderBody = z.strictObject({
  ...cart,
  channel: channel.optional(),
  notes: text(500).optional(),
  covers: z.number().int().min(1).max(500).optional(),
  /** Chosen by the client, unique per tenant; the order can be read at `/orders/ref:<clientReference>`. */
  clientReference: id.optional(),
  externalReference: text(100).optional(),
  /** Total of the quote the person saw, in paise; another price is refused, never charged. */
  expectedTotal: paise.optional(),
});
export type PlaceOrderBody = z.output<typeof placeOrderBody>;

export const moveOrderBody = z.strictObject({ status: orderStatus });
export type MoveOrderBody = z.output<typeof moveOrderBody>;

export const cancelOrderBody = z.strictObject({ reason: text(300).optional() }).prefault({});
export type CancelOrderBody = z.output<typeof cancelOrderBody>;

/** Whole lines added to an order and taken off it, before the kitchen begins; all of it or nothing. */
export const reviseOrderBody = z
  .strictObject({
    add: z.array(requestedLine).min(1).max(orderLimits.lines).optional(),
    /** Ids of lines. */
    remove: z.array(id).min(1).max(orderLimits.lines).optional(),
    /** Total that the person saw for the changed order, in paise; another price is refused, never charged. */
    expectedTotal: paise.optional(),
  })
  .refine(({ add, remove }) => add !== undefined || remove !== undefined, {
    message: 'name lines to add or to remove',
    params: { code: 'REQUIRED' },
  });
export type ReviseOrderBody = z.output<typeof reviseOrderBody>;

/** Why a line is voided or given free; people read it in the report. */
export const changeLineBody = z.strictObject({ reason: text(300) });
export type ChangeLineBody = z.output<typeof changeLineBody>;

/** Which voids and free dishes are told: those of orders of a business date, of one outlet or of all that the reader may see. */
export const voidsFilters = z.strictObject({ date: businessDate, outlet: id.optional() });
export type VoidsFilters = z.output<typeof voidsFilters>;

/** One value, or several with commas between them: any of them fits. */
const anyOf = <Value extends z.ZodType<string> & { readonly options: readonly string[] }>(value: Value) => {
  const description = `One or several, with commas between them: ${value.options.join(', ')}.`;
  const several = z
    .string()
    .min(1)
    .max(500)
    .transform((text, context) => {
      const values = z.array(value).safeParse([...new Set(text.split(','))]);
      if (values.success) return values.data;
      context.addIssue({ code: 'custom', message: 'names something else', params: { code: 'NOT_ALLOWED' } });
      return z.NEVER;
    });
  return several.register(wireShapes, { description, example: value.options.slice(0, 2).join(',') });
};

/** Filters of GET /orders, beside limit, cursor and count; an order must fit all of them. */
export const orderFilters = {
  status: anyOf(orderStatus).optional(),
  paymentStatus: anyOf(paymentStatus).optional(),
  fulfilment: anyOf(fulfilment).optional(),
  channel: anyOf(channel).optional(),
  outlet: id.optional(),
  table: id.optional(),
  session: id.optional(),
  customer: id.optional(),
  number: z.string().min(1).max(40).optional(),
  /** Business dates; `from` and `to` are included. */
  date: businessDate.optional(),
  from: businessDate.optional(),
  to: businessDate.optional(),
  sort: z.enum(['createdAt', '-createdAt']).default('-createdAt'),
};

export const taxLine = z.object({
  component: z.enum(['CGST', 'SGST', 'IGST', 'VAT', 'CESS']),
  rateBasisPoints: z.number(),
  amount: signedPaise,
});
export const taxSummary = taxLine.extend({ taxable: signedPaise });

const lineAmounts = {
  quantity: z.number().int(),
  /** One unit at the menu's price, without modifiers. */
  unitPrice: paise,
  gross: paise,
  discount: paise,
  taxable: paise,
  taxes: z.array(taxLine),
  tax: paise,
  total: paise,
};

const quotedModifier = z.object({
  modifierId: id,
  name: z.string(),
  quantity: z.number().int(),
  unitPrice: paise,
});

export const quotedLine = z.object({
  itemId: id,
  variantId: id.nullable(),
  name: z.string(),
  modifiers: z.array(quotedModifier),
  ...lineAmounts,
});

/** Why a price is what it is, one step after the other: `before + amount = after`. */
export const traceEntry = z.object({
  step: z.string(),
  subjectId: z.string(),
  text: z.string(),
  amount: signedPaise,
  before: signedPaise,
  after: signedPaise,
});

const amounts = {
  currency: z.literal('INR'),
  subtotal: paise,
  discount: paise,
  taxable: paise,
  tax: paise,
  taxes: z.array(taxSummary),
  /** Exact; the bill rounds once. */
  total: paise,
};

export const quoteView = z.object({
  outletId: id,
  fulfilment,
  lines: z.array(quotedLine),
  ...amounts,
  pricesIncludeTax: z.boolean(),
  appliedRules: z.array(appliedRule),
  coupon: z.object({ code: z.string(), amount: paise }).nullable(),
  /** What a bill of this cart alone would ask for: the total rounded to the rupee. */
  roundOff: signedPaise,
  payable: paise,
  trace: z.array(traceEntry),
});
export type QuoteView = z.output<typeof quoteView>;

export const orderLineView = quotedLine.extend({
  lineId: id,
  lineIndex: z.number().int(),
  /** A voided line is not made and asks for nothing; a comped one is made and given free. */
  status: lineStatus,
  station: z.string(),
  notes: z.string().nullable(),
  seat: z.number().int().nullable(),
  course: z.number().int().nullable(),
  guestId: id.nullable(),
  /** Why it was voided or given free, and what it had cost; null for all others. */
  change: z.object({ at: instant, by: z.string(), reason: z.string(), amount: paise }).nullable(),
});

export const orderView = z.object({
  id,
  version: z.number().int(),
  orderNumber: z.string(),
  /** Called out at the counter; given with the confirmation. */
  token: z.number().int().nullable(),
  status: orderStatus,
  /** The status in the reader's language and the words of this way of fulfilment. */
  statusLabel: z.string(),
  /** Where the reader may move it: statuses for PATCH status, and CANCELLED for PATCH cancel. */
  allowedMoves: z.array(orderStatus),
  paymentStatus,
  rejection: rejection.nullable(),
  outletId: id,
  billId: id,
  customerId: id.nullable(),
  guestId: id.nullable(),
  tableSessionId: id.nullable(),
  tableId: id.nullable(),
  tableLabel: z.string().nullable(),
  fulfilment,
  channel,
  businessDate,
  clientReference: id.nullable(),
  externalReference: z.string().nullable(),
  covers: z.number().int().nullable(),
  notes: z.string().nullable(),
  placedBy: z.object({ kind: z.string(), id }),
  /** The order ends by itself then: unanswered while PLACED, unpaid while AWAITING_PAYMENT. */
  endsAt: instant.nullable(),
  lines: z.array(orderLineView),
  ...amounts,
  appliedRules: z.array(appliedRule),
  coupon: z.object({ code: z.string(), amount: paise }).nullable(),
  /** A change of lines that is being checked; null while there is none. */
  pendingRevision: z.object({ revision: z.number().int(), total: paise, endsAt: instant }).nullable(),
  history: z.array(z.object({ status: orderStatus, at: instant, by: z.string(), reason: z.string().nullable() })),
  createdAt: instant,
  updatedAt: instant,
});
export type OrderView = z.output<typeof orderView>;

/** One event about an order, from any service. */
export const timelineEntry = z.object({
  eventId: id,
  type: z.string(),
  service: z.string(),
  at: instant,
  aggregateId: z.string(),
  version: z.number().int(),
  causationId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export const timelineView = z.object({ orderId: id, orderNumber: z.string(), events: z.array(timelineEntry) });
export type TimelineView = z.output<typeof timelineView>;

/** One line that was voided or given free. */
export const voidedLineView = z.object({
  orderId: id,
  orderNumber: z.string(),
  outletId: id,
  lineId: id,
  kind: z.enum(['VOIDED', 'COMPED']),
  name: z.string(),
  quantity: z.number().int(),
  /** What it would have cost with tax, in paise. */
  amount: paise,
  /** The kitchen had begun: its food is waste. */
  isPrepared: z.boolean(),
  reason: z.string(),
  at: instant,
});
const counted = z.object({ count: z.number().int(), amount: paise });
/** Voids and free dishes of a business date, per staff member. */
export const voidsReportView = z.object({
  date: businessDate,
  staff: z.array(
    z.object({ by: z.string(), staffId: id, voids: counted, comps: counted, lines: z.array(voidedLineView) }),
  ),
});
export type VoidsReportView = z.output<typeof voidsReportView>;
