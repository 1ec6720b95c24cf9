import { checkWhole } from './check-whole.js';
import { clockMinutes } from './clock-minutes.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import type { Rule } from './rule.js';

/** So that groups times free units stays within the safe integers. */
const MOST_UNITS = 1_000_000;

/**
 * Refuses a rule whose numbers or times mean nothing; throws as checkWhole does, and PricingRequestInvalid for a validity
 * that is no instant and hours that are no `HH:MM`.
 */
export function checkRule(path: string, rule: Rule): void {
  checkWhole(`${path}.priority`, rule.priority, -Number.MAX_SAFE_INTEGER);
  checkWhole(`${path}.cap`, rule.cap ?? 0, 0);
  checkWhole(`${path}.minSubtotal`, rule.minSubtotal ?? 0, 0);
  for (const field of ['validFrom', 'validTo'] as const) {
    const instant = rule[field];
    if (typeof instant === 'string' && Number.isNaN(Date.parse(instant))) {
      throw new PricingRequestInvalid(`${path}.${field}`, 'is not an instant');
    }
  }
  if (rule.kind === 'TIME_BASED') {
    rule.weekdays.forEach((weekday) => checkWhole(`${path}.weekdays`, weekday, 1, 7));
    for (const field of ['from', 'to'] as const) {
      if (clockMinutes(rule[field]) === undefined) throw new PricingRequestInvalid(`${path}.${field}`, 'is not HH:MM');
    }
  }
  if (rule.kind === 'VOLUME') {
    checkWhole(`${path}.quantity`, rule.quantity, 1, MOST_UNITS);
  }
  if ('freeCheapest' in rule.gives) checkWhole(`${path}.gives.freeCheapest`, rule.gives.freeCheapest, 1, MOST_UNITS);
  else if ('amount' in rule.gives) checkWhole(`${path}.gives.amount`, rule.gives.amount, 0);
  else checkWhole(`${path}.gives.percentBasisPoints`, rule.gives.percentBasisPoints, 0, 10_000);
}
