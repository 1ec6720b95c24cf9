import { AmountOutOfRange } from './amount-out-of-range.js';

/**
 * Adds whole amounts exactly, in paise. Every partial sum is checked: two safe integers add without loss as long as
 * their sum is safe too. Throws AmountOutOfRange beyond.
 */
export function exactSum(amounts: Iterable<number>): number {
  let sum = 0;
  for (const amount of amounts) {
    if (!Number.isSafeInteger(amount)) throw new AmountOutOfRange('amount', amount);
    sum += amount;
    if (!Number.isSafeInteger(sum)) throw new AmountOutOfRange('sum', sum);
  }
  return sum;
}
