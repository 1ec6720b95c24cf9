import { createHash } from 'node:crypto';

/** Somebody at a table without an account. */
export interface Guest {
  readonly guestId: string;
  /** Mark of the phone; the id the phone keeps is a secret of the phone and stands nowhere. */
  readonly device: string;
  /** Set once the guest became known as a customer. */
  readonly customerId: string | null;
  readonly joinedAt: string;
}

/** What a phone is known by in one table session, and nowhere else. */
export function deviceMark(tableSessionId: string, deviceId: string): string {
  return createHash('sha256').update(`${tableSessionId}:${deviceId.toLowerCase()}`).digest('base64url');
}
