import { z } from 'zod';
import { basisPoints, fulfilment, id, instant, localizedText, paise } from '../envelope/shapes.js';
import { diet, itemKind, modifierGroup, variant } from './catalog.events.js';

/** 10 lakh rupees for one piece; more is a slip of the finger. */
const price = paise.max(100_000_000);
const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes');
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, HH:MM');
const each = <Value extends z.ZodType>(value: Value, most: number) =>
  z
    .array(value)
    .max(most)
    .refine((all) => new Set(all.map((one) => JSON.stringify(one))).size === all.length, 'each once');

const newVariant = z.strictObject({ name: localizedText(80), price, isDefault: z.boolean().default(false) });
const oneDefault = (variants: readonly { readonly isDefault: boolean }[]) =>
  variants.filter(({ isDefault }) => isDefault).length <= 1;

const servingWindow = z.strictObject({
  /** 1 = Monday ... 7 = Sunday; none: every day. */
  weekdays: each(z.number().int().min(1).max(7), 7).default([]),
  /** Local times of the outlet; a window that ends before it begins runs past midnight. */
  from: wallTime,
  to: wallTime,
});

const override = z.strictObject({
  outletId: id,
  fulfilment: fulfilment.nullable().default(null),
  tableArea: z.string().trim().min(1).max(60).nullable().default(null),
  /** Null: as everywhere. */
  price: price.nullable().default(null),
  available: z.boolean().nullable().default(null),
});
const eachPlaceOnce = (overrides: readonly z.output<typeof override>[]) =>
  new Set(overrides.map(({ outletId, fulfilment, tableArea }) => JSON.stringify([outletId, fulfilment, tableArea])))
    .size === overrides.length;

const fields = {
  name: localizedText(120),
  categoryIds: each(id, 20).min(1),
  diet,
  /** Paise for one unit; variants have prices of their own. */
  price,
  tax: z.strictObject({
    taxClass: word,
    rateBasisPoints: basisPoints,
    /** HSN or SAC. */
    code: z.string().regex(/^[0-9]{4,8}$/, '4 to 8 digits'),
  }),
  /** Which kitchen station makes it. */
  station: word,
};

/** Everything with a usual value, without it: a default must not overwrite what a PATCH leaves out. */
const usual = {
  description: localizedText(1_000).nullable(),
  kind: itemKind,
  unit: z.enum(['piece', 'g', 'ml']),
  modifierGroupIds: each(id, 20),
  preparationMinutes: z.number().int().min(0).max(1_440),
  servingWindows: z.array(servingWindow).max(20),
  overrides: z.array(override).max(500).refine(eachPlaceOnce, 'each place once'),
  tags: each(word, 20),
  allergens: each(word, 20),
  /** 0 = not hot ... 3 = very hot. */
  spice: z.number().int().min(0).max(3),
  /** Items of a category stand in this order, then by name. */
  position: z.number().int().min(0).max(100_000),
};

export const addItemBody = z.strictObject({
  ...fields,
  variants: z.array(newVariant).max(50).refine(oneDefault, 'at most one default').default([]),
  description: usual.description.default(null),
  kind: usual.kind.default('GOODS'),
  unit: usual.unit.default('piece'),
  modifierGroupIds: usual.modifierGroupIds.default([]),
  preparationMinutes: usual.preparationMinutes.default(10),
  servingWindows: usual.servingWindows.default([]),
  overrides: usual.overrides.default([]),
  tags: usual.tags.default([]),
  allergens: usual.allergens.default([]),
  spice: usual.spice.default(0),
  position: usual.position.default(0),
});
export type AddItemBody = z.output<typeof addItemBody>;

export const changeItemBody = z
  .strictObject({
    ...fields,
    ...usual,
    /** All variants the item has from now on; one with an `id` stays itself, one without is new. */
    variants: z
      .array(newVariant.extend({ id: id.optional() }))
      .max(50)
      .refine(oneDefault, 'at most one default'),
  })
  .partial();
export type ChangeItemBody = z.output<typeof changeItemBody>;

/** Sold out, or to be had again: at one outlet, or without `outletId` at all that the caller may enter. */
export const itemAvailabilityBody = z
  .strictObject({
    available: z.boolean(),
    /** Sold out until then, or until the next business day begins; left out: until somebody says otherwise. */
    until: z.union([z.literal('tomorrow'), instant]).optional(),
    outletId: id.optional(),
  })
  .refine(({ available, until }) => !available || until === undefined, {
    path: ['until'],
    error: 'only for what is sold out',
  });
export type ItemAvailabilityBody = z.output<typeof itemAvailabilityBody>;

/** An item in all its languages, as staff see it. */
export const itemAnswer = z.object({
  id,
  name: localizedText(120),
  description: localizedText(1_000).nullable(),
  categoryIds: z.array(id),
  kind: itemKind,
  diet,
  price: paise,
  currency: z.literal('INR'),
  unit: z.string(),
  variants: z.array(variant),
  modifierGroups: z.array(modifierGroup),
  tax: z.object({ taxClass: z.string(), rateBasisPoints: basisPoints, code: z.string() }),
  station: z.string(),
  preparationMinutes: z.number().int(),
  servingWindows: z.array(z.object({ weekdays: z.array(z.number()), from: z.string(), to: z.string() })),
  overrides: z.array(
    z.object({
      outletId: id,
      fulfilment: z.string().nullable(),
      tableArea: z.string().nullable(),
      price: paise.nullable(),
      available: z.boolean().nullable(),
    }),
  ),
  tags: z.array(z.string()),
  allergens: z.array(z.string()),
  spice: z.number().int(),
  position: z.number().int(),
  /** Whether it can be had where no outlet says otherwise. */
  available: z.boolean(),
  unavailableUntil: instant.nullable(),
  /** Outlets at which it is sold out. */
  soldOutAt: z.array(z.object({ outletId: id, until: instant.nullable() })),
  /** Outlets at which there is too little in stock to make one; they end by themselves. */
  outOfStockAt: z.array(id),
  version: z.number().int(),
});
export type ItemAnswer = z.output<typeof itemAnswer>;

/** One change of a price. */
export const priceChangeAnswer = z.object({
  id,
  variantId: id.nullable(),
  before: paise,
  after: paise,
  currency: z.literal('INR'),
  changedBy: id.nullable(),
  at: instant,
});
export type PriceChangeAnswer = z.output<typeof priceChangeAnswer>;
