import { Controller } from '@nestjs/common';
import { CouponState, RuleState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { PriceList } from '../../database/price-list.js';

/** Keeps the discount rules and coupons, so that an order is priced without asking anybody. */
@Controller()
@Copy('rules', { tables: ['known_rule', 'known_coupon'] })
export class DiscountListener {
  constructor(private readonly priceList: PriceList) {}

  @On(RuleState)
  keepRule(rule: Received<typeof RuleState>): Promise<void> {
    return this.priceList.rules.keep(rule);
  }

  @On(CouponState)
  keepCoupon(coupon: Received<typeof CouponState>): Promise<void> {
    return this.priceList.coupons.keep(coupon);
  }
}
