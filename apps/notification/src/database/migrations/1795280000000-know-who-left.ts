import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which customer a guest has become, and which table sessions are over: kept as told, since orders and sessions are told in any order. */
export class KnowWhoLeft1795280000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table known_guest (
        tenant_id uuid not null,
        table_session_id uuid not null,
        guest_id uuid not null,
        customer_id uuid not null,
        since timestamptz not null,
        primary key (tenant_id, table_session_id, guest_id))`);
    await runner.query('create index known_guest_by_age on known_guest (since)');
    await runner.query(`select chowk_protect('known_guest', worker => 'all')`);

    await runner.query(`
      create table left_session (
        tenant_id uuid not null,
        table_session_id uuid not null,
        left_at timestamptz not null,
        primary key (tenant_id, table_session_id))`);
    await runner.query('create index left_session_by_age on left_session (left_at)');
    await runner.query(`select chowk_protect('left_session', worker => 'all')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
