import type { Calculation, RuleAnswer } from '@chowk/contracts';
import type { PricedCart } from '@chowk/pricing';
import type { Rule } from '../domain/rule.js';

export const ruleView = ({ rule, version }: Rule): RuleAnswer => ({ ...rule, version });

export const calculationView = ({
  subtotal,
  discount,
  tax,
  roundOff,
  total,
  lines,
  rules,
  trace,
}: PricedCart): Calculation => ({
  currency: 'INR',
  subtotal,
  discount,
  tax,
  roundOff,
  payable: total,
  lines: lines.map(({ itemId, gross, discount: off, tax: taxes, total: sum }, lineIndex) => ({
    lineIndex,
    itemId,
    gross,
    discount: off,
    tax: taxes,
    total: sum,
  })),
  rules: rules.map((rule) => ({
    ruleId: rule.ruleId,
    name: rule.name,
    applied: rule.applied,
    amount: rule.applied ? rule.discount : 0,
    obstacle: rule.applied ? null : rule.obstacle,
  })),
  trace: trace.map(({ step, subjectId, text, amount, before, after }) => ({
    step,
    subject: subjectId,
    text,
    amount,
    before,
    after,
  })),
});
