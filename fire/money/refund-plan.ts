import type { Random } from '../../tools/field/random.ts';

/** Razorpay gives back a rupee at least. */
const least = 100;

/** Two refunds of one payment that are asked for at the same moment, in paise. */
export interface RefundPair {
  readonly amounts: readonly [number, number];
  /** How many of the two must win, whoever comes first. */
  readonly winners: 0 | 1 | 2;
}

/**
 * The next pair for a payment of which `left` paise are left: mostly two of which one alone fits, else two that both fit or neither. What
 * follows is certain whoever wins, as both amounts of a pair are alike unless both fit.
 */
export function nextPair(random: Random, left: number): RefundPair {
  const chance = random.next();
  if (left < 4 * least || chance < 0.15) {
    const above = left + 1 + random.int(least);
    return { amounts: [above, above], winners: 0 };
  }
  if (chance < 0.25) {
    const part = () => Math.max(least, Math.floor(left * (0.02 + 0.08 * random.next())));
    return { amounts: [part(), part()], winners: 2 };
  }
  // More than half of what is left
  const amount = Math.min(left, Math.floor(left * (0.501 + 0.4 * random.next())) + 1);
  return { amounts: [amount, amount], winners: 1 };
}

/** What is left after the pair. */
export function leftAfter(left: number, { amounts, winners }: RefundPair): number {
  if (winners === 2) return left - amounts[0] - amounts[1];
  return winners === 1 ? left - amounts[0] : left;
}
