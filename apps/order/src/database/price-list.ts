import { Injectable } from '@nestjs/common';
import {
  coupon,
  CouponState,
  discountRule,
  ItemState,
  OutletState,
  RuleState,
  type Coupon,
  type DiscountRule,
  type ItemSnapshot,
} from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql, StateCopy } from '@chowk/kit';
import { z } from 'zod';
import type { OutletSnapshot } from './outlet-snapshot.js';

/** The table session an order is made in, as far as pricing and placing need it. */
const seat = z.object({
  id: z.uuid(),
  outlet_id: z.uuid(),
  table_id: z.uuid(),
  table_label: z.string(),
  table_area: z.string().nullable(),
  status: z.enum(['OPEN', 'CLOSED']),
  bill_id: z.uuid(),
  members: z.array(z.uuid()),
  guests: z.array(z.object({ guestId: z.uuid(), customerId: z.uuid().nullable() })),
  approved_at: z.string().nullable(),
});
export type Seat = z.output<typeof seat>;

/** All that is known about what a cart names. */
export interface Offer {
  readonly seat: Seat | null;
  readonly outlet: OutletSnapshot | null;
  readonly items: ReadonlyMap<string, ItemSnapshot>;
  /** Active rules, in no order. */
  readonly rules: readonly DiscountRule[];
  /** The coupon of the code that was named; null when there is none of that name. */
  readonly coupon: Coupon | null;
}

export interface OfferRequest {
  readonly itemIds: readonly string[];
  readonly outletId: string | undefined;
  readonly tableSessionId: string | undefined;
  /** In capitals; a coupon that was removed is not found by its code. */
  readonly couponCode?: string | undefined;
  /** A coupon that was redeemed: it is found whatever became of it since. */
  readonly couponId?: string | undefined;
}

/** What catalog, discount and auth told us: items, rules and outlets of the current tenant, the newest version of each. */
@Injectable()
export class PriceList {
  readonly items: StateCopy<typeof ItemState>;
  readonly rules: StateCopy<typeof RuleState>;
  readonly coupons: StateCopy<typeof CouponState>;
  readonly outlets: StateCopy<typeof OutletState>;

  constructor(private readonly database: Database) {
    this.items = new StateCopy(database, ItemState, 'known_item');
    this.rules = new StateCopy(database, RuleState, 'known_rule');
    this.coupons = new StateCopy(database, CouponState, 'known_coupon');
    this.outlets = new StateCopy(database, OutletState, 'known_outlet');
  }

  /** Everything a cart is priced with, in one round trip. Things it names that are unknown here are missing from the answer. */
  async offer({ itemIds, outletId, tableSessionId, couponCode, couponId }: OfferRequest): Promise<Offer> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<Record<'seat' | 'outlet' | 'items' | 'rules' | 'coupon', unknown>>(
      prepared(sql`
        with seat as (select * from table_session where tenant_id = ${tenantId} and id = ${tableSessionId ?? null}::uuid)
        select (select to_jsonb(seat) from seat) as seat,
          (select state from known_outlet where tenant_id = ${tenantId}
            and id = coalesce(${outletId ?? null}::uuid, (select outlet_id from seat))) as outlet,
          (select coalesce(jsonb_agg(state), '[]') from known_item where tenant_id = ${tenantId}
            and id = any(${[...new Set(itemIds)]}::uuid[])) as items,
          (select coalesce(jsonb_agg(state -> 'rule'), '[]') from known_rule where tenant_id = ${tenantId}
            and (state -> 'rule' -> 'active')::boolean and not (state -> 'removed')::boolean) as rules,
          (select state -> 'coupon' from known_coupon where tenant_id = ${tenantId}
            and (id = ${couponId ?? null}::uuid
              or state -> 'coupon' ->> 'code' = ${couponCode ?? null}::text and not (state -> 'removed')::boolean)
            limit 1) as coupon`),
    );
    const items = z.array(ItemState.schema).parse(row?.items ?? []);
    const outlet = OutletState.schema.nullable().parse(row?.outlet ?? null);
    return {
      seat: seat.nullable().parse(row?.seat ?? null),
      outlet: outlet?.removed === true ? null : outlet,
      items: new Map(items.map((item) => [item.id, item])),
      rules: z.array(discountRule).parse(row?.rules ?? []),
      coupon: coupon.nullable().parse(row?.coupon ?? null),
    };
  }

  /** An outlet as we know it, or null. */
  async outlet(outletId: string): Promise<OutletSnapshot | null> {
    return (await this.offer({ itemIds: [], outletId, tableSessionId: undefined })).outlet;
  }

  /** Whether the books of that business day are closed; while they are not, nobody closes them until the open transaction ends. */
  async isDayClosed(outletId: string, businessDate: string): Promise<boolean> {
    await this.database.query(
      prepared(
        sql`select pg_advisory_xact_lock_shared(hashtextextended('day ' || ${outletId}::text || ${businessDate}::text, 0))`,
      ),
    );
    const rows = await this.database.query(
      prepared(sql`
        select 1 from outlet_day
        where tenant_id = ${currentTenantId()} and outlet_id = ${outletId} and business_date = ${businessDate}`),
    );
    return rows.length > 0;
  }
}
