import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Idempotency keys, the copy of tenants, the keys that tokens are checked with, the test clock. */
export class KnowCallers1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency (
        tenant_id uuid not null,
        caller text not null,
        route text not null,
        key text not null,
        body_hash bytea not null,
        subject_id uuid not null,
        state text not null check (state in ('PENDING', 'DONE')),
        lease_until timestamptz not null,
        status integer,
        headers jsonb,
        body bytea,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint idempotency_pkey primary key (tenant_id, caller, route, key))`);
    await runner.query('create index idempotency_by_expiry on idempotency (expires_at)');
    await runner.query(`select chowk_protect('idempotency', worker => 'all')`);

    // Not under a policy: a public call's tenant is found here by its slug before any tenant is known.
    await runner.query(`
      create table tenant (
        id uuid primary key,
        slug text not null unique,
        version integer not null,
        state jsonb not null)`);
    await runner.query(`
      create table jwks (
        url text primary key,
        keys jsonb not null,
        fetched_at timestamptz not null default now())`);
    await runner.query(`
      create table clock_offset (
        only_row boolean primary key default true check (only_row),
        offset_ms bigint not null)`);
    await runner.query('insert into clock_offset (offset_ms) values (0)');
    await runner.query(`
      do $$
      declare
        app_role text := (select name from chowk_role where kind = 'app');
        worker_role text := (select name from chowk_role where kind = 'worker');
      begin
        execute format('grant select, insert, update, delete on tenant to %I, %I', app_role, worker_role);
        execute format('grant select, insert, update, delete on jwks to %I, %I', app_role, worker_role);
        execute format('grant select, update on clock_offset to %I', worker_role);
      end $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
