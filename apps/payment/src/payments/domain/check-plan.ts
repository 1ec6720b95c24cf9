import type { PaymentState } from '@chowk/contracts';
import { openStates } from './payment-moves.js';
import type { Refund } from './refund.js';

const second = 1_000;
const minute = 60 * second;
/** Razorpay polls banks for five days after an attempt: until then a failed payment may turn out to be paid. */
const lateAuthorisation = 6 * 24 * 60 * minute;

export interface CheckedThing {
  readonly status: PaymentState;
  readonly refunds: readonly Refund[];
  /** How often it was looked at since something last happened. */
  readonly checks: number;
  readonly createdAt: Date;
}

/**
 * When a payment must be looked at again because somebody's answer or webhook may have been lost; null when it is
 * complete. Waits double from 2 s (a refund nobody confirmed), 30 s (authorised, not captured) or 5 min (open), up to 6 h.
 */
export function nextCheck({ status, refunds, checks, createdAt }: CheckedThing, now: Date): Date | null {
  const after = (first: number) => new Date(now.getTime() + Math.min(first * 2 ** checks, 360 * minute));
  if (refunds.some((refund) => refund.status === 'REQUESTED')) return after(2 * second);
  if (refunds.some((refund) => refund.status === 'PENDING')) return after(5 * minute);
  if (!openStates.includes(status)) return null;
  if (status === 'AUTHORISED') return after(30 * second);
  return now.getTime() - createdAt.getTime() > lateAuthorisation ? null : after(5 * minute);
}
