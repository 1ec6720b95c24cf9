import type { CouponObstacle } from '@chowk/contracts';
import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { CouponUses } from '../database/coupon-uses.js';
import { Coupon } from '../domain/coupon.js';
import { judgeCoupon } from '../domain/judge-coupon.js';
import { Redemption, type AskedDiscounts, type RedeemedCoupon } from '../domain/redemption.js';

/**
 * Gives orders what they asked for of rules and coupons, and takes it back when they come to nothing. Rules have no limits, so an
 * order without coupon waits for no answer. The limits of a coupon are exact: its uses are counted under one lock. Whoever
 * holds an order's redemption may ask for the coupon's lock, never the other way about.
 */
@Injectable()
export class RedeemDiscounts {
  constructor(
    private readonly database: Database,
    @InjectStore(Redemption) private readonly redemptions: Store<Redemption>,
    @InjectStore(Coupon) private readonly coupons: Store<Coupon>,
    private readonly uses: CouponUses,
  ) {}

  /** Once per order; one that was released before gets nothing. */
  async redeem(asked: AskedDiscounts): Promise<void> {
    if (asked.rules.length === 0 && asked.coupon === null) return;
    await this.database.transaction(async () => {
      if (await this.redemptions.find(asked.orderId)) return;
      await this.answer(Redemption.of(asked), asked);
    });
  }

  /** An order that had come to nothing asks again; what it said before that is outdated, also when heard of later. */
  async redeemAgain(asked: AskedDiscounts): Promise<void> {
    if (asked.rules.length === 0 && asked.coupon === null) return;
    await this.database.transaction(async () => {
      const redemption = await this.held(asked.orderId);
      if (redemption && redemption.orderVersion >= asked.orderVersion) return;
      // Its expiry is still to come, and outdated then: the use that it held is the one it asks for now.
      if (redemption?.heldCoupon) await this.uses.giveBack(redemption.heldCoupon);
      await this.answer(redemption ?? Redemption.of(asked), asked);
    });
  }

  /** The order came to nothing: its use of a coupon can be had by another, once. */
  async release(orderId: string, outletId: string, orderVersion: number): Promise<void> {
    await this.database.transaction(async () => {
      const redemption = await this.held(orderId);
      if (!redemption) return this.redemptions.add(Redemption.tombstone(orderId, outletId, orderVersion));
      if (redemption.orderVersion > orderVersion) return;
      const coupon = redemption.heldCoupon;
      redemption.release(orderVersion);
      await this.redemptions.save(redemption);
      if (coupon) await this.uses.giveBack(coupon);
    });
  }

  private async answer(redemption: Redemption, asked: AskedDiscounts): Promise<void> {
    const obstacle = asked.coupon && (await this.obstacleTo(asked.coupon, asked.customerId));
    if (obstacle) redemption.refuse(asked, obstacle);
    else redemption.grant(asked);
    await this.redemptions.save(redemption);
    if (redemption.heldCoupon) await this.uses.take(redemption.heldCoupon);
  }

  /** Undefined when the order may have it; the coupon is then held until the transaction ends. */
  private async obstacleTo(
    { couponId, amount }: RedeemedCoupon,
    customerId: string | null,
  ): Promise<CouponObstacle | undefined> {
    const used = await this.uses.hold(couponId);
    const coupon = await this.coupons.find(couponId);
    if (!coupon) return 'UNKNOWN';
    const isCounted = coupon.coupon.limits.perCustomer !== null && customerId !== null;
    const usesOfCustomer = isCounted ? await this.uses.ofCustomer(couponId, customerId) : 0;
    return judgeCoupon(coupon.coupon, { ...used, usesOfCustomer }, { amount, customerId });
  }

  private async held(orderId: string): Promise<Redemption | null> {
    return (await this.redemptions.find(orderId)) && this.redemptions.lock(orderId);
  }
}
