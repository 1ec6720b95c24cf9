import type { MigrationInterface, QueryRunner } from 'typeorm';

const fact = `
  tenant_id uuid not null,
  event_id uuid not null,
  topic text not null,
  key text not null,
  type text not null,
  aggregate_id text not null,
  aggregate_version integer not null,
  outlet_id uuid,
  occurred_at timestamptz not null,
  correlation text not null,
  causation text,
  traceparent text,
  data text not null,
  created_at timestamptz not null default now()`;

/** Outbox (what is still to be sent), journal of what was sent, inbox, dead letters. */
export class KeepFacts1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(savedFunction);
    await runner.query(`
      create table outbox (id bigint generated always as identity, ${fact}, primary key (tenant_id, event_id))`);
    // The relay reads in the order of writing, over all tenants.
    await runner.query('create index outbox_in_order on outbox (id)');
    // Rows come and go: without frequent vacuum the relay wades through dead ones.
    await runner.query(
      'alter table outbox set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)',
    );
    await runner.query(`select chowk_protect('outbox', app => 'append', worker => 'all')`);

    await runner.query(`
      create table fact (id bigint not null, ${fact}, primary key (tenant_id, event_id, created_at))
      partition by range (created_at)`);
    await runner.query('create index fact_of_aggregate on fact (tenant_id, aggregate_id, id)');
    await runner.query('create index fact_of_correlation on fact (tenant_id, correlation, id)');
    await runner.query('create index fact_in_order on fact (id)');
    await runner.query(`select chowk_protect('fact', app => 'read', worker => 'all')`);
    await runner.query('create table fact_default partition of fact default');
    await runner.query(`select chowk_protect('fact_default', app => 'none')`);
    await runner.query(partitionFunction);
    await runner.query('revoke all on function chowk_keep_fact_partitions(integer) from public');
    await runner.query(`
      do $$ begin
        execute format('grant execute on function chowk_keep_fact_partitions(integer) to %I',
          (select name from chowk_role where kind = 'worker'));
      end $$`);
    await runner.query('select chowk_keep_fact_partitions(2)');

    await runner.query(`
      create table inbox (
        tenant_id uuid not null,
        consumer text not null,
        event_id uuid not null,
        body_hash bytea not null,
        handled_at timestamptz not null default now(),
        primary key (tenant_id, consumer, event_id))`);
    await runner.query('create index inbox_by_age on inbox (handled_at)');
    await runner.query(`select chowk_protect('inbox', app => 'append', worker => 'all')`);

    // A broken message may not tell its tenant: then no tenant sees its dead letter, only the worker role does.
    await runner.query(`
      create table dead_letter (
        id uuid primary key,
        tenant_id uuid,
        consumer text not null,
        topic text not null,
        partition integer not null,
        "offset" bigint not null,
        key text,
        event_id uuid,
        type text,
        headers jsonb not null,
        body bytea,
        reason text not null,
        error text not null,
        attempts integer not null,
        first_failed_at timestamptz not null,
        last_failed_at timestamptz not null,
        state text not null check (state in ('OPEN', 'REPLAYED', 'DISCARDED')))`);
    await runner.query(
      `create index dead_letter_open_of_tenant on dead_letter (tenant_id, consumer, key) where state = 'OPEN'`,
    );
    await runner.query(`create index dead_letter_open_of_key on dead_letter (consumer, key, id) where state = 'OPEN'`);
    await runner.query('create index dead_letter_place on dead_letter (consumer, topic, partition, "offset")');
    await runner.query(`select chowk_protect('dead_letter', app => 'read', worker => 'all')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

// Saving raises instead of answering 0, because the commit may already be on its way behind the statement.
const savedFunction = `
  create function chowk_saved(count bigint) returns void language plpgsql as $function$
  begin
    if count <> 1 then raise exception 'the row is not there in this version' using errcode = 'CH412'; end if;
  end $function$`;

// Partitions are reached through their parent; the app role has no right on them, and a policy should it ever get one.
// A month that already has rows in the default partition stays there: moving them would lock the journal.
const partitionFunction = `
  create function chowk_keep_fact_partitions(months_ahead integer) returns void
  language plpgsql security definer set search_path = public as $function$
  declare
    month date;
    name text;
  begin
    perform pg_advisory_xact_lock(hashtext('chowk_keep_fact_partitions'));
    for ahead in 0..months_ahead loop
      month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => ahead);
      name := 'fact_' || to_char(month, 'YYYY_MM');
      continue when to_regclass(name) is not null;
      begin
        execute format('create table %I partition of fact for values from (%L) to (%L)', name,
          month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        perform chowk_protect(name::regclass, app => 'none');
      exception when check_violation then
        raise notice 'facts of % stay in the default partition', month;
      end;
    end loop;
  end $function$`;
