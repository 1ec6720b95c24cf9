import type { MenuItem } from '@chowk/contracts';
import { isOffered, unitPriceOf, type OfferPlace } from '@chowk/pricing';
import { inLanguage } from './in-language.js';
import type { Item } from '../../items/domain/item.js';
import { offerPlaceOf, type MenuPlace } from './menu-place.js';
import { pausesAt, withPauses } from '../../items/domain/outlet-pauses.js';

/**
 * The item as a guest sees it there and then, in the first language of the chain that its texts are written in. `isLacking`: the stock
 * there cannot make one; nobody knows until when.
 */
export function menuItemOf(item: Item, menuPlace: MenuPlace, chain: readonly string[], isLacking = false): MenuItem {
  const place = offerPlaceOf(menuPlace);
  const offered = { ...item.snapshot, overrides: withPauses(item.overrides, pausesAt(item.pauses, place.at)) };
  const available = !isLacking && isOffered(offered, place);
  return {
    id: item.id,
    name: inLanguage(item.name, chain),
    description: item.description && inLanguage(item.description, chain),
    categoryIds: [...item.categoryIds],
    ...{ kind: item.kind, diet: item.diet, unit: item.unit },
    price: unitPriceOf(offered, item.variants.find(({ isDefault }) => isDefault) ?? item.variants[0] ?? null, place),
    currency: 'INR',
    variants: item.variants.map((variant) => ({ ...variant, name: inLanguage(variant.name, chain) })),
    modifierGroups: item.modifierGroups.map((group) => ({
      ...group,
      name: inLanguage(group.name, chain),
      modifiers: group.modifiers.map((modifier) => ({ ...modifier, name: inLanguage(modifier.name, chain) })),
    })),
    taxRateBasisPoints: item.tax.rateBasisPoints,
    preparationMinutes: item.preparationMinutes,
    servingWindows: [...item.servingWindows],
    ...{ tags: [...item.tags], allergens: [...item.allergens], spice: item.spice },
    available,
    unavailableUntil: available || isLacking ? null : soldOutUntil(item, place),
    version: item.version,
  };
}

/** When it can be had again, as far as known: after the last of what keeps it away. Null when one of them has no known end. */
function soldOutUntil(item: Item, { outletId, at }: OfferPlace): string | null {
  const everywhere = item.available ? [] : [item.unavailableUntil?.toISOString() ?? null];
  const here = pausesAt(item.pauses, at).filter((pause) => pause.outletId === outletId);
  const ends = [...everywhere, ...here.map(({ until }) => until)];
  const known = ends.filter((end) => end !== null);
  return known.length < ends.length ? null : (known.sort().at(-1) ?? null);
}
