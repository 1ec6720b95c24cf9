import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';
import type { PercentOrAmount } from './rule.js';
import type { SubjectLine, Wish } from './wish.js';

/** A share or an amount, computed once on what is left of all lines together (half up to the paisa), then spread. */
export function percentOrAmountWish(gives: PercentOrAmount, lines: readonly SubjectLine[]): Wish {
  const weights = lines.map((line) => line.left);
  const sum = exactSum(weights);
  const total =
    'amount' in gives
      ? Math.min(gives.amount, sum)
      : roundHalfUp(BigInt(sum) * BigInt(gives.percentBasisPoints), 10_000);
  return { total, weights };
}
