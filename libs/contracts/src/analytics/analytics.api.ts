import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise } from '../envelope/shapes.js';
import { tender } from '../payment/payment.events.js';

const day = businessDate.refine((date) => date >= '2000-01-01', 'before anything was counted');
const outlet = id.optional();
/** Business dates, both included; `to` is today and `from` the same day unless said. */
const period = { from: day.optional(), to: day.optional() };

/** Query of GET /analytics/daily-metrics; today unless said. */
export const dailyMetricsQuery = z.strictObject({ date: day.optional(), outlet });
export type DailyMetricsQuery = z.output<typeof dailyMetricsQuery>;

export const topItemsQuery = z.strictObject({
  ...period,
  outlet,
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
export type TopItemsQuery = z.output<typeof topItemsQuery>;

export const ordersCountQuery = z.strictObject({ ...period, outlet });
export type OrdersCountQuery = z.output<typeof ordersCountQuery>;

export const revenueQuery = z.strictObject({
  ...period,
  outlet,
  by: z.enum(['day', 'outlet', 'tender']).default('day'),
});
export type RevenueQuery = z.output<typeof revenueQuery>;

export const kitchenQuery = z.strictObject({
  ...period,
  outlet,
  /** A ticket is late when it is not ready so many minutes after it was queued. */
  lateAfter: z.coerce.number().int().min(1).max(600).default(15),
});
export type KitchenQuery = z.output<typeof kitchenQuery>;

const count = z.number().int().min(0);

export const orderCounts = z.object({
  placed: count,
  confirmed: count,
  rejected: count,
  cancelled: count,
  expired: count,
  completed: count,
});
export type OrderCounts = z.output<typeof orderCounts>;

/** Orders that were confirmed and not called off afterwards, as they stand: without what was voided or given free. In paise. */
const sales = { revenue: paise, discount: paise, tax: paise };
/** Payments and their amounts in paise; `tips` are part of `amount`, `refunded` is what went back. */
const money = { captured: count, amount: paise, tips: paise, refunded: paise };
/** Seconds; null when there is nothing to measure. */
const seconds = z.number().min(0).nullable();
const lines = z.object({ lines: count, amount: paise });

const metrics = z.object({
  tableSessionsOpened: count,
  orders: orderCounts,
  ...sales,
  /** Dishes taken off orders, by what they would have cost. */
  voided: lines,
  /** Dishes given free, by what they would have cost. */
  comped: lines,
  /** Bills of the day that are settled, by their totals: with charges, discounts of the whole bill and round-off, without tips. */
  bills: z.object({ settled: count, amount: paise }),
  /** Credit notes on settled bills. They take nothing off `revenue`. */
  refunds: z.object({ count, amount: paise }),
  /** Orders confirmed per table session opened; null without sessions. */
  conversion: z.number().min(0).nullable(),
  /** From sitting down to the table being free again, of the sessions of the day that are closed. */
  tableTurn: z.object({ closed: count, averageSeconds: seconds, p50Seconds: seconds, p95Seconds: seconds }),
  payments: z.object({ ...money, byTender: z.array(z.object({ tender, ...money })) }),
});
export type Metrics = z.output<typeof metrics>;

const freshness = {
  /** When the newest event that is counted here happened; null when there is none yet. */
  asOf: instant.nullable(),
  /** The last of the business days is not over at every outlet counted here: the numbers still grow. */
  provisional: z.boolean(),
};
const currency = z.literal('INR');

export const dailyMetricsAnswer = z.object({
  date: businessDate,
  ...freshness,
  currency,
  total: metrics,
  /** Every outlet the caller may see; the name is null until it was heard of. */
  outlets: z.array(metrics.extend({ outletId: id, name: z.string().nullable() })),
});
export type DailyMetricsAnswer = z.output<typeof dailyMetricsAnswer>;

export const topItemsAnswer = z.object({
  from: businessDate,
  to: businessDate,
  ...freshness,
  currency,
  /** Most sold first; the name as the newest order had it. */
  items: z.array(z.object({ itemId: id, name: z.string(), quantity: count, revenue: paise })),
});
export type TopItemsAnswer = z.output<typeof topItemsAnswer>;

export const ordersCountAnswer = z.object({
  from: businessDate,
  to: businessDate,
  ...freshness,
  total: orderCounts,
  /** Days on which something was counted, oldest first. */
  days: z.array(orderCounts.extend({ date: businessDate })),
});
export type OrdersCountAnswer = z.output<typeof ordersCountAnswer>;

const revenueRow = z.object({
  ...sales,
  ordersConfirmed: count,
  /** Amount of the credit notes; not taken off `revenue`. */
  refunds: paise,
  tips: paise,
});
const revenueHead = { from: businessDate, to: businessDate, ...freshness, currency };
export const revenueOfSales = z.object({
  ...revenueHead,
  by: z.enum(['day', 'outlet']),
  total: revenueRow,
  /** One row per day (`date`) or per outlet (`outletId`) with something counted. */
  rows: z.array(revenueRow.extend({ date: businessDate.optional(), outletId: id.optional() })),
});
const tenderRow = z.object({
  ...money,
  /** What was paid for sales and is kept: `amount - tips - refunded`. */
  net: signedPaise,
});
export const revenueOfTenders = z.object({
  ...revenueHead,
  by: z.literal('tender'),
  total: tenderRow,
  /** One row per tender that was used. */
  rows: z.array(tenderRow.extend({ tender })),
});
/** What was sold, by day or by outlet; or what was paid, by tender. */
export const revenueAnswer = z.discriminatedUnion('by', [revenueOfSales, revenueOfTenders]);
export type RevenueAnswer = z.output<typeof revenueAnswer>;

const durations = z.object({ tickets: count, p50Seconds: seconds, p95Seconds: seconds });
const kitchenTimes = z.object({
  /** Tickets of the period, without voided ones. */
  tickets: count,
  queuedToStarted: durations,
  startedToReady: durations,
  /** Ready later than `lateAfter` minutes after it was queued. */
  late: count,
});
export const kitchenAnswer = z.object({
  from: businessDate,
  to: businessDate,
  ...freshness,
  /** In minutes, as asked. */
  lateAfter: z.number().int(),
  total: kitchenTimes,
  stations: z.array(kitchenTimes.extend({ station: z.string() })),
});
export type KitchenAnswer = z.output<typeof kitchenAnswer>;
