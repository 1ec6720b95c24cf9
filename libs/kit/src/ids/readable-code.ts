import { randomInt } from 'node:crypto';

/** Crockford's base32: no I, L, O or U, which are misread or misheard. */
export const readableLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random letters to be read out or typed from paper, 5 bits each, not to be guessed. */
export function readableCode(length: number): string {
  return Array.from({ length }, () => readableLetters.charAt(randomInt(readableLetters.length))).join('');
}
