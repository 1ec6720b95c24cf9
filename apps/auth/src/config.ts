import { config } from '@chowk/kit';
import { z } from 'zod';

/** A key of 256 bits as the launcher and secret stores carry it. */
const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url, 43 characters')
  .transform((text): Uint8Array => Buffer.from(text, 'base64url'));
/** A public key on P-256 with an id; one that brings its private half is refused, since everything here is published. */
const publicKey = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
    x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    d: z.never().optional(),
  })
  .transform(({ kty, crv, kid, x, y }) => ({ kty, crv, kid, x, y }));
const guestKeys = z.string().transform((text, context) => {
  const { success, data } = z.object({ keys: z.array(publicKey).min(1).max(10) }).safeParse(parsed(text));
  if (success) return data.keys;
  context.addIssue({ code: 'custom', message: 'is no JWK set of public keys on P-256' });
  return z.NEVER;
});
const count = z.coerce.number().int().min(1);

/** The environment of auth beside the kit's. Limits default to what production runs with. */
export const authConfig = config({
  /** Pepper of everything a database alone must not reveal: codes, phone numbers, sign-in names. */
  OTP_SECRET: z.string().min(32),
  /** Shared with notification: seals phone and code on their way. */
  OTP_TRANSPORT_SECRET: key,
  /** Encrypts signing keys at rest and marks refresh tokens as ours. */
  KEY_SECRET: key,
  /** Public halves of the keys that order signs guests with, as a JWK set; auth publishes them for guests alone. */
  GUEST_TOKEN_KEYS: guestKeys,
  OTP_RESEND_SECONDS: count.default(30),
  OTP_PER_PHONE_PER_HOUR: count.default(5),
  LOGIN_FAILURES: count.default(5),
  PIN_FAILURES: count.default(5),
  LOGIN_LOCK_MINUTES: count.default(15),
  /** A sign-in that is not renewed for so long ends. */
  REFRESH_DAYS: count.default(30),
  SIGNING_KEY_DAYS: count.default(90),
  /** Password of the demo tenants' staff, read by `seed` alone; must be given outside of the local and test profiles. */
  DEMO_STAFF_PASSWORD: z.string().min(8).optional(),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
