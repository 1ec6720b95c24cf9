import { OrderCancelled, OrderExpired, OrderPlaced, OrderRejected, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { RedeemDiscounts } from '../use-cases/redeem-discounts.js';

/** What orders redeem, and give back when they come to nothing. */
@Controller()
export class OrderListener {
  constructor(private readonly redeemDiscounts: RedeemDiscounts) {}

  @On(OrderPlaced)
  async redeem({ data: { orderId, outletId, appliedRules } }: Received<typeof OrderPlaced>): Promise<void> {
    const rules = appliedRules.map(({ ruleId, amount }) => ({ ruleId, amount }));
    await this.redeemDiscounts.redeem(orderId, outletId, rules);
  }

  @On(OrderRejected)
  releaseRejected({ data: { orderId, outletId } }: Received<typeof OrderRejected>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId);
  }

  @On(OrderCancelled)
  releaseCancelled({ data: { orderId, outletId } }: Received<typeof OrderCancelled>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId);
  }

  @On(OrderExpired)
  releaseExpired({ data: { orderId, outletId } }: Received<typeof OrderExpired>): Promise<void> {
    return this.redeemDiscounts.release(orderId, outletId);
  }
}
