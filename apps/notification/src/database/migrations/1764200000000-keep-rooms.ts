import { stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was told in which room and in which order; who is in which room; which sign-ins have ended. */
export class KeepRooms1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The row is locked until the event's transaction ends: numbers have no gaps and are committed in their order.
    await runner.query(`
      create table room_counter (
        tenant_id uuid not null,
        room text not null,
        last_seq bigint not null,
        primary key (tenant_id, room)) with (fillfactor = 50)`);
    await runner.query(`select chowk_protect('room_counter', worker => 'select')`);
    await runner.query(`
      create table room_event (
        tenant_id uuid not null,
        room text not null,
        seq bigint not null,
        event_id uuid not null,
        type text not null,
        aggregate_id text not null,
        version integer not null,
        at timestamptz not null,
        data jsonb not null,
        told_at timestamptz not null,
        primary key (tenant_id, room, seq))`);
    await runner.query('create index room_event_by_age on room_event (told_at)');
    await runner.query(`select chowk_protect('room_event', worker => 'all')`);

    // Payments name orders, not people: whose they are was told when they were placed.
    await runner.query(`
      create table order_audience (
        tenant_id uuid not null,
        order_id uuid not null,
        outlet_id uuid not null,
        customer_id uuid,
        table_session_id uuid,
        placed_at timestamptz not null,
        primary key (tenant_id, order_id))`);
    await runner.query('create index order_audience_by_age on order_audience (placed_at)');
    await runner.query(`select chowk_protect('order_audience', worker => 'all')`);
    await runner.query(`
      create table table_guest (
        tenant_id uuid not null,
        customer_id uuid not null,
        table_session_id uuid not null,
        since timestamptz not null,
        primary key (tenant_id, customer_id, table_session_id))`);
    await runner.query('create index table_guest_of_session on table_guest (tenant_id, table_session_id)');
    await runner.query('create index table_guest_by_age on table_guest (since)');
    await runner.query(`select chowk_protect('table_guest', worker => 'all')`);

    await runner.query(`
      create table ended_session (
        tenant_id uuid not null,
        session_id uuid not null,
        until timestamptz not null,
        primary key (tenant_id, session_id))`);
    await runner.query('create index ended_session_by_age on ended_session (until)');
    await runner.query(`select chowk_protect('ended_session', worker => 'all')`);

    for (const statement of stateCopyTable('known_outlet')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
