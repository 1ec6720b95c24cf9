import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountOutOfRange, exactSum, roundHalfUp, roundOff } from './index.js';

describe('rounding half up', () => {
  it.each([
    [49, 100, 0],
    [50, 100, 1],
    [149, 100, 1],
    [150, 100, 2],
    [-49, 100, 0],
    [-50, 100, -1],
    [7_875_000, 10_000, 788],
  ])('makes %d / %d into %d', (numerator, denominator, expected) => {
    expect(roundHalfUp(numerator, denominator)).toBe(expected);
  });

  it('is never further than half a unit away, and mirrors negative amounts', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), fc.bigInt(1n, 10n ** 6n), (numerator, denominator) => {
        const rounded = BigInt(roundHalfUp(numerator, denominator));
        const twiceTheError = 2n * (rounded * denominator - numerator);
        expect(twiceTheError > -denominator && twiceTheError <= denominator).toBe(true);
        expect(BigInt(roundHalfUp(-numerator, denominator))).toBe(-rounded);
      }),
    );
  });

  it('is exact where the product passes 2^53', () => {
    expect(roundHalfUp(BigInt(Number.MAX_SAFE_INTEGER) * 10_000n, 10_000)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('refuses fractions, results beyond the safe integers and denominators that are not positive', () => {
    expect(() => roundHalfUp(0.5, 1)).toThrow(AmountOutOfRange);
    expect(() => roundHalfUp(2n ** 60n, 1)).toThrow(AmountOutOfRange);
    expect(() => roundHalfUp(1, 0)).toThrow(AmountOutOfRange);
    expect(() => roundHalfUp(1, -1)).toThrow(RangeError);
  });
});

describe('an exact sum', () => {
  it('refuses fractions and sums beyond the safe integers', () => {
    expect(exactSum([])).toBe(0);
    expect(exactSum([1, -2, 3])).toBe(2);
    expect(() => exactSum([0.1])).toThrow(AmountOutOfRange);
    expect(() => exactSum([Number.MAX_SAFE_INTEGER, 1])).toThrow(AmountOutOfRange);
  });
});

describe('the round-off', () => {
  it.each([
    [69_742, 100, -42],
    [69_750, 100, 50],
    [69_749, 100, -49],
    [69_700, 100, 0],
    [69_742, 1, 0],
    [0, 100, 0],
  ])('of %d paise to %d is %d', (amount, unit, expected) => {
    expect(roundOff(amount, unit)).toBe(expected);
  });
});
