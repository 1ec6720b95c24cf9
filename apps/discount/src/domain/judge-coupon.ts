import type { Coupon, CouponObstacle } from '@chowk/contracts';

/** How often a coupon is used now, by whom, and what all its uses give together in paise. */
export interface CouponUses {
  readonly uses: number;
  readonly given: number;
  readonly usesOfCustomer: number;
}

/**
 * Whether one more use, of `amount` paise for that customer (null: nobody with an account), stays within the limits; undefined
 * when it does. Exactly a limit is within it. Validity was judged when the order was priced, hence not again here.
 */
export function judgeCoupon(
  { active, limits }: Pick<Coupon, 'active' | 'limits'>,
  { uses, given, usesOfCustomer }: CouponUses,
  { amount, customerId }: { readonly amount: number; readonly customerId: string | null },
): CouponObstacle | undefined {
  if (!active) return 'NOT_ACTIVE';
  if (limits.perCustomer !== null && customerId === null) return 'SIGN_IN_REQUIRED';
  if (limits.perCustomer !== null && usesOfCustomer >= limits.perCustomer) return 'ALREADY_USED';
  if (limits.total !== null && uses >= limits.total) return 'USED_UP';
  if (limits.budget !== null && given + amount > limits.budget) return 'BUDGET_SPENT';
  return undefined;
}
