import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';
import type { TimeBasedBenefit } from './rule.js';
import type { TargetedLine, Wish } from './wish.js';

/** What a happy hour takes off its lines: computed once on what is left of all of them together, then spread. */
export function timeBasedWish(benefit: TimeBasedBenefit, lines: readonly TargetedLine[]): Wish {
  const left = lines.map((line) => line.left);
  const sum = exactSum(left);
  switch (benefit.type) {
    case 'PERCENT':
      return { total: roundHalfUp(BigInt(sum) * BigInt(benefit.rateBasisPoints), 10_000), weights: left };
    case 'AMOUNT':
      return { total: Math.min(benefit.amount, sum), weights: left };
    case 'AMOUNT_PER_UNIT': {
      // A product beyond the safe integers is more than any line costs, so the lesser of the two is exact.
      const weights = lines.map((line) => Math.min(benefit.amount * line.units, line.left));
      return { total: exactSum(weights), weights };
    }
  }
}
