import type {
  DailyMetricsAnswer,
  KitchenAnswer,
  Metrics,
  OrderCounts,
  OrdersCountAnswer,
  RevenueAnswer,
  TopItemsAnswer,
} from '@chowk/contracts';
import { added, nothingCounted, type DayCounts } from '../domain/day-counts.js';
import type { SoldItem } from '../domain/sale.js';
import type { StationTimes, TableTurn } from '../use-cases/find-durations.js';
import type { OutletDay, OutletTender } from '../use-cases/find-metrics.js';
import type { TenderCounts } from '../domain/tally-day.js';
import type { Scope } from '../use-cases/reading-scope.js';

/** How new the numbers are and whether they still grow. */
export interface Standing {
  readonly asOf: string | null;
  readonly provisional: boolean;
}

/** Everything about the days of a scope, by outlet. */
interface DayNumbers {
  readonly days: readonly OutletDay[];
  readonly tenders: readonly OutletTender[];
  readonly tableTurns: readonly TableTurn[];
}

export function dailyMetricsView(
  { to: date, outlets }: Scope,
  standing: Standing,
  { days, tenders, tableTurns }: DayNumbers,
): DailyMetricsAnswer {
  const current = outlets.filter(({ removed }) => !removed).map(({ id }) => id);
  const ids = [...new Set([...current, ...days.map(({ outletId }) => outletId)])].sort();
  return {
    date,
    ...standing,
    currency: 'INR',
    total: metricsView(sumOf(days), tenders, tableTurns.find(isOf(null))),
    outlets: ids.map((outletId) => ({
      outletId,
      name: outlets.find(({ id }) => id === outletId)?.name ?? null,
      ...metricsView(
        sumOf(days.filter(isOf(outletId))),
        tenders.filter(isOf(outletId)),
        tableTurns.find(isOf(outletId)),
      ),
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

export function revenueOfTendersView(
  { from, to }: Scope,
  standing: Standing,
  tenders: readonly OutletTender[],
): RevenueAnswer {
  const withNet = (money: TenderCounts) => ({ ...money, net: money.amount - money.tips - money.refunded });
  const rows = byTenderOf(tenders).map(({ tender, ...money }) => ({ tender, ...withNet(money) }));
  return { from, to, ...standing, currency: 'INR', by: 'tender', total: withNet(moneyOf(tenders)), rows };
}

const noTickets: StationTimes = {
  ...{ station: null, tickets: 0, started: 0, ready: 0, late: 0 },
  queuedToStarted: { p50: null, p95: null },
  startedToReady: { p50: null, p95: null },
};

export function kitchenView(
  { from, to }: Scope,
  standing: Standing,
  lateAfter: number,
  stations: readonly StationTimes[],
): KitchenAnswer {
  const times = ({ tickets, late, started, ready, queuedToStarted, startedToReady }: StationTimes) => ({
    ...{ tickets, late },
    queuedToStarted: durationsView(started, queuedToStarted),
    startedToReady: durationsView(ready, startedToReady),
  });
  const total = times(stations.find(({ station }) => station === null) ?? noTickets);
  const each = stations.flatMap((one) => (one.station === null ? [] : [{ station: one.station, ...times(one) }]));
  return { from, to, ...standing, lateAfter, total, stations: each };
}

const durationsView = (tickets: number, { p50, p95 }: StationTimes['queuedToStarted']) => ({
  ...{ tickets, p50Seconds: seconds(p50), p95Seconds: seconds(p95) },
});

const isOf =
  (wanted: string | null) =>
  ({ outletId }: { readonly outletId: string | null }): boolean =>
    outletId === wanted;

const sumOf = (days: readonly OutletDay[]): DayCounts =>
  days.map(({ counts }) => counts).reduce<DayCounts>(added, nothingCounted);

const revenueOf = ({ revenue, discount, tax, ordersConfirmed, credited: refunds, tips }: DayCounts) => ({
  ...{ revenue, discount, tax, ordersConfirmed, refunds, tips },
});

const orderCountsView = (counts: DayCounts): OrderCounts => ({
  placed: counts.ordersPlaced,
  confirmed: counts.ordersConfirmed,
  rejected: counts.ordersRejected,
  cancelled: counts.ordersCancelled,
  expired: counts.ordersExpired,
  completed: counts.ordersCompleted,
});

function metricsView(counts: DayCounts, tenders: readonly OutletTender[], turn: TableTurn | undefined): Metrics {
  const { tableSessionsOpened, ordersConfirmed, revenue, discount, tax } = counts;
  const { paymentsCaptured, captured, tips, refunded } = counts;
  return {
    ...{ tableSessionsOpened, orders: orderCountsView(counts), revenue, discount, tax },
    voided: { lines: counts.linesVoided, amount: counts.voided },
    comped: { lines: counts.linesComped, amount: counts.comped },
    bills: { settled: counts.billsSettled, amount: counts.billed },
    refunds: { count: counts.billsRefunded, amount: counts.credited },
    conversion: tableSessionsOpened === 0 ? null : Number((ordersConfirmed / tableSessionsOpened).toFixed(4)),
    tableTurn: {
      closed: turn?.closed ?? 0,
      averageSeconds: seconds(turn?.average),
      p50Seconds: seconds(turn?.p50),
      p95Seconds: seconds(turn?.p95),
    },
    payments: { captured: paymentsCaptured, amount: captured, tips, refunded, byTender: byTenderOf(tenders) },
  };
}

function byTenderOf(tenders: readonly OutletTender[]): Metrics['payments']['byTender'] {
  return [...Map.groupBy(tenders, ({ tender }) => tender)].map(([tender, rows]) => ({ tender, ...moneyOf(rows) }));
}

function moneyOf(rows: readonly TenderCounts[]): TenderCounts {
  const sum = (name: keyof TenderCounts) => rows.reduce((total, row) => total + row[name], 0);
  return { captured: sum('captured'), amount: sum('amount'), tips: sum('tips'), refunded: sum('refunded') };
}

/** To the millisecond: what lies between two exact durations has no end of digits. */
const seconds = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.round(value * 1000) / 1000;
