import { z } from 'zod';
import { event, state } from '../envelope/event.js';
import { basisPoints, localizedText, paise } from '../envelope/shapes.js';

const facts = { topic: 'catalog' };

export const itemKind = z.enum(['GOODS', 'SERVICE', 'MEAL']);
export const diet = z.enum(['VEG', 'NON_VEG', 'EGG', 'NONE']);

export const variant = z.object({ id: z.uuid(), name: localizedText(80), price: paise, isDefault: z.boolean() });
export const modifier = z.object({ id: z.uuid(), name: localizedText(80), price: paise, available: z.boolean() });
export const modifierGroup = z.object({
  id: z.uuid(),
  name: localizedText(80),
  minChoices: z.number().int().min(0).max(50),
  maxChoices: z.number().int().min(1).max(50),
  modifiers: z.array(modifier),
});
/** When an item can be had: local times of the outlet, `11:30`; no windows: always. */
export const servingWindow = z.object({
  weekdays: z.array(z.number().int().min(1).max(7)),
  from: z.string(),
  to: z.string(),
});

/** A price or an availability that differs at an outlet, for a fulfilment or in an area of tables. */
export const itemOverride = z.object({
  outletId: z.uuid(),
  fulfilment: z.string().nullable(),
  tableArea: z.string().nullable(),
  price: paise.nullable(),
  available: z.boolean().nullable(),
});

/** All that order needs to price and refuse a line, and all that others show of an item. */
export const ItemState = state('catalog.item.state.v1', {
  topic: 'catalog.item.state',
  tells: 'A sold thing as it is now: names, price, variants, modifiers, tax, station, availability.',
  schema: z.object({
    id: z.uuid(),
    categoryIds: z.array(z.uuid()),
    kind: itemKind,
    name: localizedText(120),
    diet,
    /** Price of one unit when the item has no variants, in paise. */
    price: paise,
    /** What one ordered piece is: `piece`, `g`, `ml`. */
    unit: z.string(),
    variants: z.array(variant),
    modifierGroups: z.array(modifierGroup),
    tax: z.object({ taxClass: z.string(), rateBasisPoints: basisPoints, code: z.string() }),
    station: z.string(),
    preparationMinutes: z.number().int().min(0),
    servingWindows: z.array(servingWindow),
    overrides: z.array(itemOverride),
    available: z.boolean(),
    /** Sold out until then; null while available is true or the end is not known. */
    unavailableUntil: z.iso.datetime().nullable(),
    removed: z.boolean(),
  }),
});
export type ItemSnapshot = z.output<typeof ItemState.schema>;

/** The one outlet it is about; null or absent: all of them. */
const soldOutWhere = z.uuid().nullable().optional();

export const ItemSoldOut = event('item.sold-out.v1', {
  ...facts,
  tells: 'An item cannot be had for now.',
  schema: z.object({ itemId: z.uuid(), until: z.iso.datetime().nullable(), outletId: soldOutWhere }),
});

export const ItemAvailableAgain = event('item.available-again.v1', {
  ...facts,
  tells: 'An item that was sold out can be had again.',
  schema: z.object({ itemId: z.uuid(), outletId: soldOutWhere }),
});

export const ItemPriceChanged = event('item.price-changed.v1', {
  ...facts,
  tells: 'The price of an item or variant was changed.',
  schema: z.object({ itemId: z.uuid(), variantId: z.uuid().nullable(), before: paise, after: paise }),
});
