import { readableCode } from '@chowk/kit';

/** `prefix` and ten random letters, 50 bits: not to be guessed, and two alike are not to be expected. Ten characters longer than the prefix. */
export function randomCouponCode(prefix: string): string {
  return `${prefix}${readableCode(10)}`;
}
