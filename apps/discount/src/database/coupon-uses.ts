import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { RedeemedCoupon } from '../domain/redemption.js';

export interface UsedCoupon {
  readonly uses: number;
  readonly given: number;
}

const unused: UsedCoupon = { uses: 0, given: 0 };

/** How often each coupon is used now, and what its uses give together in paise. */
@Injectable()
export class CouponUses {
  constructor(private readonly database: Database) {}

  /** The numbers of a coupon, held until the open transaction ends: nobody else can use the coupon or give it back meanwhile. */
  async hold(couponId: string): Promise<UsedCoupon> {
    const [row] = await this.database.query<UsedCoupon>(
      prepared(sql`
        insert into coupon_use as kept (tenant_id, coupon_id, uses, given)
        values (${currentTenantId()}, ${couponId}, 0, 0)
        on conflict (tenant_id, coupon_id) do update set uses = kept.uses
        returning uses, given`),
    );
    return row ?? unused;
  }

  /** Uses by orders of that customer. Right while the coupon is held. */
  async ofCustomer(couponId: string, customerId: string): Promise<number> {
    const [row] = await this.database.query<{ uses: number }>(
      prepared(sql`
        select count(*)::int as uses from redemption
        where tenant_id = ${currentTenantId()} and coupon ->> 'couponId' = ${couponId}::text
          and customer_id = ${customerId} and status = 'REDEEMED' and coupon is not null`),
    );
    return row?.uses ?? 0;
  }

  take({ couponId, amount }: RedeemedCoupon): Promise<void> {
    return this.move(couponId, 1, amount);
  }

  giveBack({ couponId, amount }: RedeemedCoupon): Promise<void> {
    return this.move(couponId, -1, -amount);
  }

  /** By coupon; one that was never used is not there. */
  async of(couponIds: readonly string[]): Promise<ReadonlyMap<string, UsedCoupon>> {
    const rows = await this.database.query<UsedCoupon & { id: string }>(
      prepared(sql`
        select coupon_id as id, uses, given from coupon_use
        where tenant_id = ${currentTenantId()} and coupon_id = any(${couponIds}::uuid[])`),
    );
    return new Map(rows.map(({ id, uses, given }) => [id, { uses, given }]));
  }

  private async move(couponId: string, uses: number, given: number): Promise<void> {
    await this.database.execute(
      prepared(sql`
        update coupon_use set uses = uses + ${uses}::int, given = given + ${given}::bigint
        where tenant_id = ${currentTenantId()} and coupon_id = ${couponId}`),
    );
  }
}
