/** So much of a stock item that an order holds or took. */
export interface Hold {
  readonly stockItemId: string;
  readonly quantity: number;
}

/** What one line of an order holds or took; nothing while there is no recipe. */
export interface LineHolds {
  readonly lineId: string;
  readonly itemId: string;
  /** Pieces of the line, as ordered. */
  readonly quantity: number;
  readonly holds: readonly Hold[];
}

/** All of it together, each stock item once. */
export function totalOf(lines: readonly Pick<LineHolds, 'holds'>[]): Hold[] {
  const total = new Map<string, number>();
  for (const { stockItemId, quantity } of lines.flatMap(({ holds }) => holds))
    total.set(stockItemId, (total.get(stockItemId) ?? 0) + quantity);
  return holdsOf(total);
}

/** What comes on top of `before` to make it `after`: positive is needed besides, negative is needed no more. */
export function differenceOf(before: readonly Hold[], after: readonly Hold[]): Hold[] {
  const difference = new Map(after.map(({ stockItemId, quantity }) => [stockItemId, quantity]));
  for (const { stockItemId, quantity } of before)
    difference.set(stockItemId, (difference.get(stockItemId) ?? 0) - quantity);
  return holdsOf(difference);
}

/** The same the other way round: what came in goes out. */
export function reversed(holds: readonly Hold[]): Hold[] {
  return holds.map(({ stockItemId, quantity }) => ({ stockItemId, quantity: -quantity }));
}

function holdsOf(quantities: ReadonlyMap<string, number>): Hold[] {
  return [...quantities].flatMap(([stockItemId, quantity]) => (quantity === 0 ? [] : [{ stockItemId, quantity }]));
}
