import { z } from 'zod';
import { businessDate, fulfilment, id, instant, paise, signedPaise, text } from '../envelope/shapes.js';
import { appliedRule, channel, orderStatus, paymentStatus, rejection } from './order.events.js';

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
});
export type RequestedOrderLine = z.output<typeof requestedLine>;

const cart = {
  /** Where it is made; may be left out with a table session, which knows its outlet. */
  outletId: id.optional(),
  fulfilment,
  tableSessionId: id.optional(),
  lines: z.array(requestedLine).min(1).max(orderLimits.lines),
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

/** Filters of GET /orders, beside limit, cursor and count. */
export const orderFilters = {
  status: orderStatus.optional(),
  outlet: id.optional(),
  table: id.optional(),
  session: id.optional(),
  fulfilment: fulfilment.optional(),
  date: businessDate.optional(),
  customer: id.optional(),
  number: z.string().min(1).max(40).optional(),
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
  /** What a bill of this cart alone would ask for: the total rounded to the rupee. */
  roundOff: signedPaise,
  payable: paise,
  trace: z.array(traceEntry),
});
export type QuoteView = z.output<typeof quoteView>;

export const orderLineView = quotedLine.extend({
  lineId: id,
  lineIndex: z.number().int(),
  status: z.enum(['ORDERED', 'VOIDED']),
  station: z.string(),
  notes: z.string().nullable(),
  seat: z.number().int().nullable(),
  course: z.number().int().nullable(),
  guestId: id.nullable(),
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
