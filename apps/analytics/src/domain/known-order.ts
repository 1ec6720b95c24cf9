import type { Counted, CountedFact } from './counted-fact.js';
import { saleOf, type Sale, type SaleFact } from './sale.js';

/** What is known of an order so far, in whatever order it was told. */
export interface KnownOrder {
  /** The newest sale that was told, and the order's version then. */
  readonly sale: Sale | null;
  readonly saleVersion: number;
  readonly isConfirmed: boolean;
  /** It was called off: what it sold does not stand. */
  readonly isUndone: boolean;
}

/** Facts that decide what an order sold. */
export type OrderFact = SaleFact | Counted<'order.cancelled.v1'>;

export const unknownOrder: KnownOrder = { sale: null, saleVersion: 0, isConfirmed: false, isUndone: false };

export function isOrderFact(fact: CountedFact): fact is OrderFact {
  return isSaleFact(fact) || fact.type === 'order.cancelled.v1';
}

export function isSaleFact(fact: CountedFact): fact is SaleFact {
  return fact.type === 'order.confirmed.v1' || fact.type === 'order.repriced.v1';
}

/** The order with one more fact. The same facts in another order give the same: the newest sale stands, by the order's version. */
export function withFact(order: KnownOrder, fact: OrderFact): KnownOrder {
  if (fact.type === 'order.cancelled.v1') return { ...order, isUndone: true };
  const isConfirmed = order.isConfirmed || fact.type === 'order.confirmed.v1';
  const isNewer = order.sale === null || fact.version > order.saleVersion || isMoreOfSame(order, fact);
  return isNewer ? { ...order, isConfirmed, sale: saleOf(fact), saleVersion: fact.version } : { ...order, isConfirmed };
}

/** What the order sold, if it stands. */
export function standingSale({ sale, isConfirmed, isUndone }: KnownOrder): Sale | null {
  return isConfirmed && !isUndone ? sale : null;
}

/** An order that was changed and confirmed in one step told both at one version: the change says what it sells. */
const isMoreOfSame = ({ saleVersion }: KnownOrder, { version, type }: OrderFact): boolean =>
  version === saleVersion && type === 'order.repriced.v1';
