import { randomInt } from 'node:crypto';

/** Crockford's base32: no I, L, O, U, so that it can be read from paper. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/** `prefix` and ten random letters, 50 bits: not to be guessed, and two alike are not to be expected. Ten characters longer than the prefix. */
export function randomCouponCode(prefix: string): string {
  return `${prefix}${Array.from({ length }, () => letters[randomInt(letters.length)]).join('')}`;
}
