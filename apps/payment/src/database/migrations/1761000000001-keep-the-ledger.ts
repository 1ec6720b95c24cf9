import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The double-entry ledger. What it promises is promised by the database, to every role: append-only, balanced, once. */
export class KeepTheLedger1761000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger_entry (
        tenant_id uuid not null, id uuid not null,
        kind text not null check (kind in ('CAPTURE', 'REFUND', 'REFUND_RETURNED')),
        payment_id uuid not null, source_id uuid not null, outlet_id uuid not null, business_date date not null,
        at timestamptz not null, lines smallint not null check (lines >= 2),
        primary key (tenant_id, id),
        constraint ledger_entry_once unique (tenant_id, kind, source_id))`);
    await runner.query('create index ledger_entry_of_payment on ledger_entry (tenant_id, payment_id)');
    await runner.query(`select chowk_protect('ledger_entry', app => 'append')`);
    await runner.query(`
      create table ledger_posting (
        tenant_id uuid not null, entry_id uuid not null, line smallint not null,
        account text not null check (account in
          ('gateway-receivable', 'customer-receipts', 'refunds', 'unapplied-receipts')),
        amount bigint not null check (amount <> 0),
        primary key (tenant_id, entry_id, line),
        foreign key (tenant_id, entry_id) references ledger_entry (tenant_id, id))`);
    await runner.query('create index ledger_posting_of_account on ledger_posting (tenant_id, account)');
    await runner.query(`select chowk_protect('ledger_posting', app => 'append')`);

    await runner.query(refuseChange);
    await runner.query(assertBalanced);
    for (const table of ['ledger_entry', 'ledger_posting']) {
      await runner.query(`
        create trigger ${table}_stays before update or delete on ${table}
        for each row execute function ledger_refuse_change()`);
      await runner.query(`
        create trigger ${table}_stays_whole before truncate on ${table}
        for each statement execute function ledger_refuse_change()`);
      await runner.query(`
        create constraint trigger ${table}_balances after insert on ${table}
        deferrable initially deferred for each row execute function ledger_assert_balanced()`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const refuseChange = `
  create function ledger_refuse_change() returns trigger language plpgsql as $function$
  begin
    raise exception 'the ledger is append-only: % of % is refused', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $function$`;

// Counting the lines too, a balanced pair cannot be added to a journal that is complete.
const assertBalanced = `
  create function ledger_assert_balanced() returns trigger language plpgsql set search_path = public as $function$
  declare
    entry uuid := coalesce(to_jsonb(new) ->> 'entry_id', to_jsonb(new) ->> 'id')::uuid;
    wanted smallint;
    found bigint;
    total numeric;
  begin
    select lines into wanted from ledger_entry where tenant_id = new.tenant_id and id = entry;
    select count(*), coalesce(sum(amount), 0) into found, total
      from ledger_posting where tenant_id = new.tenant_id and entry_id = entry;
    if found is distinct from wanted or total <> 0 then
      raise exception 'journal % has % of % lines that sum to % paise', entry, found, wanted, total
        using errcode = 'check_violation', constraint = 'ledger_balanced';
    end if;
    return null;
  end $function$`;
