import { CouponState, type ChangeCouponBody, type Coupon as WrittenCoupon } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A coupon as staff wrote it; every change is told, since order prices with its own copy. How often it is used is kept apart. */
@Entity('coupon')
export class Coupon extends Aggregate {
  @Column('text') code!: string;
  @Column('jsonb') coupon!: WrittenCoupon;
  @Column('boolean') isRemoved: boolean = false;

  static write(coupon: WrittenCoupon): Coupon {
    const written = Object.assign(new Coupon(), { id: coupon.id, code: coupon.code, coupon });
    written.tell();
    return written;
  }

  /** Changes what is named; the rest stays. Orders that use it keep what they got. */
  change({ limits, ...what }: ChangeCouponBody): void {
    this.coupon = {
      ...this.coupon,
      ...named(what),
      limits: { ...this.coupon.limits, ...named(limits ?? {}) },
    };
    this.tell();
  }

  /** Nobody can use it any more; its code is free again. What it gave stays in the redemptions. */
  remove(): void {
    this.isRemoved = true;
    this.coupon = { ...this.coupon, active: false };
    this.tell();
  }

  private tell(): void {
    this.record(CouponState, { coupon: this.coupon, removed: this.isRemoved });
  }
}

const named = (what: object): object =>
  Object.fromEntries(Object.entries(what).filter(([, value]) => value !== undefined));
