import type { tender } from '@chowk/contracts';
import type { z } from 'zod';
import type { CountedFact } from './counted-fact.js';

/** The counters of a business day at an outlet; money in paise. */
export const dayCounters = [
  'tableSessionsOpened',
  'tableSessionsClosed',
  'ordersPlaced',
  'ordersConfirmed',
  'ordersRejected',
  'ordersCancelled',
  'ordersExpired',
  'ordersCompleted',
  'revenue',
  'discount',
  'tax',
  'linesVoided',
  'voided',
  'linesComped',
  'comped',
  'billsSettled',
  'billed',
  'billsRefunded',
  'credited',
  'paymentsCaptured',
  'captured',
  'tips',
  'refunded',
] as const;
export type DayCounter = (typeof dayCounters)[number];
export type DayCounts = Readonly<Record<DayCounter, number>>;
export type Tender = z.output<typeof tender>;

export const nothingCounted: DayCounts = {
  tableSessionsOpened: 0,
  tableSessionsClosed: 0,
  ordersPlaced: 0,
  ordersConfirmed: 0,
  ordersRejected: 0,
  ordersCancelled: 0,
  ordersExpired: 0,
  ordersCompleted: 0,
  revenue: 0,
  discount: 0,
  tax: 0,
  linesVoided: 0,
  voided: 0,
  linesComped: 0,
  comped: 0,
  billsSettled: 0,
  billed: 0,
  billsRefunded: 0,
  credited: 0,
  paymentsCaptured: 0,
  captured: 0,
  tips: 0,
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
    case 'table-session.closed.v1':
      return { tableSessionsClosed: 1 };
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
    case 'order.revived.v1':
      return { ordersExpired: -1 };
    case 'order.status-changed.v1':
      return { ordersCompleted: 1 };
    case 'order.line-voided.v1':
      return { linesVoided: 1, voided: fact.data.line.total };
    case 'order.line-comped.v1':
      return { linesComped: 1, comped: fact.data.amount };
    case 'bill.settled.v1':
      return { billsSettled: 1, billed: fact.data.total };
    case 'bill.refunded.v1':
      return { billsRefunded: 1, credited: fact.data.amount };
    case 'payment.captured.v1':
      return { paymentsCaptured: 1, captured: fact.data.amount, tips: fact.data.tip ?? 0 };
    case 'payment.refunded.v1':
      return { refunded: fact.data.refunded };
    case 'order.repriced.v1':
    case 'ticket.queued.v1':
    case 'ticket.started.v1':
    case 'ticket.ready.v1':
    case 'ticket.voided.v1':
      return {};
  }
}
