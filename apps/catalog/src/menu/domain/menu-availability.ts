import type { ItemAvailability, MenuAnswer } from '@chowk/contracts';

/** What of a menu can be had; each item once, in the order of the menu. */
export function availabilityIn(menu: MenuAnswer): ItemAvailability[] {
  const items = new Map(menu.categories.flatMap((category) => category.items).map((item) => [item.id, item]));
  return [...items.values()].map(({ id, available, unavailableUntil }) => ({
    itemId: id,
    available,
    unavailableUntil,
  }));
}

/** What is different now; an item that is off the menu cannot be had. */
export function availabilityChanges(
  before: readonly ItemAvailability[],
  now: readonly ItemAvailability[],
): ItemAvailability[] {
  const known = new Map(before.map((one) => [one.itemId, one]));
  const changed = now.filter((one) => {
    const was = known.get(one.itemId);
    return was?.available !== one.available || was.unavailableUntil !== one.unavailableUntil;
  });
  const there = new Set(now.map(({ itemId }) => itemId));
  const gone = before.filter(({ itemId, available }) => available && !there.has(itemId));
  return [...changed, ...gone.map(({ itemId }) => ({ itemId, available: false, unavailableUntil: null }))];
}
