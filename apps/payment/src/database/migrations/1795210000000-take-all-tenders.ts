import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every tender beside the provider's, shares and tips, drawers, and the ledger's accounts for all of it. */
export class TakeAllTenders1795210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table bill add column shares jsonb not null default '[]'`);
    await runner.query(`
      create table diner (
        tenant_id uuid not null, table_session_id uuid not null, customer_id uuid not null,
        primary key (tenant_id, table_session_id, customer_id))`);
    await runner.query(`select chowk_protect('diner')`);

    await runner.query(`
      alter table payment
        alter column key_id drop not null,
        add column share_id uuid, add column asker_id uuid,
        add column tip bigint not null default 0 check (tip >= 0 and tip < amount),
        add column reference text, add column recorded_by uuid,
        add column drawer_id uuid, add column tendered bigint check (tendered >= amount),
        add constraint payment_tender check (tender in
          ('RAZORPAY', 'CASH', 'CARD_TERMINAL', 'UPI_STATIC', 'WALLET', 'COD', 'DUE', 'COMPLIMENTARY')),
        add constraint payment_at_provider check ((tender = 'RAZORPAY') = (key_id is not null)),
        add constraint payment_in_drawer check
          ((tender = 'CASH') = (drawer_id is not null) and (tender = 'CASH') = (tendered is not null))`);
    // The same share, amount and tip is asked for once; a part of a bill once by each person, since two may pay equal parts.
    await runner.query('drop index payment_payable_once');
    await runner.query(`
      create unique index payment_payable_once on payment (tenant_id, bill_id, amount, key_id, tip, share_id, asker_id)
      nulls not distinct where status in ('CREATED', 'FAILED') and tender = 'RAZORPAY'`);
    await runner.query(`
      create index payment_cash_to_give_back on payment (tenant_id, outlet_id, check_at)
      where tender = 'CASH' and check_at is not null`);
    await runner.query(`create index payment_in_quarantine on payment (tenant_id) where status = 'QUARANTINED'`);

    await runner.query(`
      create table drawer (
        tenant_id uuid not null, id uuid not null, version integer not null,
        created_at timestamptz not null, updated_at timestamptz not null,
        outlet_id uuid not null, business_date date not null, label text not null,
        status text not null check (status in ('OPEN', 'CLOSED')), cashier_id uuid not null,
        opening_float bigint not null check (opening_float >= 0),
        cash_in bigint not null check (cash_in >= 0), cash_out bigint not null check (cash_out >= 0),
        counted bigint check (counted >= 0), closed_by uuid, closed_at timestamptz,
        primary key (tenant_id, id),
        constraint drawer_never_below_zero check (opening_float + cash_in - cash_out >= 0),
        constraint drawer_counted_once check
          ((status = 'CLOSED') = (counted is not null) and (status = 'CLOSED') = (closed_at is not null)))`);
    await runner.query(`
      create unique index drawer_open_once on drawer (tenant_id, outlet_id, cashier_id) where status = 'OPEN'`);
    await runner.query('create index drawer_of_day on drawer (tenant_id, business_date, outlet_id)');
    await runner.query(`select chowk_protect('drawer')`);
    await runner.query(`
      create table drawer_movement (
        tenant_id uuid not null, id uuid not null, drawer_id uuid not null, outlet_id uuid not null,
        kind text not null check (kind in ('FLOAT', 'SALE', 'REFUND', 'PAY_IN', 'PAY_OUT', 'DROP')),
        amount bigint not null check (amount > 0), reason text, payment_id uuid, by text not null,
        business_date date not null, at timestamptz not null,
        primary key (tenant_id, id),
        foreign key (tenant_id, drawer_id) references drawer (tenant_id, id))`);
    await runner.query('create index drawer_movement_of_drawer on drawer_movement (tenant_id, drawer_id, id)');
    await runner.query(`select chowk_protect('drawer_movement', app => 'append')`);

    await runner.query(`
      alter table ledger_entry alter column payment_id drop not null,
        drop constraint ledger_entry_kind_check,
        add constraint ledger_entry_kind_check check (kind in
          ('CAPTURE', 'REFUND', 'REFUND_RETURNED',
           'DRAWER_FLOAT', 'DRAWER_PAY_IN', 'DRAWER_PAY_OUT', 'DRAWER_DROP', 'DRAWER_CLOSE')),
        add constraint ledger_entry_of_payment_or_drawer check ((kind like 'DRAWER%') = (payment_id is null))`);
    await runner.query('create index ledger_entry_of_day on ledger_entry (tenant_id, business_date, outlet_id)');
    await runner.query(`
      alter table ledger_posting drop constraint ledger_posting_account_check,
        add constraint ledger_posting_account_check check (account in
          ('gateway-receivable', 'card-terminal-receivable', 'upi-receivable', 'cod-receivable', 'house-accounts',
           'cash-drawer', 'cash-safe', 'petty-cash', 'complimentary',
           'customer-receipts', 'refunds', 'tips-payable', 'unapplied-receipts', 'cash-over-short'))`);
    // The gauge that must always show zero adds up the postings of all tenants.
    await runner.query(letWorkersAddUp);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const letWorkersAddUp = `
  do $block$
  declare
    worker text := (select name from chowk_role where kind = 'worker');
  begin
    execute format('create policy work_of_all_tenants on ledger_posting for select to %I using (true)', worker);
    execute format('grant select on ledger_posting to %I', worker);
  end $block$`;
