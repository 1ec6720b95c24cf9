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
  tableLabel: z.string().nullable(),
  fulfilment,
  channel,
  businessDate,
  status: orderStatus,
  currency: z.literal('INR'),
  /** Exact total of the order in paise; the round-off belongs to the bill. */
  total: paise,
});

/** A priced snapshot of what was asked for. Quantities are counts of the item's unit. */
export const orderedLine = z.object({
  lineId: z.uuid(),
  lineIndex: z.number().int().min(0),
  itemId: z.uuid(),
  variantId: z.uuid().nullable(),
  modifiers: z.array(z.object({ modifierId: z.uuid(), quantity: z.number().int().min(1) })),
  name: z.string(),
  station: z.string(),
  quantity: z.number().int().min(1),
  gross: paise,
  discount: paise,
  tax: paise,
  total: paise,
});

export const appliedRule = z.object({ ruleId: z.uuid(), name: z.string(), amount: paise });

export const rejection = z.object({ code: z.string(), details: z.array(z.record(z.string(), z.unknown())) });

export const OrderPlaced = event('order.placed.v1', {
  ...facts,
  tells: 'An order was accepted for checking: inventory reserves, discount redeems.',
  schema: orderHead.extend({
    lines: z.array(orderedLine).min(1),
    appliedRules: z.array(appliedRule),
    discount: paise,
    tax: paise,
    /** Inventory lets go of the reservation by itself after this instant. */
    holdUntil: z.iso.datetime(),
  }),
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
