import { z } from 'zod';
import { id, localizedText, paise } from '../envelope/shapes.js';

const choices = z.number().int().min(0).max(50);

const newModifier = z.strictObject({
  name: localizedText(80),
  /** Paise on top of the item's price, per piece. */
  price: paise.default(0),
  available: z.boolean().default(true),
});

/** At least as many choices as at most would be a group nobody can satisfy. */
const satisfiable = { path: ['minChoices'], error: 'not more than maxChoices', params: { code: 'OUT_OF_RANGE' } };

/** Choices offered with items: how many may and must be made. */
export const addModifierGroupBody = z
  .strictObject({
    name: localizedText(80),
    minChoices: choices.default(0),
    maxChoices: choices.min(1).default(1),
    modifiers: z.array(newModifier).min(1).max(50),
  })
  .refine(({ minChoices, maxChoices }) => minChoices <= maxChoices, satisfiable);
export type AddModifierGroupBody = z.output<typeof addModifierGroupBody>;

export const changeModifierGroupBody = z.strictObject({
  name: localizedText(80).optional(),
  minChoices: choices.optional(),
  maxChoices: choices.min(1).optional(),
  /** All modifiers the group has from now on; one with an `id` stays itself, one without is new. */
  modifiers: z
    .array(newModifier.extend({ id: id.optional() }))
    .min(1)
    .max(50)
    .optional(),
});
export type ChangeModifierGroupBody = z.output<typeof changeModifierGroupBody>;

/** A group of choices in all its languages, as staff see it. */
export const modifierGroupAnswer = z.object({
  id,
  name: localizedText(80),
  minChoices: z.number().int(),
  maxChoices: z.number().int(),
  modifiers: z.array(z.object({ id, name: localizedText(80), price: paise, available: z.boolean() })),
  version: z.number().int(),
});
export type ModifierGroupAnswer = z.output<typeof modifierGroupAnswer>;
