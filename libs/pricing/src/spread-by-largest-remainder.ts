import { AmountOutOfRange } from './amount-out-of-range.js';
import { exactSum } from './exact-sum.js';

/**
 * Splits `total` paise over parts in proportion to their weights, so that the shares add up to `total` exactly
 * (the Hare-Niemeyer method: everybody gets the whole part of the exact share, what is left goes one paisa each to the
 * largest fractions; among equal fractions to the earlier part). A heavier part never gets less than a lighter one, and
 * while `total` is at most the sum of the weights no share exceeds its weight: a discount cannot make a line negative.
 * A negative total (a refund) is spread like its positive mirror. Throws AmountOutOfRange for negative or fractional
 * weights, and when there is something to spread but no weight to spread it by.
 */
export function spreadByLargestRemainder(total: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total)) throw new AmountOutOfRange('total', total);
  const negative = weights.find((weight) => weight < 0);
  if (negative !== undefined) throw new AmountOutOfRange('weight of at least 0', negative);
  const sum = BigInt(exactSum(weights));
  if (total === 0) return weights.map(() => 0);
  if (sum === 0n) throw new AmountOutOfRange('sum of weights above 0', sum);

  const magnitude = BigInt(Math.abs(total));
  const parts = weights.map((weight, index) => {
    const product = magnitude * BigInt(weight);
    return { index, share: Number(product / sum), fraction: product % sum };
  });
  let left = Number(magnitude) - exactSum(parts.map((part) => part.share));
  const byFraction = parts.toSorted((a, b) =>
    a.fraction === b.fraction ? a.index - b.index : a.fraction > b.fraction ? -1 : 1,
  );
  for (const part of byFraction) {
    if (left === 0) break;
    part.share += 1;
    left -= 1;
  }
  return parts.map((part) => (total < 0 && part.share > 0 ? -part.share : part.share));
}
