import { aggregateColumns } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes, tries, sign-ins, and the platform's signing keys. The worker role forgets what is too old to matter. */
export class KeepSignIns1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table otp_challenges (
        ${aggregateColumns},
        phone_hash text not null,
        code_hash text not null,
        expires_at timestamptz not null,
        wrong_tries integer not null,
        used_at timestamptz)`);
    await runner.query('create index otp_challenges_of_phone on otp_challenges (tenant_id, phone_hash, id)');
    await runner.query('create index otp_challenges_by_age on otp_challenges (created_at)');
    await runner.query(`select chowk_protect('otp_challenges', worker => 'all')`);

    await runner.query(`
      create table otp_address_counts (
        tenant_id uuid not null,
        peer_hash text not null,
        hour timestamptz not null,
        count integer not null,
        primary key (tenant_id, peer_hash, hour))`);
    await runner.query('create index otp_address_counts_by_age on otp_address_counts (hour)');
    await runner.query(`select chowk_protect('otp_address_counts', worker => 'all')`);

    await runner.query(`
      create table password_tries (
        tenant_id uuid not null,
        login_hash text not null,
        tries integer not null,
        last_at timestamptz not null,
        locked_until timestamptz,
        primary key (tenant_id, login_hash))`);
    await runner.query('create index password_tries_by_age on password_tries (last_at)');
    await runner.query(`select chowk_protect('password_tries', worker => 'all')`);

    await runner.query(`
      create table auth_sessions (
        ${aggregateColumns},
        person_id uuid not null,
        person_kind text not null check (person_kind in ('customer', 'staff', 'platform')),
        device text,
        generation integer not null,
        secret_hash text not null,
        rotations jsonb not null,
        last_used_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        end_reason text)`);
    await runner.query(
      'create index auth_sessions_live on auth_sessions (tenant_id, person_id, id) where ended_at is null',
    );
    await runner.query('create index auth_sessions_by_expiry on auth_sessions (expires_at)');
    await runner.query(`select chowk_protect('auth_sessions', worker => 'all')`);

    // No tenant's: the worker role alone may see the keys, and nobody may change one.
    await runner.query(`
      create table signing_keys (
        id uuid primary key,
        public_jwk jsonb not null,
        sealed_private bytea not null,
        published_at timestamptz not null,
        signs_from timestamptz not null unique)`);
    await runner.query('alter table signing_keys enable row level security');
    await runner.query('alter table signing_keys force row level security');
    await runner.query(`
      do $$
      declare worker_role text := (select name from chowk_role where kind = 'worker');
      begin
        execute format('create policy keys_of_the_platform on signing_keys for all to %I using (true) with check (true)', worker_role);
        execute format('grant select, insert on signing_keys to %I', worker_role);
      end $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
