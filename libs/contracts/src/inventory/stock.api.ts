import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise, text } from '../envelope/shapes.js';

/** Counts of the smallest unit. */
const quantity = z.number().int().min(1).max(1_000_000_000);
const sku = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case letters, digits and dashes');
export const stockUnit = z.enum(['g', 'ml', 'piece']);
/**
 * `BLOCK`: counted portions and bottles; never below zero, an order for more is refused. `WARN`: ingredients; a wrong count must not
 * stop a sale, and what falls below zero shows as variance.
 */
export const stockPolicy = z.enum(['BLOCK', 'WARN']);

export const addStockItemBody = z.strictObject({
  outletId: id,
  sku,
  name: text(120),
  unit: stockUnit,
  /** What is there now; written as a first movement. */
  onHand: z.number().int().min(0).max(1_000_000_000).default(0),
  /** What that is worth, in paise. */
  cost: paise.default(0),
  reorderLevel: z.number().int().min(0).max(1_000_000_000).default(0),
  policy: stockPolicy.default('BLOCK'),
});
export type AddStockItemBody = z.output<typeof addStockItemBody>;

export const changeStockItemBody = z.strictObject({
  name: text(120).optional(),
  reorderLevel: z.number().int().min(0).max(1_000_000_000).optional(),
  policy: stockPolicy.optional(),
});
export type ChangeStockItemBody = z.output<typeof changeStockItemBody>;

export const receiveStockBody = z.strictObject({
  stockItemId: id,
  quantity,
  /** What all of it cost, in paise; left out: as much per unit as what was there before. */
  cost: paise.optional(),
  /** Delivery note or invoice of the supplier. */
  reference: text(120).optional(),
});
export type ReceiveStockBody = z.output<typeof receiveStockBody>;

export const deductReason = z.enum(['WASTE', 'STAFF_MEAL', 'CORRECTION', 'SALE']);
export const deductStockBody = z.strictObject({
  stockItemId: id,
  quantity,
  reason: deductReason,
  note: text(200).optional(),
});
export type DeductStockBody = z.output<typeof deductStockBody>;

export const stockItemAnswer = z.object({
  id,
  outletId: id,
  sku: z.string(),
  name: z.string(),
  unit: stockUnit,
  onHand: z.number().int(),
  /** Promised to orders that are not confirmed yet. */
  held: z.number().int(),
  free: z.number().int(),
  reorderLevel: z.number().int(),
  policy: stockPolicy,
  /** What is on hand is worth, in paise, at its average cost; nothing while there is nothing. */
  value: paise,
  version: z.number().int(),
});
export type StockItemAnswer = z.output<typeof stockItemAnswer>;

export const movementAnswer = z.object({
  id,
  kind: z.string(),
  /** Positive: came in; negative: went out. */
  quantity: z.number().int(),
  onHand: z.number().int(),
  /** What came in (positive) or went out (negative) is worth, in paise. */
  cost: signedPaise,
  businessDate,
  orderId: id.nullable(),
  /** The reason or reference that was given. */
  note: z.string().nullable(),
  at: instant,
});
export type MovementAnswer = z.output<typeof movementAnswer>;

/** The worst that is true of a stock item: below zero, nothing left that is free, at or below its reorder level. */
export const stockAlertKind = z.enum(['NEGATIVE', 'OUT', 'LOW']);
export const stockAlertAnswer = stockItemAnswer.extend({
  kind: stockAlertKind,
  /** How far the count is off at least: what left beyond what was known to be there; 0 unless below zero. */
  variance: z.number().int().min(0),
});
export type StockAlertAnswer = z.output<typeof stockAlertAnswer>;

export const recipeTarget = z.enum(['ITEM', 'VARIANT', 'MODIFIER']);
const ingredients = z
  .array(z.strictObject({ sku, quantity }))
  .min(1)
  .max(100)
  .refine((all) => new Set(all.map((one) => one.sku)).size === all.length, 'each sku once');

/** What one sold piece of an item, variant or modifier takes out of the stock. */
export const addRecipeBody = z.strictObject({ target: recipeTarget, targetId: id, ingredients });
export type AddRecipeBody = z.output<typeof addRecipeBody>;
export const changeRecipeBody = z.strictObject({ ingredients });
export type ChangeRecipeBody = z.output<typeof changeRecipeBody>;

export const recipeAnswer = z.object({
  id,
  target: recipeTarget,
  targetId: id,
  ingredients: z.array(z.object({ sku: z.string(), quantity: z.number().int() })),
  version: z.number().int(),
});
export type RecipeAnswer = z.output<typeof recipeAnswer>;
