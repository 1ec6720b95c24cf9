import { z } from 'zod';
import { id, instant, text } from '../envelope/shapes.js';
import { StaffState } from './auth.events.js';
import { personKind } from './sign-in.api.js';

const document = { version: z.number().int(), createdAt: instant, updatedAt: instant };

export const staffAnswer = StaffState.schema.omit({ removed: true }).extend({
  email: z.string().nullable(),
  username: z.string().nullable(),
  language: z.string(),
  /** Whether they can act on a shared tablet. */
  hasPin: z.boolean(),
  ...document,
});
export type StaffAnswer = z.output<typeof staffAnswer>;

export const customerAnswer = z.object({
  id,
  phone: z.string(),
  name: z.string().nullable(),
  language: z.string(),
  ...document,
});
export type CustomerAnswer = z.output<typeof customerAnswer>;

export const profileAnswer = z.object({
  id,
  kind: personKind,
  name: z.string().nullable(),
  language: z.string(),
  /** The person's own; null where they sign in without one. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  ...document,
});
export type ProfileAnswer = z.output<typeof profileAnswer>;

export const changeProfileBody = z.strictObject({
  name: text(120).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'a language of two letters')
    .optional(),
});
export type ChangeProfileBody = z.output<typeof changeProfileBody>;
