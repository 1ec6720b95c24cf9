import { z } from 'zod';
import { roles } from '../envelope/permissions.js';
import { id, instant, text } from '../envelope/shapes.js';

/** Four to six ASCII digits, as a staff member types them on a shared tablet. */
const pin = z.string().regex(/^[0-9]{4,6}$/, 'four to six digits 0 to 9');

export const setPinBody = z.strictObject({ pin });
export type SetPinBody = z.output<typeof setPinBody>;

export const pairDeviceBody = z.strictObject({
  outletId: id,
  /** What people call it: `Tablet at the pass`. */
  name: text(80),
  /** Kitchen stations it shows; left out: those of no station in particular. */
  stations: z.array(text(40)).max(20).optional(),
});
export type PairDeviceBody = z.output<typeof pairDeviceBody>;

/** What a manager reads out to whoever holds the tablet; the code is shown once and kept nowhere. */
export const pairingCode = z.object({ id, code: z.string(), expiresAt: instant });
export type PairingCode = z.output<typeof pairingCode>;

export const claimDeviceBody = z.strictObject({
  /** Small letters, spaces and hyphens do not matter, nor do O for 0 and I or L for 1. */
  code: text(40),
});
export type ClaimDeviceBody = z.output<typeof claimDeviceBody>;

export const deviceAnswer = z.object({
  id,
  outletId: id,
  name: z.string(),
  stations: z.array(z.string()),
  /** `WAITING`: nobody has claimed it by its code yet. */
  status: z.enum(['WAITING', 'PAIRED']),
  pairedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});
export type DeviceAnswer = z.output<typeof deviceAnswer>;

export const deviceTokenBody = z.strictObject({ deviceToken: z.string().min(1).max(4096) });
export type DeviceTokenBody = z.output<typeof deviceTokenBody>;

const access = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** Seconds the access token is valid. */
  expiresIn: z.number().int(),
});

export const deviceAccess = access;
export type DeviceAccess = z.output<typeof deviceAccess>;

export const claimedDevice = access.extend({
  device: deviceAnswer,
  /** Opaque and lasting: the tablet keeps it and gets access tokens for it until a manager removes the tablet. */
  deviceToken: z.string(),
});
export type ClaimedDevice = z.output<typeof claimedDevice>;

/** Who may act on a tablet by PIN. */
export const deviceStaff = z.object({ id, name: z.string() });
export type DeviceStaff = z.output<typeof deviceStaff>;

export const staffSessionBody = z.strictObject({ staffId: id, pin });
export type StaffSessionBody = z.output<typeof staffSessionBody>;

/** A staff member acts on a tablet: for two minutes, as themselves, at the tablet's outlet. */
export const staffSession = access.extend({
  person: z.object({ id, kind: z.literal('staff'), name: z.string(), roles: z.array(z.enum(roles)) }),
});
export type StaffSession = z.output<typeof staffSession>;
