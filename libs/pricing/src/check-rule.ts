import { checkWhole } from './check-whole.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import type { Rule } from './rule.js';

/** Refuses a rule whose numbers or times mean nothing; throws as checkWhole does, and PricingRequestInvalid for a validity that is no instant. */
export function checkRule(path: string, rule: Rule): void {
  checkWhole(`${path}.priority`, rule.priority, -Number.MAX_SAFE_INTEGER);
  checkWhole(`${path}.cap`, rule.cap ?? 0, 0);
  checkWhole(`${path}.minSubtotal`, rule.minSubtotal ?? 0, 0);
  for (const instant of [rule.validity?.from, rule.validity?.to]) {
    if (instant !== undefined && Number.isNaN(Date.parse(instant))) {
      throw new PricingRequestInvalid(`${path}.validity`, 'is not an instant');
    }
  }
  if (rule.kind === 'TIME_BASED') {
    rule.window.weekdays.forEach((weekday) => checkWhole(`${path}.window.weekdays`, weekday, 1, 7));
    checkWhole(`${path}.window.from`, rule.window.from, 0, 1440);
    checkWhole(`${path}.window.to`, rule.window.to, 0, 1440);
    if (rule.benefit.type === 'PERCENT') checkWhole(`${path}.benefit`, rule.benefit.rateBasisPoints, 0, 10_000);
    else checkWhole(`${path}.benefit`, rule.benefit.amount, 0);
  } else if (rule.offer.type === 'PERCENT_FROM_QUANTITY') {
    checkWhole(`${path}.offer.quantity`, rule.offer.quantity, 1);
    checkWhole(`${path}.offer.rateBasisPoints`, rule.offer.rateBasisPoints, 0, 10_000);
  } else {
    checkWhole(`${path}.offer.buy`, rule.offer.buy, 1, 1_000_000);
    checkWhole(`${path}.offer.free`, rule.offer.free, 1, 1_000_000);
  }
}
