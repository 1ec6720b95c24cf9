import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which guest placed an order, and tickets that open a stream once. */
export class KnowGuests1795270000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A guest who becomes known as a customer takes along what they ordered before
    await runner.query('alter table order_audience add column guest_id uuid');
    await runner.query('create index order_audience_of_session on order_audience (tenant_id, table_session_id)');

    await runner.query(`
      create table stream_ticket (
        tenant_id uuid not null,
        hash bytea not null,
        claims jsonb not null,
        expires_at timestamptz not null,
        primary key (tenant_id, hash))`);
    await runner.query('create index stream_ticket_by_age on stream_ticket (expires_at)');
    await runner.query(`select chowk_protect('stream_ticket', worker => 'all')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
