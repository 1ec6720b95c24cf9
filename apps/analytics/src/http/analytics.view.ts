import type {
  DailyMetricsAnswer,
  Metrics,
  OrderCounts,
  OrdersCountAnswer,
  RevenueAnswer,
  TopItemsAnswer,
} from '@chowk/contracts';
import { added, nothingCounted, type DayCounts } from '../domain/day-counts.js';
import type { SoldItem } from '../domain/sale.js';
import type { OutletDay, OutletTender } from '../use-cases/find-metrics.js';
import type { Scope } from '../use-cases/reading-scope.js';

/** How new the numbers are and whether they still grow. */
export interface Standing {
  readonly asOf: string | null;
  readonly provisional: boolean;
}

export function dailyMetricsView(
  { to: date, outlets }: Scope,
  standing: Standing,
  { days, tenders }: { days: readonly OutletDay[]; tenders: readonly OutletTender[] },
): DailyMetricsAnswer {
  const current = outlets.filter(({ removed }) => !removed).map(({ id }) => id);
  const ids = [...new Set([...current, ...days.map(({ outletId }) => outletId)])].sort();
  return {
    date,
    ...standing,
    currency: 'INR',
    total: metricsView(sumOf(days), tenders),
    outlets: ids.map((outletId) => ({
      outletId,
      name: outlets.find(({ id }) => id === outletId)?.name ?? null,
      ...metricsView(sumOf(days.filter(isOf(outletId))), tenders.filter(isOf(outletId))),
    })),
  };
}

export const topItemsView = ({ from, to }: Scope, standing: Standing, items: readonly SoldItem[]): TopItemsAnswer => ({
  from,
  to,
  ...standing,
  currency: 'INR',
  items: [...items],
});

export function ordersCountView(
  { from, to }: Scope,
  standing: Standing,
  days: readonly OutletDay[],
): OrdersCountAnswer {
  const byDate = Map.groupBy(days, ({ date }) => date);
  return {
    from,
    to,
    ...standing,
    total: orderCountsView(sumOf(days)),
    days: [...byDate].map(([date, ofDate]) => ({ date, ...orderCountsView(sumOf(ofDate)) })),
  };
}

export function revenueView(
  { from, to }: Scope,
  standing: Standing,
  by: 'day' | 'outlet',
  days: readonly OutletDay[],
): RevenueAnswer {
  const groups = Map.groupBy(days, ({ date, outletId }) => (by === 'day' ? date : outletId));
  const rows = [...groups].map(([name, group]) => ({
    ...(by === 'day' ? { date: name } : { outletId: name }),
    ...revenueOf(sumOf(group)),
  }));
  return { from, to, ...standing, currency: 'INR', by, total: revenueOf(sumOf(days)), rows };
}

const isOf =
  (wanted: string) =>
  ({ outletId }: { readonly outletId: string }): boolean =>
    outletId === wanted;

const sumOf = (days: readonly OutletDay[]): DayCounts =>
  days.map(({ counts }) => counts).reduce<DayCounts>(added, nothingCounted);

const revenueOf = ({ revenue, discount, tax, ordersConfirmed }: DayCounts) => ({
  ...{ revenue, discount, tax, ordersConfirmed },
});

const orderCountsView = (counts: DayCounts): OrderCounts => ({
  placed: counts.ordersPlaced,
  confirmed: counts.ordersConfirmed,
  rejected: counts.ordersRejected,
  cancelled: counts.ordersCancelled,
  expired: counts.ordersExpired,
  completed: counts.ordersCompleted,
});

function metricsView(counts: DayCounts, tenders: readonly OutletTender[]): Metrics {
  const { tableSessionsOpened, revenue, discount, tax, paymentsCaptured, captured, refunded } = counts;
  const byTender = [...Map.groupBy(tenders, ({ tender }) => tender)].map(([tender, rows]) => ({
    tender,
    captured: rows.reduce((sum, row) => sum + row.captured, 0),
    amount: rows.reduce((sum, row) => sum + row.amount, 0),
    refunded: rows.reduce((sum, row) => sum + row.refunded, 0),
  }));
  return {
    ...{ tableSessionsOpened, orders: orderCountsView(counts), revenue, discount, tax },
    payments: { captured: paymentsCaptured, amount: captured, refunded, byTender },
  };
}
