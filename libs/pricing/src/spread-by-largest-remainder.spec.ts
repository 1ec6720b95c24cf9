import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountOutOfRange, spreadByLargestRemainder } from './index.js';

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 });
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe('spreading by largest remainder', () => {
  it('gives the paisa that is left to the largest fraction, among equals to the earlier part', () => {
    expect(spreadByLargestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(spreadByLargestRemainder(10, [15, 25, 60])).toEqual([2, 2, 6]);
    expect(spreadByLargestRemainder(5, [0, 3, 7])).toEqual([0, 2, 3]);
  });

  it('keeps the sum, and is never a paisa or more away from the exact share', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: -1_000_000, max: 1_000_000 }), (parts, total) => {
        fc.pre(sum(parts) > 0);
        const shares = spreadByLargestRemainder(total, parts);
        expect(sum(shares)).toBe(total);
        shares.forEach((share, index) => {
          const exactTimesSum = BigInt(total) * BigInt(parts[index] ?? 0);
          const difference = BigInt(share) * BigInt(sum(parts)) - exactTimesSum;
          expect(difference < BigInt(sum(parts)) && -difference < BigInt(sum(parts))).toBe(true);
        });
      }),
    );
  });

  it('never gives a heavier part less than a lighter one', () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000_000), (parts, total) => {
        fc.pre(sum(parts) > 0);
        const shares = spreadByLargestRemainder(total, parts);
        parts.forEach((weight, a) =>
          parts.forEach((other, b) => {
            if (weight > other) expect(shares[a]).toBeGreaterThanOrEqual(shares[b] ?? 0);
          }),
        );
      }),
    );
  });

  it('never gives a part more than its weight while the total is at most their sum', () => {
    fc.assert(
      fc.property(weights, fc.nat(10_000), (parts, perMyriad) => {
        fc.pre(sum(parts) > 0);
        const total = Math.floor((sum(parts) * perMyriad) / 10_000);
        const shares = spreadByLargestRemainder(total, parts);
        shares.forEach((share, index) => expect(share).toBeLessThanOrEqual(parts[index] ?? 0));
      }),
    );
  });

  it('spreads a refund like the sale it mirrors', () => {
    expect(spreadByLargestRemainder(-100, [1, 1, 1, 0])).toEqual([-34, -33, -33, 0]);
  });

  it('spreads nothing over anything, and something over nothing not at all', () => {
    expect(spreadByLargestRemainder(0, [])).toEqual([]);
    expect(spreadByLargestRemainder(0, [0, 0])).toEqual([0, 0]);
    expect(() => spreadByLargestRemainder(1, [0, 0])).toThrow(AmountOutOfRange);
    expect(() => spreadByLargestRemainder(1, [2, -1])).toThrow(AmountOutOfRange);
    expect(() => spreadByLargestRemainder(0.5, [1])).toThrow(AmountOutOfRange);
  });
});
