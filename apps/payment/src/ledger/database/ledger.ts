import { Injectable } from '@nestjs/common';
import type { LedgerAccount, LedgerEntryKind } from '@chowk/contracts';
import { Clock, Database, joinSql, newId, prepared, sql, type Sql } from '@chowk/kit';
import type { Journal, Posting } from '../domain/journal.js';
import { Outlets } from '../../database/outlets.js';

export interface LedgerEntry {
  readonly id: string;
  readonly kind: LedgerEntryKind;
  readonly paymentId: string | null;
  readonly sourceId: string;
  readonly outletId: string;
  readonly businessDate: string;
  readonly at: Date;
  readonly postings: readonly Posting[];
}

export interface LedgerSearch {
  readonly kind?: LedgerEntryKind | undefined;
  readonly account?: LedgerAccount | undefined;
  readonly payment?: string | undefined;
  readonly outlet?: string | undefined;
  readonly date?: string | undefined;
  readonly outlets: 'all' | readonly string[];
}

export interface AccountTotals {
  readonly account: LedgerAccount;
  /** Sums in paise. */
  readonly debit: number;
  readonly credit: number;
}

/** Where every paisa is written down once more, in journals that sum to zero. Only ever appended to. */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly outlets: Outlets,
    private readonly clock: Clock,
  ) {}

  /** Books a journal in the open transaction. Throws DatabaseError 23505 `ledger_entry_once` when it was booked before. */
  async post(journal: Journal): Promise<void> {
    const { kind, paymentId, sourceId, outletId, postings } = journal;
    const now = this.clock.now();
    const id = newId();
    const accounts = postings.map(({ account }) => account);
    const amounts = postings.map(({ amount }) => amount);
    const date = await this.outlets.businessDate(outletId, now);
    await this.database.write(
      prepared(sql`
        with entry as (
          insert into ledger_entry (tenant_id, id, kind, payment_id, source_id, outlet_id, business_date, at, lines)
          values (current_setting('app.tenant_id')::uuid, ${id}, ${kind}, ${paymentId}, ${sourceId}, ${outletId}, ${date},
                  ${now}, ${postings.length})
          returning tenant_id, id)
        insert into ledger_posting (tenant_id, entry_id, line, account, amount)
        select entry.tenant_id, entry.id, line, account, amount
        from entry, unnest(${accounts}::text[], ${amounts}::bigint[]) with ordinality as posting (account, amount, line)`),
    );
  }

  /** Newest entries first, with all their postings. */
  async entries(search: LedgerSearch, limit: number, before: string | undefined): Promise<LedgerEntry[]> {
    const conditions = [...conditionsOf(search), ...(before === undefined ? [] : [sql`e.id < ${before}`])];
    return this.database.query<LedgerEntry>(sql`
      select e.id, e.kind, e.payment_id as "paymentId", e.source_id as "sourceId", e.outlet_id as "outletId",
             e.business_date as "businessDate", e.at,
             (select jsonb_agg(jsonb_build_object('account', p.account, 'amount', p.amount) order by p.line)
              from ledger_posting p where p.tenant_id = e.tenant_id and p.entry_id = e.id) as postings
      from ledger_entry e where ${joinSql(conditions, ' and ')}
      order by e.tenant_id, e.id desc limit ${limit}`);
  }

  async count(search: LedgerSearch): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      sql`select count(*)::int as total from ledger_entry e where ${joinSql(conditionsOf(search), ' and ')}`,
    );
    return row?.total ?? 0;
  }

  /** Sums per account over all that was ever booked, in one snapshot. */
  async totals(outlets: 'all' | readonly string[]): Promise<AccountTotals[]> {
    const condition = outlets === 'all' ? sql`true` : sql`e.outlet_id = any(${outlets}::uuid[])`;
    return this.database.query<AccountTotals>(sql`
      select p.account,
             coalesce(sum(p.amount) filter (where p.amount > 0), 0)::bigint as debit,
             coalesce(-sum(p.amount) filter (where p.amount < 0), 0)::bigint as credit
      from ledger_posting p join ledger_entry e on e.tenant_id = p.tenant_id and e.id = p.entry_id
      where ${condition} group by p.account order by p.account`);
  }
}

function conditionsOf({ kind, account, payment, outlet, date, outlets }: LedgerSearch): Sql[] {
  return [
    sql`true`,
    ...(kind === undefined ? [] : [sql`e.kind = ${kind}`]),
    ...(payment === undefined ? [] : [sql`e.payment_id = ${payment}`]),
    ...(outlet === undefined ? [] : [sql`e.outlet_id = ${outlet}`]),
    ...(date === undefined ? [] : [sql`e.business_date = ${date}`]),
    ...(outlets === 'all' ? [] : [sql`e.outlet_id = any(${outlets}::uuid[])`]),
    ...(account === undefined
      ? []
      : [
          sql`exists (select 1 from ledger_posting p
                      where p.tenant_id = e.tenant_id and p.entry_id = e.id and p.account = ${account})`,
        ]),
  ];
}
