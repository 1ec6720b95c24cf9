import { currentTenantId, Database, prepared, sql, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { countsAsJson } from '../database/day-counters.js';
import type { DayCounts, Tender } from '../domain/day-counts.js';
import type { SoldItem } from '../domain/sale.js';
import type { TenderCounts } from '../domain/tally-day.js';
import type { Scope } from './reading-scope.js';

export interface OutletDay {
  readonly outletId: string;
  readonly date: string;
  readonly counts: DayCounts;
}

export interface OutletTender extends TenderCounts {
  readonly outletId: string;
  readonly tender: Tender;
}

export interface Freshness {
  /** When the newest counted event of these outlets happened, on whatever day. */
  readonly asOf: Date | null;
  /** Outlets with anything counted in the period. */
  readonly counted: readonly string[];
}

/** The numbers of a scope, as they are counted now. */
@Injectable()
export class FindMetrics {
  constructor(private readonly database: Database) {}

  /** One row per outlet and day on which something was counted, oldest day first. */
  days(scope: Scope): Promise<OutletDay[]> {
    return this.database.query<OutletDay>(
      prepared(sql`
        select outlet_id as "outletId", business_date as date, ${countsAsJson} as counts
        from daily_metric where ${within(scope)} order by business_date, outlet_id`),
    );
  }

  /** Money by outlet and tender over the period. */
  tenders(scope: Scope): Promise<OutletTender[]> {
    return this.database.query<OutletTender>(
      prepared(sql`
        select outlet_id as "outletId", tender, sum(captured)::bigint as captured, sum(amount)::bigint as amount,
          sum(tips)::bigint as tips, sum(refunded)::bigint as refunded
        from tender_metric where ${within(scope)} group by outlet_id, tender order by tender`),
    );
  }

  /** At most `limit` items, most sold first, then by what they brought; none of which all was taken back. */
  items(scope: Scope, limit: number): Promise<SoldItem[]> {
    return this.database.query<SoldItem>(
      prepared(sql`
        select item_id as "itemId", (array_agg(name order by named_at desc, name desc))[1] as name,
          sum(quantity)::bigint as quantity, sum(revenue)::bigint as revenue
        from item_metric where ${within(scope)}
        group by item_id having sum(quantity) > 0
        order by sum(quantity) desc, sum(revenue) desc, item_id limit ${limit}`),
    );
  }

  async freshness(scope: Scope): Promise<Freshness> {
    const [row] = await this.database.query<Freshness>(
      prepared(sql`
        select (select max(counted_until) from daily_metric where ${at(scope)}) as "asOf",
          array(select distinct outlet_id::text from daily_metric where ${within(scope)}) as counted`),
    );
    return row ?? { asOf: null, counted: [] };
  }
}

/** The rows of the outlets a scope is about. */
const at = ({ outletIds }: Scope): Sql =>
  sql`tenant_id = ${currentTenantId()} and (${outletIds}::uuid[] is null or outlet_id = any(${outletIds}::uuid[]))`;

/** The rows of a scope, in tables that have outlet and business date. */
export const within = (scope: Scope): Sql => sql`${at(scope)} and business_date between ${scope.from} and ${scope.to}`;
