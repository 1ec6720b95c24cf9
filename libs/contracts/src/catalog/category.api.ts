import { z } from 'zod';
import { id, localizedText } from '../envelope/shapes.js';

/** A heading of the menu; a new one stands last. */
export const addCategoryBody = z.strictObject({
  name: localizedText(80),
  description: localizedText(500).nullable().default(null),
});
export type AddCategoryBody = z.output<typeof addCategoryBody>;

export const changeCategoryBody = z.strictObject({
  name: localizedText(80).optional(),
  description: localizedText(500).nullable().optional(),
});
export type ChangeCategoryBody = z.output<typeof changeCategoryBody>;

/** The categories in their new order; those left out follow in the order they had. */
export const reorderCategoriesBody = z.strictObject({
  categoryIds: z
    .array(id)
    .min(1)
    .max(500)
    .refine((ids) => new Set(ids).size === ids.length, 'each category once'),
});
export type ReorderCategoriesBody = z.output<typeof reorderCategoriesBody>;

/** A category in all its languages, as staff see it. */
export const categoryAnswer = z.object({
  id,
  name: localizedText(80),
  description: localizedText(500).nullable(),
  position: z.number().int(),
  version: z.number().int(),
});
export type CategoryAnswer = z.output<typeof categoryAnswer>;
