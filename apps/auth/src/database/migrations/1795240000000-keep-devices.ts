import { aggregateColumns } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Shared tablets, and the PINs by which staff act on them. */
export class KeepDevices1795240000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table devices (
        ${aggregateColumns},
        outlet_id uuid not null,
        name text not null,
        stations jsonb not null,
        invited_by uuid not null,
        code_hash text,
        code_expires_at timestamptz not null,
        token_hash text,
        session_id uuid,
        paired_at timestamptz,
        last_seen_at timestamptz,
        removed_at timestamptz,
        constraint devices_code_taken unique (tenant_id, code_hash),
        check ((token_hash is null) = (paired_at is null or removed_at is not null)),
        check (code_hash is null or paired_at is null))`);
    await runner.query('create index devices_by_code_age on devices (code_expires_at) where paired_at is null');
    await runner.query(`select chowk_protect('devices', worker => 'all')`);

    await runner.query('alter table staff add column pin_hash text');

    await runner.query('alter table auth_sessions drop constraint auth_sessions_person_kind_check');
    await runner.query(`
      alter table auth_sessions add constraint auth_sessions_person_kind_check
        check (person_kind in ('customer', 'staff', 'platform', 'device'))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
