import { amountText } from './amount-text.js';
import { rateText } from './rate-text.js';
import type { PercentOrAmount, Rule } from './rule.js';

/** A rule for the reader of a trace: its name and what it gives. */
export function ruleText(rule: Rule, currency: string): string {
  if (rule.kind !== 'VOLUME') return `${rule.name}: ${offText(rule.gives, currency)}`;
  return 'freeCheapest' in rule.gives
    ? `${rule.name}: ${rule.gives.freeCheapest} free of ${rule.quantity}`
    : `${rule.name}: ${offText(rule.gives, currency)} from ${rule.quantity} on`;
}

function offText(gives: PercentOrAmount, currency: string): string {
  return 'amount' in gives ? `${amountText(gives.amount, currency)} off` : `${rateText(gives.percentBasisPoints)} off`;
}
