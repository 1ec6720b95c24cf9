import { z } from 'zod';

/** Money is an integer count of paise. */
export const paise = z.number().int().min(0).max(100_000_000_000);
/** Money that may be owed either way, in paise. */
export const signedPaise = z.number().int().min(-100_000_000_000).max(100_000_000_000);
export const id = z.uuid();
export const businessDate = z.iso.date();
export const instant = z.iso.datetime({ offset: true });
/** Text a person wrote: kept as text, whatever is in it. */
export const text = (max: number) => z.string().trim().min(1).max(max);
/** A text in the tenant's languages, at least one of them. */
export const localizedText = (max: number) =>
  z
    .partialRecord(z.string().regex(/^[a-z]{2}$/), text(max))
    .refine((value) => Object.keys(value).length > 0, 'at least one language');
export type LocalizedText = z.output<ReturnType<typeof localizedText>>;
/** Indian or international phone in E.164; ten bare digits are taken as Indian. */
export const phone = z
  .string()
  .regex(/^(\+[1-9][0-9]{7,14}|[6-9][0-9]{9})$/, 'a phone number in E.164, or ten digits of an Indian mobile')
  .transform((value) => (value.startsWith('+') ? value : `+91${value}`));
/** Basis points: 500 = 5 %. */
export const basisPoints = z.number().int().min(0).max(10_000);
export const fulfilment = z.enum(['DINE_IN', 'TAKEAWAY', 'DELIVERY', 'BOOKING', 'MEAL']);
export type Fulfilment = z.output<typeof fulfilment>;
