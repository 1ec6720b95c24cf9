import { z } from 'zod';
import { roles } from './permissions.js';

export const tokenIssuer = 'chowk';
export const tokenAudience = 'chowk-api';
export const tokenAlgorithm = 'ES256';

/** What an access token says (JWT payload, ES256, 15 min, `typ: at+jwt` in its header; refresh tokens are opaque and no JWT). */
export const accessClaims = z.object({
  iss: z.literal(tokenIssuer),
  aud: z.literal(tokenAudience),
  /** Person, device, guest or machine. */
  sub: z.uuid(),
  /** Tenant. */
  tid: z.uuid(),
  /** Auth-session, the unit of revocation. */
  sid: z.uuid(),
  kind: z.enum(['customer', 'staff', 'guest', 'device', 'platform']),
  roles: z.array(z.enum(roles)),
  /** Outlets a staff member or device is limited to; absent: all of the tenant. */
  outlets: z.array(z.uuid()).optional(),
  /** Kitchen stations a device is paired for. */
  stations: z.array(z.string()).optional(),
  /** Shared tablet on which a staff member acts by PIN. */
  device: z.uuid().optional(),
  /** Table session a guest belongs to. */
  tableSession: z.uuid().optional(),
  iat: z.number().int(),
  exp: z.number().int(),
});

export type AccessClaims = z.output<typeof accessClaims>;
