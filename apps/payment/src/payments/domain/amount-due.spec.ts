import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountDue, type OwedBill } from './amount-due.js';

const share = (shareId: string, amount: number, paid = 0) => ({ shareId, label: shareId, amount, paid });
const bill = (changed: Partial<OwedBill> = {}): OwedBill => ({
  ...{ status: 'OPEN', total: 1_000, due: 1_000, shares: [share('a', 600), share('b', 400)] },
  ...changed,
});
const paid = (forBill: number, shareId: string | null = null) => ({ forBill, shareId });

describe('What is due', () => {
  it('of a bill is what the order service says, less what arrived here that it has not heard of', () => {
    expect(amountDue(bill(), [], null)).toBe(1_000);
    expect(amountDue(bill(), [paid(250)], null)).toBe(750);
    expect(amountDue(bill({ due: 750 }), [paid(250)], null)).toBe(750);
    expect(amountDue(bill({ due: 400 }), [], null)).toBe(400);
  });

  it('of a share is its own, and never more than is due of the bill', () => {
    expect(amountDue(bill(), [], 'a')).toBe(600);
    expect(amountDue(bill(), [paid(100, 'a')], 'a')).toBe(500);
    expect(amountDue(bill(), [paid(100, 'a')], 'b')).toBe(400);
    expect(amountDue(bill({ due: 900, shares: [share('a', 600, 100), share('b', 400)] }), [paid(100, 'a')], 'a')).toBe(
      500,
    );
    expect(amountDue(bill(), [paid(700)], 'a')).toBe(300);
  });

  it.each(['SETTLED', 'VOID'] as const)(
    'is nothing of a bill that is %s, nor of a share it does not have',
    (status) => {
      expect(amountDue(bill({ status }), [], null)).toBe(0);
      expect(amountDue(bill({ status }), [], 'a')).toBe(0);
      expect(amountDue(bill(), [], 'c')).toBe(0);
    },
  );

  it('is never below zero, and whoever pays all that is due in whatever order pays the total once', () => {
    const payer = fc.record({
      who: fc.constantFrom('a', 'b', null),
      portion: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(payer, { maxLength: 20 }), fc.integer({ min: 0, max: 20 }), (payers, heardUntil) => {
        const made: { forBill: number; shareId: string | null }[] = [];
        let known = bill();
        payers.forEach(({ who, portion }, index) => {
          const due = amountDue(known, made, who);
          expect(due).toBeGreaterThanOrEqual(0);
          if (due > 0) made.push(paid(Math.max(1, Math.floor(due * portion)), who));
          // The order service hears of payments late
          const kept = made.reduce((sum, { forBill }) => sum + forBill, 0);
          if (index < heardUntil) known = bill({ due: 1_000 - kept });
          expect(kept).toBeLessThanOrEqual(1_000);
        });
        for (const who of ['a', 'b', null]) {
          const due = amountDue(known, made, who);
          if (due > 0) made.push(paid(due, who));
        }
        expect(made.reduce((sum, { forBill }) => sum + forBill, 0)).toBe(1_000);
      }),
    );
  });
});
