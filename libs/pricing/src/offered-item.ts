import { isWithinWindow } from './is-within-window.js';
import type { LocalTime } from './local-time.js';

/** A price or an availability that differs at an outlet, for a fulfilment or in an area of tables; null: does not differ. */
export interface ItemOverride {
  readonly outletId: string;
  readonly fulfilment: string | null;
  readonly tableArea: string | null;
  readonly price: number | null;
  readonly available: boolean | null;
}

/** What of an item decides its price and whether it can be had. */
export interface OfferedItem {
  /** Paise for one unit, where the item has no variants. */
  readonly price: number;
  readonly overrides: readonly ItemOverride[];
  readonly servingWindows: readonly {
    readonly weekdays: readonly number[];
    readonly from: string;
    readonly to: string;
  }[];
  readonly available: boolean;
  /** Sold out until then, ISO 8601; null where no end is known. */
  readonly unavailableUntil: string | null;
  readonly removed: boolean;
}

/** Where and when an item is asked for. */
export interface OfferPlace {
  readonly outletId: string;
  readonly fulfilment: string;
  readonly tableArea: string | null;
  readonly at: Date;
  readonly local: LocalTime;
}

/** Paise for one unit there: a variant has its own price; else the override that names most of fulfilment and area wins. */
export function unitPriceOf(item: OfferedItem, variant: { readonly price: number } | null, place: OfferPlace): number {
  if (variant) return variant.price;
  return overridesAt(item, place).find(({ price }) => price !== null)?.price ?? item.price;
}

/** Whether an item can be had there and then: not archived, not sold out, within its serving times. */
export function isOffered(item: OfferedItem, place: OfferPlace): boolean {
  if (item.removed) return false;
  const hasReturned = item.unavailableUntil !== null && Date.parse(item.unavailableUntil) <= place.at.getTime();
  const override = overridesAt(item, place).find(({ available }) => available !== null)?.available;
  const isServed =
    item.servingWindows.length === 0 || item.servingWindows.some((window) => isWithinWindow(window, place.local));
  return isServed && (override ?? (item.available || hasReturned));
}

function overridesAt(item: OfferedItem, { outletId, fulfilment, tableArea }: OfferPlace): ItemOverride[] {
  const weight = (override: ItemOverride) =>
    (override.fulfilment === null ? 0 : 2) + (override.tableArea === null ? 0 : 1);
  return item.overrides
    .filter((override) => override.outletId === outletId)
    .filter((override) => override.fulfilment === null || override.fulfilment === fulfilment)
    .filter((override) => override.tableArea === null || override.tableArea === tableArea)
    .sort((one, other) => weight(other) - weight(one));
}
