import { z } from 'zod';
import { businessDate, id, instant, paise } from '../envelope/shapes.js';
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

export const revenueQuery = z.strictObject({ ...period, outlet, by: z.enum(['day', 'outlet']).default('day') });
export type RevenueQuery = z.output<typeof revenueQuery>;

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

/** Orders that were confirmed and not called off afterwards, in paise. */
const sales = { revenue: paise, discount: paise, tax: paise };

const metrics = z.object({
  tableSessionsOpened: count,
  orders: orderCounts,
  ...sales,
  payments: z.object({
    captured: count,
    amount: paise,
    refunded: paise,
    byTender: z.array(z.object({ tender, captured: count, amount: paise, refunded: paise })),
  }),
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

const revenueRow = z.object({ ...sales, ordersConfirmed: count });
export const revenueAnswer = z.object({
  from: businessDate,
  to: businessDate,
  ...freshness,
  currency,
  by: z.enum(['day', 'outlet']),
  total: revenueRow,
  /** One row per day (`date`) or per outlet (`outletId`) with something counted. */
  rows: z.array(revenueRow.extend({ date: businessDate.optional(), outletId: id.optional() })),
});
export type RevenueAnswer = z.output<typeof revenueAnswer>;
