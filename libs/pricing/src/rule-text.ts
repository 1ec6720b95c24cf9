import { amountText } from './amount-text.js';
import { rateText } from './rate-text.js';
import type { Rule } from './rule.js';

/** A rule for the reader of a trace: its name and what it gives. */
export function ruleText(rule: Rule, currency: string): string {
  return `${rule.name}: ${rule.kind === 'TIME_BASED' ? benefitText(rule.benefit, currency) : offerText(rule.offer)}`;
}

function benefitText(benefit: Extract<Rule, { kind: 'TIME_BASED' }>['benefit'], currency: string): string {
  switch (benefit.type) {
    case 'PERCENT':
      return `${rateText(benefit.rateBasisPoints)} off`;
    case 'AMOUNT':
      return `${amountText(benefit.amount, currency)} off`;
    case 'AMOUNT_PER_UNIT':
      return `${amountText(benefit.amount, currency)} off each`;
  }
}

function offerText(offer: Extract<Rule, { kind: 'VOLUME' }>['offer']): string {
  return offer.type === 'CHEAPEST_FREE'
    ? `buy ${offer.buy}, get ${offer.free} free`
    : `${rateText(offer.rateBasisPoints)} off from ${offer.quantity} on`;
}
