import type { Counted, CountedFact } from './counted-fact.js';
import { undoesSale } from './counted-fact.js';
import { added, countsOf, nothingCounted, type DayCounts, type Tender } from './day-counts.js';
import { amountsOf, multiplied, saleOf, type SoldItem } from './sale.js';

export interface TenderCounts {
  readonly captured: number;
  readonly amount: number;
  readonly refunded: number;
}

/** The numbers of one business day at one outlet. */
export interface DayTally {
  readonly counts: DayCounts;
  readonly tenders: Readonly<Partial<Record<Tender, TenderCounts>>>;
  /** By item id. */
  readonly items: Readonly<Record<string, Omit<SoldItem, 'itemId'>>>;
}

/**
 * Counts a day from its facts alone. The order of the facts does not matter: a sale stands unless the same order was
 * called off after its confirmation.
 */
export function tallyDay(facts: readonly CountedFact[]): DayTally {
  const undone = new Set(facts.filter(isCancelled).filter(undoesSale).map(orderIdOf));
  const sales = facts
    .filter(isConfirmed)
    .sort(byTime)
    .map((fact) => multiplied(saleOf(fact), undone.has(fact.data.orderId) ? 0 : 1));

  const counts = [...facts.map(countsOf), ...sales.map(amountsOf)].reduce<DayCounts>(added, nothingCounted);
  const tenders: Partial<Record<Tender, TenderCounts>> = {};
  for (const fact of facts) {
    const moved = tenderCountsOf(fact);
    if (moved) tenders[moved.tender] = addedTender(tenders[moved.tender], moved);
  }
  const items: Record<string, { name: string; namedAt: string; quantity: number; revenue: number }> = {};
  for (const { at, items: sold } of sales)
    for (const { itemId, name, quantity, revenue } of sold) {
      const before = items[itemId];
      const isNewer = before === undefined || at > before.namedAt || name > before.name;
      items[itemId] = {
        name: isNewer ? name : before.name,
        namedAt: at,
        quantity: quantity + (before?.quantity ?? 0),
        revenue: revenue + (before?.revenue ?? 0),
      };
    }
  const named = Object.entries(items).map(([itemId, { name, quantity, revenue }]) => [
    itemId,
    { name, quantity, revenue },
  ]);
  return { counts, tenders, items: Object.fromEntries(named) };
}

/** What a fact adds to the money of its tender; undefined for facts that move none. */
export function tenderCountsOf(fact: CountedFact): ({ readonly tender: Tender } & TenderCounts) | undefined {
  if (fact.type === 'payment.captured.v1')
    return { tender: fact.data.tender, captured: 1, amount: fact.data.amount, refunded: 0 };
  if (fact.type === 'payment.refunded.v1')
    return { tender: fact.data.tender, captured: 0, amount: 0, refunded: fact.data.refunded };
  return undefined;
}

const addedTender = (one: TenderCounts | undefined, other: TenderCounts): TenderCounts => ({
  captured: (one?.captured ?? 0) + other.captured,
  amount: (one?.amount ?? 0) + other.amount,
  refunded: (one?.refunded ?? 0) + other.refunded,
});

const isConfirmed = (fact: CountedFact): fact is Counted<'order.confirmed.v1'> => fact.type === 'order.confirmed.v1';
const isCancelled = (fact: CountedFact): fact is Counted<'order.cancelled.v1'> => fact.type === 'order.cancelled.v1';
const orderIdOf = ({ data: { orderId } }: Counted<'order.cancelled.v1'>): string => orderId;
const byTime = (one: CountedFact, other: CountedFact): number => one.time.getTime() - other.time.getTime();
