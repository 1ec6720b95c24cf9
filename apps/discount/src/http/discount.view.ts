import type { Calculation, CouponAnswer, RuleAnswer } from '@chowk/contracts';
import type { Rule } from '../domain/rule.js';
import type { CalculatedCart } from '../use-cases/calculate-discounts.js';
import type { CountedCoupon } from '../use-cases/keep-coupons.js';

export const ruleView = ({ rule, version }: Rule): RuleAnswer => ({ ...rule, version });

export const couponView = ({ coupon: { coupon, version }, used }: CountedCoupon): CouponAnswer => ({
  ...coupon,
  version,
  ...used,
});

export const calculationView = ({
  coupon,
  cart: { subtotal, discount, tax, roundOff, total, lines, rules, trace },
}: CalculatedCart): Calculation => ({
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
  coupon,
  trace: trace.map(({ step, subjectId, text, amount, before, after }) => ({
    step,
    subject: subjectId,
    text,
    amount,
    before,
    after,
  })),
});
