import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { DayCounts, Tender } from '../domain/day-counts.js';
import type { Sale } from '../domain/sale.js';
import type { TenderCounts } from '../domain/tally-day.js';

export interface DayAtOutlet {
  readonly outletId: string;
  readonly businessDate: string;
}

/** All counters of a row of `daily_metric` as one object, by the names they have in code. */
export const countsAsJson = sql`jsonb_build_object(
  'tableSessionsOpened', table_sessions_opened, 'ordersPlaced', orders_placed, 'ordersConfirmed', orders_confirmed,
  'ordersRejected', orders_rejected, 'ordersCancelled', orders_cancelled, 'ordersExpired', orders_expired,
  'ordersCompleted', orders_completed, 'revenue', revenue, 'discount', discount, 'tax', tax,
  'paymentsCaptured', payments_captured, 'captured', captured, 'refunded', refunded)`;

/**
 * The counters, moved by one statement each. Whoever moves several does so in the order items, tender, day: two
 * transactions that count for one outlet then wait for each other, never in a circle.
 */
@Injectable()
export class DayCounters {
  constructor(private readonly database: Database) {}

  /** Rows are locked in the order of the items' ids. */
  async moveItems({ outletId, businessDate }: DayAtOutlet, { at, items }: Sale): Promise<void> {
    await this.database.execute(
      prepared(sql`
        insert into item_metric as item (tenant_id, outlet_id, business_date, item_id, name, named_at, quantity, revenue)
        select ${currentTenantId()}::uuid, ${outletId}::uuid, ${businessDate}::date, sold."itemId", sold.name,
          ${at}::timestamptz, sold.quantity, sold.revenue
        from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
          as sold ("itemId" uuid, name text, quantity bigint, revenue bigint)
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
    { captured, amount, refunded }: TenderCounts,
  ): Promise<void> {
    await this.database.execute(
      prepared(sql`
        insert into tender_metric as known (tenant_id, outlet_id, business_date, tender, captured, amount, refunded)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, ${tender}, ${captured}, ${amount}, ${refunded})
        on conflict (tenant_id, business_date, outlet_id, tender) do update set
          captured = known.captured + excluded.captured,
          amount = known.amount + excluded.amount,
          refunded = known.refunded + excluded.refunded`),
    );
  }

  /** `time` is when the counted event happened. */
  async moveDay({ outletId, businessDate }: DayAtOutlet, by: DayCounts, time: Date): Promise<void> {
    await this.database.execute(
      prepared(sql`
        insert into daily_metric as day (tenant_id, outlet_id, business_date, counted_until,
          table_sessions_opened, orders_placed, orders_confirmed, orders_rejected,
          orders_cancelled, orders_expired, orders_completed,
          revenue, discount, tax, payments_captured, captured, refunded)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, ${time},
          ${by.tableSessionsOpened}, ${by.ordersPlaced}, ${by.ordersConfirmed}, ${by.ordersRejected},
          ${by.ordersCancelled}, ${by.ordersExpired}, ${by.ordersCompleted},
          ${by.revenue}, ${by.discount}, ${by.tax}, ${by.paymentsCaptured}, ${by.captured}, ${by.refunded})
        on conflict (tenant_id, business_date, outlet_id) do update set
          counted_until = greatest(day.counted_until, excluded.counted_until),
          table_sessions_opened = day.table_sessions_opened + excluded.table_sessions_opened,
          orders_placed = day.orders_placed + excluded.orders_placed,
          orders_confirmed = day.orders_confirmed + excluded.orders_confirmed,
          orders_rejected = day.orders_rejected + excluded.orders_rejected,
          orders_cancelled = day.orders_cancelled + excluded.orders_cancelled,
          orders_expired = day.orders_expired + excluded.orders_expired,
          orders_completed = day.orders_completed + excluded.orders_completed,
          revenue = day.revenue + excluded.revenue,
          discount = day.discount + excluded.discount,
          tax = day.tax + excluded.tax,
          payments_captured = day.payments_captured + excluded.payments_captured,
          captured = day.captured + excluded.captured,
          refunded = day.refunded + excluded.refunded`),
    );
  }
}
