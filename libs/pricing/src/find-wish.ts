import { exactSum } from './exact-sum.js';
import { freeCheapestWish } from './free-cheapest-wish.js';
import { percentOrAmountWish } from './percent-or-amount-wish.js';
import type { Rule } from './rule.js';
import type { SubjectLine, Wish } from './wish.js';

/**
 * What a rule would take off the lines of its subject, or undefined when fewer units are bought than it asks for; units
 * are counted over all those lines together.
 */
export function findWish(rule: Rule, lines: readonly SubjectLine[]): Wish | undefined {
  if (rule.kind !== 'VOLUME') return percentOrAmountWish(rule.gives, lines);
  if (exactSum(lines.map((line) => line.units)) < rule.quantity) return undefined;
  return 'freeCheapest' in rule.gives
    ? freeCheapestWish(rule.gives.freeCheapest, rule.quantity, lines)
    : percentOrAmountWish(rule.gives, lines);
}
