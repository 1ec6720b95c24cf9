import { z } from 'zod';
import { permissionsOfRole, roles } from '../envelope/permissions.js';
import { id, instant, phone, text } from '../envelope/shapes.js';

/** Name of the device the person signs in on, as their list of sign-ins shows it. */
const device = text(80).optional();

export const requestOtpBody = z.strictObject({ phone });
export type RequestOtpBody = z.output<typeof requestOtpBody>;

/** The same for known and unknown phone numbers. */
export const otpRequested = z.object({
  channel: z.enum(['SMS']),
  expiresAt: instant,
  /** Before this instant another code for the same phone is refused. */
  resendAt: instant,
});
export type OtpRequestedAnswer = z.output<typeof otpRequested>;

export const verifyOtpBody = z.strictObject({
  phone,
  /** Six ASCII digits. */
  code: z.string().regex(/^[0-9]{6}$/, 'six digits 0 to 9'),
  device,
});
export type VerifyOtpBody = z.output<typeof verifyOtpBody>;

export const staffLoginBody = z.strictObject({
  /** E-mail address or user name; upper and lower case are the same. */
  login: text(254),
  password: z.string().min(1).max(200),
  device,
});
export type StaffLoginBody = z.output<typeof staffLoginBody>;

export const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(4096) });
export type RefreshBody = z.output<typeof refreshBody>;

export const personKind = z.enum(['customer', 'staff', 'platform']);
export type PersonKind = z.output<typeof personKind>;

/** Answer of every sign-in and of its renewal. */
export const signedIn = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** Seconds the access token is valid. */
  expiresIn: z.number().int(),
  /** Good for one renewal; opaque. */
  refreshToken: z.string(),
  refreshExpiresAt: instant,
  sessionId: id,
  person: z.object({ id, kind: personKind, name: z.string().nullable(), roles: z.array(z.enum(roles)) }),
});
export type SignedIn = z.output<typeof signedIn>;

const permissions = [...new Set(Object.values(permissionsOfRole).flat())] as [string, ...string[]];

export const me = z.object({
  id,
  kind: personKind,
  name: z.string().nullable(),
  language: z.string(),
  roles: z.array(z.enum(roles)),
  permissions: z.array(z.enum(permissions)),
  outlets: z.union([z.literal('all'), z.array(id)]),
  sessionId: id,
  tenant: z.object({ id, slug: z.string(), name: z.string() }),
});
export type Me = z.output<typeof me>;

/** One live sign-in of a person. */
export const authSessionAnswer = z.object({
  id,
  device: z.string().nullable(),
  createdAt: instant,
  lastUsedAt: instant,
  expiresAt: instant,
  /** The one this call was made with. */
  current: z.boolean(),
});
export type AuthSessionAnswer = z.output<typeof authSessionAnswer>;

/** Public keys (JWK set, RFC 7517) that access tokens are verified with. */
export const signingKeys = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      kid: z.string(),
      x: z.string(),
      y: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
      /** The one kind of caller that the key vouches for; people and tablets where it is absent. */
      chowk_kind: z.literal('guest').optional(),
    }),
  ),
});
