import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { currentTenantId, Database, prepared, refuse, sql, type Principal } from '@chowk/kit';

/** What the filters of a list name by id. */
export interface NamedByFilters {
  readonly outlet?: string | undefined;
  readonly table?: string | undefined;
  readonly session?: string | undefined;
  readonly customer?: string | undefined;
}

/** Tells an empty list in which nothing fits from one whose filters name what is not there for the caller. */
@Injectable()
export class CheckFilters {
  constructor(private readonly database: Database) {}

  /**
   * To be asked when a list came back empty: what is in a list is proof enough that its filters name something. Throws NotFound,
   * alike for what never was, another business's and another outlet's, unless the outlet, table and table session that are named
   * are there for the caller; for customers and guests tables and sessions are there where they sit or sat. What was removed is
   * still there: its history is read by its id. No book of customers is kept here, hence for staff a customer nobody knows has
   * an empty list; customers and guests who name somebody else hear NotFound.
   */
  async run({ outlet, table, session, customer }: NamedByFilters, who: Principal): Promise<void> {
    const seesAll = who.can('order:read');
    if (!seesAll && customer !== undefined && customer !== who.id) throw refuse(NotFound);
    const named = [outlet, table, session].filter((id) => id !== undefined);
    if (named.length === 0) return;
    const tenantId = currentTenantId();
    const maySee = sql`(${seesAll}::boolean or s.id = ${who.tableSessionId ?? null}::uuid
      or s.members @> ${JSON.stringify([who.id])}::jsonb)`;
    const places = await this.database.query<{ outletId: string }>(
      prepared(sql`
        select id as "outletId" from known_outlet where tenant_id = ${tenantId} and id = ${outlet ?? null}::uuid
        union all
        select outlet_id from dining_table t where tenant_id = ${tenantId} and id = ${table ?? null}::uuid
          and (${seesAll}::boolean
            or exists (select 1 from table_session s where s.tenant_id = t.tenant_id and s.table_id = t.id and ${maySee}))
        union all
        select outlet_id from table_session s
        where tenant_id = ${tenantId} and id = ${session ?? null}::uuid and ${maySee}`),
    );
    if (places.filter(({ outletId }) => who.mayEnter(outletId)).length < named.length) throw refuse(NotFound);
  }
}
