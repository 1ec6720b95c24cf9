import { currentTenantId, Database, joinSql, prepared, sql, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { dayCounters, type DayCounts, type Tender } from '../domain/day-counts.js';
import type { MovedItem } from '../domain/sale-move.js';
import type { TenderCounts } from '../domain/tally-day.js';

export interface DayAtOutlet {
  readonly outletId: string;
  readonly businessDate: string;
}

/** Text of ours, never of a caller's. */
const text = (own: string): Sql => ({ text: own, values: [] });
const listOf = (piece: (column: string, name: string) => string): Sql =>
  joinSql(
    dayCounters.map((name) =>
      text(
        piece(
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          name,
        ),
      ),
    ),
    ', ',
  );

/** All counters of a row of `daily_metric` as one object, by the names they have in code. */
export const countsAsJson = sql`jsonb_build_object(${listOf((column, name) => `'${name}', ${column}`)})`;

const columns = listOf((column) => column);
const counted = listOf((_, name) => `counted."${name}"`);
const shape = listOf((_, name) => `"${name}" bigint`);
const sums = listOf((column) => `${column} = day.${column} + excluded.${column}`);

/**
 * The counters, moved by one statement each. Whoever moves several does so in the order items, tender, day: two
 * transactions that count for one outlet then wait for each other, never in a circle.
 */
@Injectable()
export class DayCounters {
  constructor(private readonly database: Database) {}

  /** Rows are locked in the order of the items' ids. */
  async moveItems({ outletId, businessDate }: DayAtOutlet, items: readonly MovedItem[]): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into item_metric as item (tenant_id, outlet_id, business_date, item_id, name, named_at, quantity, revenue)
        select ${currentTenantId()}::uuid, ${outletId}::uuid, ${businessDate}::date, sold."itemId", sold.name,
          sold."namedAt", sold.quantity, sold.revenue
        from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
          as sold ("itemId" uuid, name text, "namedAt" timestamptz, quantity bigint, revenue bigint)
        order by sold."itemId"
        on conflict (tenant_id, business_date, outlet_id, item_id) do update set
          quantity = item.quantity + excluded.quantity,
          revenue = item.revenue + excluded.revenue,
          name = case when (excluded.named_at, excluded.name) > (item.named_at, item.name)
                      then excluded.name else item.name end,
          named_at = greatest(item.named_at, excluded.named_at)`),
    );
  }

  async moveTender(
    { outletId, businessDate }: DayAtOutlet,
    tender: Tender,
    { captured, amount, tips, refunded }: TenderCounts,
  ): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into tender_metric as known
          (tenant_id, outlet_id, business_date, tender, captured, amount, tips, refunded)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, ${tender}, ${captured}, ${amount}, ${tips},
          ${refunded})
        on conflict (tenant_id, business_date, outlet_id, tender) do update set
          captured = known.captured + excluded.captured,
          amount = known.amount + excluded.amount,
          tips = known.tips + excluded.tips,
          refunded = known.refunded + excluded.refunded`),
    );
  }

  /** `time` is when the counted event happened. */
  async moveDay({ outletId, businessDate }: DayAtOutlet, by: DayCounts, time: Date): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into daily_metric as day (tenant_id, outlet_id, business_date, counted_until, ${columns})
        select ${currentTenantId()}::uuid, ${outletId}::uuid, ${businessDate}::date, ${time}::timestamptz, ${counted}
        from jsonb_to_record(${JSON.stringify(by)}::jsonb) as counted (${shape})
        on conflict (tenant_id, business_date, outlet_id) do update set
          counted_until = greatest(day.counted_until, excluded.counted_until), ${sums}`),
    );
  }
}
