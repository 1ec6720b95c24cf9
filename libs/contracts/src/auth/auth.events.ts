import { z } from 'zod';
import { event, state } from '../envelope/event.js';
import { roles } from '../envelope/permissions.js';

const facts = { topic: 'auth' };

export const openingHours = z.object({
  /** 1 = Monday ... 7 = Sunday. */
  weekday: z.number().int().min(1).max(7),
  opens: z.string().regex(/^\d{2}:\d{2}$/),
  closes: z.string().regex(/^\d{2}:\d{2}$/),
});

/** What other services know of an outlet: where it is, its zone and business day, under which registration it sells. */
export const OutletState = state('auth.outlet.state.v1', {
  topic: 'auth.outlet.state',
  tells: 'An outlet as it is now.',
  schema: z.object({
    id: z.uuid(),
    code: z.string().min(1).max(4),
    name: z.string(),
    timeZone: z.string(),
    /** Local time at which a new business day begins, `04:00`. */
    businessDayStart: z.string(),
    taxRegistrationId: z.uuid(),
    address: z.object({
      line1: z.string(),
      line2: z.string().optional(),
      city: z.string(),
      pin: z.string(),
      stateCode: z.string(),
    }),
    coordinates: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
    openingHours: z.array(openingHours),
    stations: z.array(z.string()),
    attributes: z.record(z.string(), z.string()),
    removed: z.boolean(),
  }),
});

export const StaffState = state('auth.staff.state.v1', {
  topic: 'auth.staff.state',
  tells: 'A staff member as they are now, without secrets.',
  schema: z.object({
    id: z.uuid(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    outlets: z.union([z.literal('all'), z.array(z.uuid())]),
    status: z.enum(['INVITED', 'ACTIVE', 'SUSPENDED']),
    removed: z.boolean(),
  }),
});

export const CustomerState = state('auth.customer.state.v1', {
  topic: 'auth.customer.state',
  tells: 'A customer as they are now, without the phone number.',
  schema: z.object({
    id: z.uuid(),
    name: z.string().nullable(),
    language: z.string(),
    registeredAt: z.iso.datetime(),
    removed: z.boolean(),
  }),
});

/** Kept compacted so that a starting gateway knows every revocation that still matters. */
export const AuthSessionRevocation = state('auth.revocation.state.v1', {
  topic: 'auth.revocation.state',
  tells: 'An auth-session whose tokens are refused although they have not expired.',
  schema: z.object({
    /**
     * The `sid` of the tokens; a table session for its guests. The person's own id ends what they do by PIN on tablets, whose tokens name
     * the tablet's auth-session.
     */
    sessionId: z.uuid(),
    personId: z.uuid(),
    /** Access tokens of the session are dead by themselves after this instant. */
    until: z.iso.datetime(),
  }),
});

export const AuthSessionRevoked = event('auth-session.revoked.v1', {
  ...facts,
  tells: 'A sign-in was ended before its time.',
  schema: z.object({
    sessionId: z.uuid(),
    personId: z.uuid(),
    reason: z.enum(['LOGOUT', 'LOGOUT_ALL', 'REUSE', 'SUSPENDED', 'REPLACED', 'PASSWORD']),
  }),
});

export const CustomerRegistered = event('customer.registered.v1', {
  ...facts,
  tells: 'Somebody signed in for the first time with their phone number.',
  schema: z.object({ customerId: z.uuid(), language: z.string() }),
});

/** What is sealed inside `otp.requested` (JWE, dir + A256GCM): readable by notification alone. */
export const sealedOtp = z.object({
  phone: z.string(),
  code: z.string().regex(/^\d{6}$/),
  tenantName: z.string(),
  language: z.string(),
});

export const OtpRequested = event('otp.requested.v1', {
  ...facts,
  tells: 'A one-time password has to be sent; phone and code travel sealed.',
  schema: z.object({
    challengeId: z.uuid(),
    channel: z.enum(['SMS']),
    expiresAt: z.iso.datetime(),
    sealed: z.string(),
  }),
});

export const StaffInvited = event('staff.invited.v1', {
  ...facts,
  tells: 'A staff member was invited.',
  schema: z.object({ staffId: z.uuid(), roles: z.array(z.enum(roles)) }),
});

const device = z.object({
  deviceId: z.uuid(),
  outletId: z.uuid(),
  name: z.string(),
  stations: z.array(z.string()),
  by: z.string(),
});
export const DevicePaired = event('device.paired.v1', {
  ...facts,
  tells: 'A shared tablet was paired with an outlet.',
  schema: device,
});
export const DeviceRemoved = event('device.removed.v1', {
  ...facts,
  tells: 'A tablet is no longer trusted.',
  schema: device,
});
