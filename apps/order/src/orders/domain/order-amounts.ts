import type { usedCoupon } from '@chowk/contracts';
import { exactSum, summariseTaxes, type TaxSummary } from '@chowk/pricing';
import type { z } from 'zod';
import type { OrderLine } from './order-line.js';

export interface AppliedRule {
  readonly ruleId: string;
  readonly name: string;
  readonly amount: number;
}

/** A coupon and what it takes off, in paise. */
export type UsedCoupon = z.output<typeof usedCoupon>;

/** What an order comes to, in paise: always the sums of its lines. */
export interface OrderAmounts {
  readonly appliedRules: AppliedRule[];
  readonly coupon: UsedCoupon | null;
  readonly subtotal: number;
  readonly discount: number;
  readonly taxable: number;
  readonly tax: number;
  readonly taxes: TaxSummary[];
  /** Exact, without round-off. */
  readonly total: number;
}

/** Adds up lines after one of them changed: of each rule and of the coupon counts what it still takes off. */
export function amountsOf(
  lines: readonly OrderLine[],
  before: Pick<OrderAmounts, 'appliedRules' | 'coupon'>,
): OrderAmounts {
  const discounts = lines.flatMap((line) => line.discounts);
  const takenOff = (id: string) =>
    exactSum(discounts.filter(({ ruleId }) => ruleId === id).map(({ amount }) => amount));
  const sum = (key: 'gross' | 'discount' | 'taxable' | 'tax' | 'total') => exactSum(lines.map((line) => line[key]));
  const { appliedRules, coupon } = before;
  return {
    appliedRules: appliedRules.map((rule) => ({ ...rule, amount: takenOff(rule.ruleId) })),
    coupon: coupon && { ...coupon, amount: takenOff(coupon.couponId) },
    ...{ subtotal: sum('gross'), discount: sum('discount'), taxable: sum('taxable'), tax: sum('tax') },
    ...{ taxes: summariseTaxes(lines), total: sum('total') },
  };
}
