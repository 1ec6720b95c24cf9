import { Injectable } from '@nestjs/common';
import {
  discountRule,
  ItemState,
  OutletState,
  RuleState,
  type DiscountRule,
  type ItemSnapshot,
} from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql, StateCopy } from '@chowk/kit';
import { z } from 'zod';
import type { OutletSnapshot } from '../domain/outlet-snapshot.js';

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
});
export type Seat = z.output<typeof seat>;

/** All that is known about what a cart names. */
export interface Offer {
  readonly seat: Seat | null;
  readonly outlet: OutletSnapshot | null;
  readonly items: ReadonlyMap<string, ItemSnapshot>;
  /** Active rules, in no order. */
  readonly rules: readonly DiscountRule[];
}

export interface OfferRequest {
  readonly itemIds: readonly string[];
  readonly outletId: string | undefined;
  readonly tableSessionId: string | undefined;
}

/** What catalog, discount and auth told us: items, rules and outlets of the current tenant, the newest version of each. */
@Injectable()
export class PriceList {
  readonly items: StateCopy<typeof ItemState>;
  readonly rules: StateCopy<typeof RuleState>;
  readonly outlets: StateCopy<typeof OutletState>;

  constructor(private readonly database: Database) {
    this.items = new StateCopy(database, ItemState, 'known_item');
    this.rules = new StateCopy(database, RuleState, 'known_rule');
    this.outlets = new StateCopy(database, OutletState, 'known_outlet');
  }

  /** Everything a cart is priced with, in one round trip. Things it names that are unknown here are missing from the answer. */
  async offer({ itemIds, outletId, tableSessionId }: OfferRequest): Promise<Offer> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<Record<'seat' | 'outlet' | 'items' | 'rules', unknown>>(
      prepared(sql`
        with seat as (select * from table_session where tenant_id = ${tenantId} and id = ${tableSessionId ?? null}::uuid)
        select (select to_jsonb(seat) from seat) as seat,
          (select state from known_outlet where tenant_id = ${tenantId}
            and id = coalesce(${outletId ?? null}::uuid, (select outlet_id from seat))) as outlet,
          (select coalesce(jsonb_agg(state), '[]') from known_item where tenant_id = ${tenantId}
            and id = any(${[...new Set(itemIds)]}::uuid[])) as items,
          (select coalesce(jsonb_agg(state -> 'rule'), '[]') from known_rule where tenant_id = ${tenantId}
            and (state -> 'rule' -> 'active')::boolean and not (state -> 'removed')::boolean) as rules`),
    );
    const items = z.array(ItemState.schema).parse(row?.items ?? []);
    const outlet = OutletState.schema.nullable().parse(row?.outlet ?? null);
    return {
      seat: seat.nullable().parse(row?.seat ?? null),
      outlet: outlet?.removed === true ? null : outlet,
      items: new Map(items.map((item) => [item.id, item])),
      rules: z.array(discountRule).parse(row?.rules ?? []),
    };
  }

  /** An outlet as we know it, or null. */
  async outlet(outletId: string): Promise<OutletSnapshot | null> {
    return (await this.offer({ itemIds: [], outletId, tableSessionId: undefined })).outlet;
  }
}
