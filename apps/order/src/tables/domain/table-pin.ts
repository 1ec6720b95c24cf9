import { randomInt } from 'node:crypto';

/** Four digits that nobody can foresee, for people at a table to tell each other. */
export function newTablePin(): string {
  return String(randomInt(10_000)).padStart(4, '0');
}
