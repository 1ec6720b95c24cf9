import type { CountedFact } from './counted-fact.js';
import { added, countsOf, nothingCounted, type DayCounts, type Tender } from './day-counts.js';
import {
  mergedSitting,
  mergedTicket,
  sittingTimesOf,
  ticketTimesOf,
  type SittingTimes,
  type TicketTimes,
} from './durations.js';
import { isOrderFact, isSaleFact, standingSale, unknownOrder, withFact, type KnownOrder } from './known-order.js';
import { moved, type MovedItem } from './sale-move.js';
import { saleOf, type Sale, type SoldItem } from './sale.js';

export interface TenderCounts {
  readonly captured: number;
  readonly amount: number;
  readonly tips: number;
  readonly refunded: number;
}

/** The numbers of one business day at one outlet. */
export interface DayTally {
  readonly counts: DayCounts;
  readonly tenders: Readonly<Partial<Record<Tender, TenderCounts>>>;
  /** By item id. */
  readonly items: Readonly<Record<string, Omit<SoldItem, 'itemId'>>>;
  /** By ticket id. */
  readonly tickets: Readonly<Record<string, TicketTimes>>;
  /** By table session id. */
  readonly sittings: Readonly<Record<string, SittingTimes>>;
}

/**
 * Counts a day from its facts alone, each of which is there once. The order of the facts does not matter: of what was told of an
 * order's sale the newest stands, unless the order was called off.
 */
export function tallyDay(facts: readonly CountedFact[]): DayTally {
  const orders = new Map<string, KnownOrder>();
  const tenders: Partial<Record<Tender, TenderCounts>> = {};
  const tickets: Record<string, TicketTimes> = {};
  const sittings: Record<string, SittingTimes> = {};
  for (const fact of facts) {
    if (isOrderFact(fact)) {
      const { orderId } = fact.data;
      orders.set(orderId, withFact(orders.get(orderId) ?? unknownOrder, fact));
    }
    const money = tenderCountsOf(fact);
    if (money) tenders[money.tender] = addedTender(tenders[money.tender], money);
    const ticket = ticketTimesOf(fact);
    if (ticket) tickets[ticket.ticketId] = mergedTicket(tickets[ticket.ticketId], ticket);
    const sitting = sittingTimesOf(fact);
    if (sitting) sittings[sitting.tableSessionId] = mergedSitting(sittings[sitting.tableSessionId], sitting);
  }
  const sales = [...orders.values()].flatMap((order) => standingSale(order) ?? []);
  const amounts = sales.map(({ revenue, discount, tax }) => ({ revenue, discount, tax }));
  const counts = [...facts.map(countsOf), ...amounts].reduce<DayCounts>(added, nothingCounted);
  return { counts, tenders, items: itemsOf(facts.filter(isSaleFact).map(saleOf), sales), tickets, sittings };
}

/** What a fact adds to the money of its tender; undefined for facts that move none. */
export function tenderCountsOf(fact: CountedFact): ({ readonly tender: Tender } & TenderCounts) | undefined {
  if (fact.type === 'payment.captured.v1') {
    const { tender, amount, tip } = fact.data;
    return { tender, captured: 1, amount, tips: tip ?? 0, refunded: 0 };
  }
  if (fact.type === 'payment.refunded.v1')
    return { tender: fact.data.tender, captured: 0, amount: 0, tips: 0, refunded: fact.data.refunded };
  return undefined;
}

const addedTender = (one: TenderCounts | undefined, other: TenderCounts): TenderCounts => ({
  captured: (one?.captured ?? 0) + other.captured,
  amount: (one?.amount ?? 0) + other.amount,
  tips: (one?.tips ?? 0) + other.tips,
  refunded: (one?.refunded ?? 0) + other.refunded,
});

/** Items are named by all that was told of them, and counted as far as it stands. */
function itemsOf(told: readonly Sale[], standing: readonly Sale[]): DayTally['items'] {
  const items = new Map<string, MovedItem>();
  for (const [sales, times] of [
    [told, 0],
    [standing, 1],
  ] as const)
    for (const { at, items: sold } of sales)
      for (const item of sold) items.set(item.itemId, moved(items.get(item.itemId), item, at, times));
  const numbers = [...items.values()].map(({ itemId, name, quantity, revenue }) => [
    itemId,
    { name, quantity, revenue },
  ]);
  return Object.fromEntries(numbers);
}
