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
  OTP_SECRET: z
    .string()
    .min(32)
    .meta({
      description:
        'Pepper of everything a database alone must not reveal: codes, phone numbers, sign-in names. At least 32 characters.',
      examples: ['48 random characters'],
    }),
  OTP_TRANSPORT_SECRET: key.meta({
    description: 'Shared with notification: seals phone and code on their way.',
    examples: ['43 characters of base64url: 32 random bytes'],
  }),
  KEY_SECRET: key.meta({
    description: 'Encrypts signing keys at rest and marks refresh tokens as ours.',
    examples: ['43 characters of base64url: 32 random bytes'],
  }),
  GUEST_TOKEN_KEYS: guestKeys.meta({
    description:
      'Public halves of the keys that order signs guests with, as a JWK set; auth publishes them for guests alone.',
    examples: ['{"keys":[{"kty":"EC","crv":"P-256","kid":"guests-1","x":"...","y":"..."}]}'],
  }),
  OTP_RESEND_SECONDS: count.default(30).describe('Seconds before another code for the same phone may be asked for.'),
  OTP_PER_PHONE_PER_HOUR: count.default(5).describe('Codes sent to one phone within an hour.'),
  LOGIN_FAILURES: count.default(5).describe('Failed sign-ins of staff before the name is locked.'),
  PIN_FAILURES: count.default(5).describe('Wrong PINs of a staff member before that PIN is locked.'),
  LOGIN_LOCK_MINUTES: count.default(15).describe('Minutes that such a lock lasts.'),
  REFRESH_DAYS: count.default(30).describe('Days after which a sign-in that was not renewed ends.'),
  SIGNING_KEY_DAYS: count.default(90).describe('Days after which access tokens are signed with a new key.'),
  DEMO_STAFF_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .meta({
      description:
        'Password of the staff of the demo tenants, read by the command `seed` alone; must be given outside of local and test.',
      examples: ['at least 8 characters'],
    }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
