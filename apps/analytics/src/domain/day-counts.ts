import type { tender } from '@chowk/contracts';
import type { z } from 'zod';
import type { CountedFact } from './counted-fact.js';

/** The counters of a business day at an outlet; money in paise. */
export const dayCounters = [
  'tableSessionsOpened',
  'ordersPlaced',
  'ordersConfirmed',
  'ordersRejected',
  'ordersCancelled',
  'ordersExpired',
  'ordersCompleted',
  'revenue',
  'discount',
  'tax',
  'paymentsCaptured',
  'captured',
  'refunded',
] as const;
export type DayCounter = (typeof dayCounters)[number];
export type DayCounts = Readonly<Record<DayCounter, number>>;
export type Tender = z.output<typeof tender>;

export const nothingCounted: DayCounts = {
  tableSessionsOpened: 0,
  ordersPlaced: 0,
  ordersConfirmed: 0,
  ordersRejected: 0,
  ordersCancelled: 0,
  ordersExpired: 0,
  ordersCompleted: 0,
  revenue: 0,
  discount: 0,
  tax: 0,
  paymentsCaptured: 0,
  captured: 0,
  refunded: 0,
};

export function added(one: DayCounts, other: Partial<DayCounts>): DayCounts {
  return { ...one, ...Object.fromEntries(dayCounters.map((name) => [name, one[name] + (other[name] ?? 0)])) };
}

/** What a fact adds to its day by itself, whatever else was told; what an order sold is counted apart. */
export function countsOf(fact: CountedFact): Partial<DayCounts> {
  switch (fact.type) {
    case 'table-session.opened.v1':
      return { tableSessionsOpened: 1 };
    case 'order.placed.v1':
      return { ordersPlaced: 1 };
    case 'order.confirmed.v1':
      return { ordersConfirmed: 1 };
    case 'order.rejected.v1':
      return { ordersRejected: 1 };
    case 'order.cancelled.v1':
      return { ordersCancelled: 1 };
    case 'order.expired.v1':
      return { ordersExpired: 1 };
    case 'order.status-changed.v1':
      return { ordersCompleted: 1 };
    case 'payment.captured.v1':
      return { paymentsCaptured: 1, captured: fact.data.amount };
    case 'payment.refunded.v1':
      return { refunded: fact.data.refunded };
  }
}
