import type { DayCounts } from './day-counts.js';
import { standingSale, type KnownOrder } from './known-order.js';
import type { Sale, SoldItem } from './sale.js';

/** By how much an item's numbers move, and what the item was called when. */
export interface MovedItem extends SoldItem {
  readonly namedAt: string;
}

/** By how much the numbers of a day move; may be nothing, or less than nothing. */
export interface SaleMove {
  readonly amounts: Pick<DayCounts, 'revenue' | 'discount' | 'tax'>;
  readonly items: readonly MovedItem[];
}

/**
 * From what stood of an order to what stands of it. Every item that `told` names is in it, be it by 0: what an item is called is
 * known from whatever was told of it, whether or not the order stands.
 */
export function moveBetween(before: KnownOrder, after: KnownOrder, told: Sale | null): SaleMove {
  const [was, is] = [standingSale(before), standingSale(after)];
  const items = new Map<string, MovedItem>();
  for (const [one, times] of [
    [told, 0],
    [was, -1],
    [is, 1],
  ] as const)
    for (const item of one?.items ?? [])
      items.set(item.itemId, moved(items.get(item.itemId), item, one?.at ?? '', times));
  const by = (name: 'revenue' | 'discount' | 'tax') => (is?.[name] ?? 0) - (was?.[name] ?? 0);
  return { amounts: { revenue: by('revenue'), discount: by('discount'), tax: by('tax') }, items: [...items.values()] };
}

/** An item's numbers with `times` those of another, under the newest of its names; of two of one instant the last by spelling. */
export function moved(before: MovedItem | undefined, item: SoldItem, at: string, times: -1 | 0 | 1): MovedItem {
  const isNewer = before === undefined || at > before.namedAt || (at === before.namedAt && item.name > before.name);
  return {
    itemId: item.itemId,
    name: isNewer ? item.name : before.name,
    namedAt: isNewer ? at : before.namedAt,
    // Adding 0 makes no -0 of nothing
    quantity: (before?.quantity ?? 0) + item.quantity * times + 0,
    revenue: (before?.revenue ?? 0) + item.revenue * times + 0,
  };
}
