import type { LineHolds } from './holds.js';
import type { Quantities, WantedLine } from './requirement.js';

/** What each line holds, by what it takes of each sku and which stock item that is at the outlet. */
export function linesHeld(
  lines: readonly WantedLine[],
  taken: ReadonlyMap<string, Quantities>,
  items: readonly { readonly id: string; readonly sku: string }[],
): LineHolds[] {
  return lines.map(({ lineId, itemId, quantity }) => ({
    ...{ lineId, itemId, quantity },
    holds: items.flatMap(({ id, sku }) => {
      const takes = taken.get(lineId)?.get(sku) ?? 0;
      return takes > 0 ? [{ stockItemId: id, quantity: takes }] : [];
    }),
  }));
}
