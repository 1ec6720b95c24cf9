import { z } from 'zod';
import { basisPoints, fulfilment, id, instant, paise, text } from '../envelope/shapes.js';
import { diet, itemKind, servingWindow } from './catalog.events.js';

const place = {
  /** Prices and availability of this outlet; left out: those that hold where no outlet says otherwise. */
  outlet: id.optional(),
  fulfilment: fulfilment.optional(),
  /** Goes before `Accept-Language`. */
  lang: z
    .string()
    .regex(/^[a-z]{2}$/, 'a language, two letters')
    .optional(),
};

const yesOrNo = z.enum(['true', 'false']).transform((said) => said === 'true');

export const menuItemQuery = z.strictObject(place);
export type MenuItemQuery = z.output<typeof menuItemQuery>;

export const menuQuery = z.strictObject({
  ...place,
  category: id.optional(),
  /** True: vegetarian items alone; false: all but those. */
  veg: yesOrNo.optional(),
  tag: text(40).optional(),
  available: yesOrNo.optional(),
  /** Found in name, description or tags, in any of the tenant's languages. */
  q: text(100).optional(),
});
export type MenuQuery = z.output<typeof menuQuery>;

const menuVariant = z.object({ id, name: z.string(), price: paise, isDefault: z.boolean() });
const menuModifier = z.object({ id, name: z.string(), price: paise, available: z.boolean() });
const menuModifierGroup = z.object({
  id,
  name: z.string(),
  minChoices: z.number().int(),
  maxChoices: z.number().int(),
  modifiers: z.array(menuModifier),
});

/** An item as a guest sees it: in one language, with its price and whether it can be had there and now. */
export const menuItem = z.object({
  id,
  name: z.string(),
  description: z.string().nullable(),
  categoryIds: z.array(id),
  kind: itemKind,
  diet,
  /** Paise for one unit; of an item with variants that of the default one, else of the first. */
  price: paise,
  currency: z.literal('INR'),
  unit: z.string(),
  variants: z.array(menuVariant),
  modifierGroups: z.array(menuModifierGroup),
  taxRateBasisPoints: basisPoints,
  preparationMinutes: z.number().int(),
  servingWindows: z.array(servingWindow),
  tags: z.array(z.string()),
  allergens: z.array(z.string()),
  spice: z.number().int(),
  available: z.boolean(),
  /** Sold out until then; null where it can be had or no end is known. */
  unavailableUntil: instant.nullable(),
  version: z.number().int(),
});
export type MenuItem = z.output<typeof menuItem>;

export const menuCategory = z.object({
  id,
  name: z.string(),
  description: z.string().nullable(),
  items: z.array(menuItem),
});
export type MenuCategory = z.output<typeof menuCategory>;

/** The whole menu; an item that is in two categories stands in both. */
export const menuAnswer = z.object({
  language: z.string(),
  currency: z.literal('INR'),
  pricesIncludeTax: z.boolean(),
  outletId: id.nullable(),
  fulfilment: fulfilment.nullable(),
  categories: z.array(menuCategory),
});
export type MenuAnswer = z.output<typeof menuAnswer>;

export const menuAvailabilityQuery = z.strictObject({
  outlet: id,
  fulfilment: fulfilment.optional(),
});
export type MenuAvailabilityQuery = z.output<typeof menuAvailabilityQuery>;

export const itemAvailability = z.object({
  itemId: id,
  available: z.boolean(),
  /** Sold out until then; null where it can be had or no end is known. */
  unavailableUntil: instant.nullable(),
});
export type ItemAvailability = z.output<typeof itemAvailability>;

/**
 * What of the menu can be had at an outlet now; every item of the menu once. As an event stream: event `availability` says all of it,
 * each event `change` after that says only the items that changed.
 */
export const menuAvailabilityAnswer = z.object({
  outletId: id,
  fulfilment: fulfilment.nullable(),
  items: z.array(itemAvailability),
});
export type MenuAvailabilityAnswer = z.output<typeof menuAvailabilityAnswer>;
