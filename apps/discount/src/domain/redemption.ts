import {
  CouponRefused,
  DiscountRedeemed,
  DiscountRefused,
  DiscountReleased,
  type CouponObstacle,
} from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** So much of one rule in one order, in paise. */
export interface RedeemedRule {
  readonly ruleId: string;
  readonly amount: number;
}

/** So much by one coupon in one order, in paise. */
export interface RedeemedCoupon {
  readonly couponId: string;
  readonly code: string;
  readonly amount: number;
}

/** What an order asks for when it is placed or revived. `orderVersion` is the order's when it said so. */
export interface AskedDiscounts {
  readonly orderId: string;
  readonly outletId: string;
  readonly orderVersion: number;
  readonly customerId: string | null;
  readonly rules: readonly RedeemedRule[];
  readonly coupon: RedeemedCoupon | null;
}

/**
 * What an order got of the rules and of its coupon; its id is the order's. One that was released first stands as a tombstone. What
 * the order said later outweighs what it said earlier, in whatever order we heard of it.
 */
@Entity('redemption')
export class Redemption extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') status!: 'REDEEMED' | 'REFUSED' | 'RELEASED';
  @Column('jsonb') rules!: readonly RedeemedRule[];
  @MoneyColumn() amount!: number;
  /** The order's version at the last thing it said that was heeded. */
  @Column('integer') orderVersion!: number;
  @Column('uuid', { nullable: true }) customerId!: string | null;
  @Column('jsonb', { nullable: true }) coupon!: RedeemedCoupon | null;

  /** For an order that was not heard of before; answer it with `grant` or `refuse`. */
  static of(asked: AskedDiscounts): Redemption {
    return Object.assign(new Redemption(), { id: asked.orderId, outletId: asked.outletId, status: 'RELEASED' });
  }

  /** For an order whose end was heard of before its beginning. */
  static tombstone(orderId: string, outletId: string, orderVersion: number): Redemption {
    const nothing = { rules: [], amount: 0, customerId: null, coupon: null };
    return Object.assign(new Redemption(), { id: orderId, outletId, orderVersion, status: 'RELEASED', ...nothing });
  }

  /** Whether the order holds its coupon, so that a use of it has to be given back. */
  get heldCoupon(): RedeemedCoupon | null {
    return this.status === 'REDEEMED' ? this.coupon : null;
  }

  grant(asked: AskedDiscounts): void {
    this.take(asked, 'REDEEMED');
    const { id: orderId, outletId, rules, coupon, amount } = this;
    this.record(DiscountRedeemed, { orderId, outletId, rules: [...rules], coupon, amount });
  }

  /** The order cannot have its coupon, hence nothing of what it asked for. */
  refuse(asked: AskedDiscounts, reason: CouponObstacle): void {
    this.take(asked, 'REFUSED');
    const details = [{ code: asked.coupon?.code, reason }];
    this.record(DiscountRefused, { orderId: this.id, outletId: this.outletId, code: CouponRefused.code, details });
  }

  /** The order came to nothing. Releasing again, or what was refused, changes nothing. */
  release(orderVersion: number): void {
    this.orderVersion = orderVersion;
    if (this.status !== 'REDEEMED') return;
    this.status = 'RELEASED';
    this.record(DiscountReleased, { orderId: this.id, outletId: this.outletId });
  }

  private take({ orderVersion, customerId, rules, coupon }: AskedDiscounts, status: 'REDEEMED' | 'REFUSED'): void {
    const amount = rules.reduce((sum, rule) => sum + rule.amount, coupon?.amount ?? 0);
    Object.assign(this, { status, orderVersion, customerId, rules, coupon, amount });
  }
}
