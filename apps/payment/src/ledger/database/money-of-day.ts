import { Injectable } from '@nestjs/common';
import type { Tender } from '@chowk/contracts';
import { Database, sql, type Sql } from '@chowk/kit';

/** What moved by one tender. Amounts in paise. */
export interface TenderTotals {
  readonly tender: Tender;
  readonly payments: number;
  /** With tips. */
  readonly captured: number;
  readonly tips: number;
  readonly refunds: number;
  readonly refunded: number;
}

export interface DrawerTotals {
  readonly open: number;
  readonly closed: number;
  /** Counted less expected, of those that are closed. */
  readonly overShort: number;
}

type Outlets = 'all' | readonly string[];

/** Sums of one business day, read from the ledger: what was booked on it, whatever day it was asked for. */
@Injectable()
export class MoneyOfDay {
  constructor(private readonly database: Database) {}

  /** Money that fits its payment; refunds that came back are taken off again. */
  byTender(date: string, outlets: Outlets): Promise<TenderTotals[]> {
    return this.database.query<TenderTotals>(sql`
      select payment.tender,
             count(distinct e.id) filter (where e.kind = 'CAPTURE')::int as payments,
             coalesce(-sum(p.amount) filter (where e.kind = 'CAPTURE'), 0)::bigint as captured,
             coalesce(-sum(p.amount) filter (where p.account = 'tips-payable'), 0)::bigint as tips,
             (count(distinct e.id) filter (where e.kind = 'REFUND')
              - count(distinct e.id) filter (where e.kind = 'REFUND_RETURNED'))::int as refunds,
             coalesce(sum(p.amount) filter (where e.kind <> 'CAPTURE'), 0)::bigint as refunded
      from ledger_entry e
      join ledger_posting p on p.tenant_id = e.tenant_id and p.entry_id = e.id
        and p.account in ('customer-receipts', 'refunds', 'tips-payable')
      join payment on payment.tenant_id = e.tenant_id and payment.id = e.payment_id
      where e.business_date = ${date} and ${within(outlets)}
      group by payment.tender order by payment.tender`);
  }

  /** What arrived and fits nothing, less what of it went back. */
  async quarantined(date: string, outlets: Outlets): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(sql`
      select coalesce(-sum(p.amount), 0)::bigint as total
      from ledger_entry e
      join ledger_posting p on p.tenant_id = e.tenant_id and p.entry_id = e.id and p.account = 'unapplied-receipts'
      where e.business_date = ${date} and ${within(outlets)}`);
    return row?.total ?? 0;
  }

  /** Drawers that were opened for the day. */
  async drawers(date: string, outlets: Outlets): Promise<DrawerTotals> {
    const [row] = await this.database.query<DrawerTotals>(sql`
      select count(*) filter (where e.status = 'OPEN')::int as open,
             count(*) filter (where e.status = 'CLOSED')::int as closed,
             coalesce(sum(e.counted - (e.opening_float + e.cash_in - e.cash_out)), 0)::bigint as "overShort"
      from drawer e where e.business_date = ${date} and ${within(outlets)}`);
    return row ?? { open: 0, closed: 0, overShort: 0 };
  }
}

function within(outlets: Outlets): Sql {
  return outlets === 'all' ? sql`true` : sql`e.outlet_id = any(${outlets}::uuid[])`;
}
