/** What of an item has a price of its own. */
export interface Priced {
  readonly price: number;
  readonly variants: readonly { readonly id: string; readonly price: number }[];
}

/** A price that became another one; `variantId` null: that of the item. Paise. */
export interface PriceChange {
  readonly variantId: string | null;
  readonly before: number;
  readonly after: number;
}

/** The prices that differ between two states of an item. A variant that came or went changed no price. */
export function priceChanges(before: Priced, after: Priced): PriceChange[] {
  const was = new Map(before.variants.map(({ id, price }) => [id, price]));
  const changes = [
    { variantId: null, before: before.price, after: after.price },
    ...after.variants.map(({ id, price }) => ({ variantId: id, before: was.get(id) ?? price, after: price })),
  ];
  return changes.filter((change) => change.before !== change.after);
}
