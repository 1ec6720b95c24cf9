import type { RecipeBook } from './requirement.js';

/** What of an item decides what one serving of it takes. */
export interface ServedItem {
  readonly id: string;
  readonly variants: readonly { readonly id: string }[];
}

/**
 * Of each sku so much as the smallest serving of the item takes: with less of it the item cannot be made in any of its variants. A
 * sku that one of the variants does without is left out, since its lack never ends the item.
 */
export function servingsOf({ id, variants }: ServedItem, recipes: RecipeBook): ReadonlyMap<string, number> {
  const own = recipes.get(id) ?? [];
  const ways = variants.length === 0 ? [own] : variants.map((variant) => recipes.get(variant.id) ?? own);
  const bySku = new Map<string, number[]>();
  for (const { sku, quantity } of ways.flat()) bySku.set(sku, [...(bySku.get(sku) ?? []), quantity]);
  return new Map(
    [...bySku]
      .filter(([, quantities]) => quantities.length === ways.length)
      .map(([sku, quantities]) => [sku, Math.min(...quantities)]),
  );
}
