import { Injectable } from '@nestjs/common';
import { discountRule, OutletState, type Fulfilment } from '@chowk/contracts';
import { Clock, currentTenantId, Database, prepared, sql, TenantDirectory, type Sql } from '@chowk/kit';
import { z } from 'zod';
import { billTerms, type BillTerms } from '../../bills/domain/bill-terms.js';

/** What a bill is opened with, as it stands beside an order's row. */
export interface OpeningRow {
  readonly fulfilment: Fulfilment;
  readonly isShared: boolean;
  readonly tableArea: string | null;
  readonly outlet: unknown;
  readonly rules: unknown;
}

/** Columns of a select over `orders as o` for {@link OpeningBook.termsOf}; looked up in our copies only `when` that holds, else null. */
export function openingColumns(when: Sql): Sql {
  return sql`
    o.fulfilment, o.table_session_id is not null as "isShared",
    case when ${when} then (select table_area from table_session s
      where s.tenant_id = o.tenant_id and s.id = o.table_session_id) end as "tableArea",
    case when ${when} then (select state from known_outlet k
      where k.tenant_id = o.tenant_id and k.id = o.outlet_id) end as outlet,
    case when ${when} then (select coalesce(jsonb_agg(state -> 'rule'), '[]') from known_rule k
      where k.tenant_id = o.tenant_id and (state -> 'rule' -> 'active')::boolean
        and not (state -> 'removed')::boolean) end as rules`;
}

/** The terms of bills that are opened. */
@Injectable()
export class OpeningBook {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly tenants: TenantDirectory,
  ) {}

  /** The terms of a bill opened now for the order. */
  async terms(orderId: string): Promise<BillTerms> {
    const [row] = await this.database.query<OpeningRow>(
      prepared(
        sql`select ${openingColumns(sql`true`)} from orders o where o.tenant_id = ${currentTenantId()} and o.id = ${orderId}`,
      ),
    );
    if (!row) throw new Error(`Order ${orderId} is not here`);
    return this.termsOf(row);
  }

  /** The terms that a row says. */
  async termsOf({ fulfilment, isShared, tableArea, outlet, rules }: OpeningRow): Promise<BillTerms> {
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw new Error('The tenant of the call is not known');
    return billTerms({
      ...{ tenant, at: this.clock.now(), fulfilment, tableArea, isShared },
      outlet: OutletState.schema.parse(outlet),
      rules: z.array(discountRule).parse(rules),
    });
  }
}
