import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate, fulfilment, paise } from '../envelope/shapes.js';

const facts = { topic: 'order' };

export const channel = z.enum(['QR', 'WAITER', 'COUNTER', 'WEB', 'PHONE', 'AGGREGATOR']);
export const orderStatus = z.enum([
  'PLACED',
  'AWAITING_PAYMENT',
  'CONFIRMED',
  'PREPARING',
  'READY',
  'DISPATCHED',
  'COMPLETED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
]);
export type OrderStatus = z.output<typeof orderStatus>;
export const paymentStatus = z.enum(['UNPAID', 'PARTLY_PAID', 'PAID', 'REFUNDED']);

/** What every event about an order says first: enough to route it to a screen and to count it. */
export const orderHead = z.object({
  orderId: z.uuid(),
  orderNumber: z.string(),
  outletId: z.uuid(),
  billId: z.uuid(),
  customerId: z.uuid().nullable(),
  tableSessionId: z.uuid().nullable(),
  /** The guest of the table session who ordered; null for everybody else. */
  guestId: z.uuid().nullable().optional(),
  tableLabel: z.string().nullable(),
  fulfilment,
  channel,
  businessDate,
  status: orderStatus,
  currency: z.literal('INR'),
  /** Exact total of the order in paise; the round-off belongs to the bill. */
  total: paise,
});

export const lineStatus = z.enum(['ORDERED', 'VOIDED', 'COMPED']);

/** A priced snapshot of what was asked for. Quantities are counts of the item's unit. */
export const orderedLine = z.object({
  lineId: z.uuid(),
  lineIndex: z.number().int().min(0),
  itemId: z.uuid(),
  variantId: z.uuid().nullable(),
  modifiers: z.array(z.object({ modifierId: z.uuid(), quantity: z.number().int().min(1) })),
  name: z.string(),
  station: z.string(),
  /** Absent: ordered. A voided line is not made and not owed, a free one is made and not owed. */
  status: lineStatus.optional(),
  quantity: z.number().int().min(1),
  gross: paise,
  discount: paise,
  tax: paise,
  total: paise,
});

export const appliedRule = z.object({ ruleId: z.uuid(), name: z.string(), amount: paise });

/** A coupon of the order and what it takes off, in paise; discount decides whether it may still be used. */
export const usedCoupon = z.object({ couponId: z.uuid(), code: z.string(), amount: paise });

export const rejection = z.object({ code: z.string(), details: z.array(z.record(z.string(), z.unknown())) });

const toBeChecked = orderHead.extend({
  lines: z.array(orderedLine).min(1),
  appliedRules: z.array(appliedRule),
  coupon: usedCoupon.nullable().optional(),
  discount: paise,
  tax: paise,
  /** Inventory lets go of the reservation by itself after this instant. */
  holdUntil: z.iso.datetime(),
});

export const OrderPlaced = event('order.placed.v1', {
  ...facts,
  tells: 'An order was accepted for checking: inventory reserves, discount redeems.',
  schema: toBeChecked,
});

export const OrderRevived = event('order.revived.v1', {
  ...facts,
  tells: 'An expired order was paid after all: it is checked again like a new one.',
  schema: toBeChecked,
});

export const OrderConfirmed = event('order.confirmed.v1', {
  ...facts,
  tells: 'An order is certain: paid, or to be paid later; the kitchen begins.',
  schema: orderHead.extend({
    /** Number called out at the counter, per outlet and business date. */
    token: z.number().int(),
    lines: z.array(orderedLine),
    discount: paise,
    tax: paise,
  }),
});

export const OrderStatusChanged = event('order.status-changed.v1', {
  ...facts,
  tells: 'An order moved along its workflow.',
  schema: orderHead.extend({ from: orderStatus, by: z.string() }),
});

export const OrderRejected = event('order.rejected.v1', {
  ...facts,
  tells: 'An order cannot be fulfilled; nothing is held any more.',
  schema: orderHead.extend({ rejection }),
});

export const OrderCancelled = event('order.cancelled.v1', {
  ...facts,
  tells: 'An order was called off.',
  schema: orderHead.extend({ from: orderStatus, reason: z.string().nullable(), by: z.string() }),
});

export const OrderExpired = event('order.expired.v1', {
  ...facts,
  tells: 'An order was not paid in time.',
  schema: orderHead.extend({ from: orderStatus }),
});

export const OrderRevisionAsked = event('order.revision-asked.v1', {
  ...facts,
  tells: 'The lines of an order shall be these: inventory holds or takes the difference, all or nothing.',
  schema: orderHead.extend({
    /** Counts the revisions of the order from 1; inventory answers with it. */
    revision: z.number().int().min(1),
    lines: z.array(orderedLine),
  }),
});

export const OrderRepriced = event('order.repriced.v1', {
  ...facts,
  tells: 'Lines of an order changed, and what it costs with them.',
  schema: orderHead.extend({
    reason: z.enum(['REVISED', 'VOIDED', 'COMPED']),
    lines: z.array(orderedLine),
    discount: paise,
    tax: paise,
  }),
});

const onBehalf = { reason: z.string(), by: z.string() };

export const OrderLineVoided = event('order.line-voided.v1', {
  ...facts,
  tells: 'A dish is not wanted any more: it is not owed, and its station stops.',
  schema: orderHead.extend({
    line: orderedLine,
    /** The kitchen had begun: what was used is waste and does not return to the stock. */
    isPrepared: z.boolean(),
    ...onBehalf,
  }),
});

export const OrderLineComped = event('order.line-comped.v1', {
  ...facts,
  tells: 'A dish was given free.',
  schema: orderHead.extend({ line: orderedLine, /** What it would have cost, in paise. */ amount: paise, ...onBehalf }),
});
