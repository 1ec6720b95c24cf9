import { z } from 'zod';
import { paymentTiming, TenantState } from '../envelope/tenant.js';
import { OutletState } from './auth.events.js';
import { fulfilment, instant, text } from '../envelope/shapes.js';

const document = { version: z.number().int(), createdAt: instant, updatedAt: instant };

export const changeTenantStatusBody = z.strictObject({ status: TenantState.schema.shape.status });
export type ChangeTenantStatusBody = z.output<typeof changeTenantStatusBody>;

/** What a browser sends as `Origin`: scheme, host and port alone, in small letters; unencrypted only on the developer's own machine. */
const origin = z
  .string()
  .max(255)
  .refine(isOrigin, { message: 'an origin like https://order.example.com', params: { code: 'INVALID_FORMAT' } });

/** A list in which nothing stands twice. */
const listOf = <Item extends z.ZodType<string>>(item: Item, { min, max }: { min: number; max: number }) =>
  z
    .array(item)
    .min(min)
    .max(max)
    .refine((items) => new Set(items).size === items.length, 'nothing may stand twice');

const settings = TenantState.schema.shape.settings.shape;

/** Settings that are left out stay as they are; so does every fulfilment left out of `paymentTiming`. */
const changeSettings = z.strictObject({
  paymentTiming: z.partialRecord(fulfilment, paymentTiming).optional(),
  /** A day at most: nobody waits longer for a meal to be paid. */
  unpaidExpiryMinutes: z.number().int().min(1).max(1_440).optional(),
  latePayment: settings.latePayment.optional(),
  tablePolicy: settings.tablePolicy.optional(),
  /** `null`: guests are offered none. */
  serviceCharge: z
    .strictObject({
      basisPoints: z.number().int().min(1).max(10_000),
      taxRateBasisPoints: z.number().int().min(0).max(10_000),
    })
    .nullable()
    .optional(),
});

export const changeTenantBody = z.strictObject({
  name: text(120).optional(),
  /** Pages of these origins may call and read the answers. */
  origins: listOf(origin, { min: 0, max: 50 }).optional(),
  /** The first one is spoken where nobody asks for another. */
  languages: listOf(z.string().regex(/^[a-z]{2}$/, 'a language of two letters'), { min: 1, max: 20 }).optional(),
  settings: changeSettings.optional(),
});
export type ChangeTenantBody = z.output<typeof changeTenantBody>;

export const tenantAnswer = TenantState.schema.extend(document);
export type TenantAnswer = z.output<typeof tenantAnswer>;

export const outletAnswer = OutletState.schema.omit({ removed: true }).extend(document);
export type OutletAnswer = z.output<typeof outletAnswer>;

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin: parsed, protocol, hostname } = new URL(value);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return parsed === value && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}
