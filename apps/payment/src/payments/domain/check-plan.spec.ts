import { describe, expect, it } from 'vitest';
import { nextCheck, type CheckedThing } from './check-plan.js';
import type { Refund } from './refund.js';

const now = new Date('2026-11-20T12:00:00Z');
const refund = (status: Refund['status']): Refund => ({
  ...{ id: 'r', amount: 1, status, reason: '', providerRefundId: null, requestedBy: '', requestedAt: '' },
});

/** Seconds until the next look. */
function secondsFor(thing: Partial<CheckedThing>): number | null {
  const at = nextCheck({ status: 'CREATED', refunds: [], checks: 0, createdAt: now, ...thing }, now);
  return at && (at.getTime() - now.getTime()) / 1000;
}

describe('A payment is looked after', () => {
  it('soon for a refund nobody has confirmed, later for one on its way', () => {
    expect(secondsFor({ status: 'CAPTURED', refunds: [refund('PENDING'), refund('REQUESTED')] })).toBe(2);
    expect(secondsFor({ status: 'CAPTURED', refunds: [refund('PENDING')] })).toBe(300);
  });

  it('after 30 seconds when it is authorised, after 5 minutes when it is open', () => {
    expect(secondsFor({ status: 'AUTHORISED' })).toBe(30);
    expect(secondsFor({})).toBe(300);
    expect(secondsFor({ status: 'FAILED' })).toBe(300);
  });

  it('more and more seldom, at least every 6 hours', () => {
    expect(secondsFor({ checks: 3 })).toBe(2_400);
    expect(secondsFor({ checks: 40 })).toBe(21_600);
  });

  it('never again once it is complete, or open for longer than a bank may still say yes', () => {
    expect(secondsFor({ status: 'CAPTURED', refunds: [refund('PROCESSED'), refund('FAILED')] })).toBeNull();
    expect(secondsFor({ createdAt: new Date('2026-11-14T11:00:00Z') })).toBeNull();
  });
});
