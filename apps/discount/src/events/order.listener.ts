import {
  OrderCancelled,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderRevived,
  type Received,
} from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import type { AskedDiscounts } from '../domain/redemption.js';
import { RedeemDiscounts } from '../use-cases/redeem-discounts.js';

/** What orders redeem, and give back when they come to nothing. An order with a coupon waits for the answer. */
@Controller()
export class OrderListener {
  constructor(private readonly redeemDiscounts: RedeemDiscounts) {}

  @On(OrderPlaced)
  redeem(event: Received<typeof OrderPlaced>): Promise<void> {
    return this.redeemDiscounts.redeem(askedBy(event));
  }

  @On(OrderRevived)
  redeemAgain(event: Received<typeof OrderRevived>): Promise<void> {
    return this.redeemDiscounts.redeemAgain(askedBy(event));
  }

  @On(OrderRejected)
  releaseRejected({ data: { orderId, outletId }, version }: Received<typeof OrderRejected>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId, version);
  }

  @On(OrderCancelled)
  releaseCancelled({ data: { orderId, outletId }, version }: Received<typeof OrderCancelled>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId, version);
  }

  @On(OrderExpired)
  releaseExpired({ data: { orderId, outletId }, version }: Received<typeof OrderExpired>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId, version);
  }
}

/** An order that names its coupon among the rules it applied names it once. */
function askedBy({
  version: orderVersion,
  data: { orderId, outletId, customerId, appliedRules, coupon },
}: Received<typeof OrderPlaced> | Received<typeof OrderRevived>): AskedDiscounts {
  const rules = appliedRules
    .filter(({ ruleId }) => ruleId !== coupon?.couponId)
    .map(({ ruleId, amount }) => ({ ruleId, amount }));
  return { orderId, outletId, orderVersion, customerId, rules, coupon: coupon ?? null };
}
