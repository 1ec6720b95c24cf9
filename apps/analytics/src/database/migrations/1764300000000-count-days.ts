import { stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const day = `
  tenant_id uuid not null,
  outlet_id uuid not null,
  business_date date not null`;

const counter = (name: string): string => `${name} bigint not null default 0`;

/** The journal of what was counted, the numbers per day, tender and item, and what each order sold. */
export class CountDays1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Append only: what was counted can be counted again. One fact of a type per subject, under whatever event id.
    await runner.query(`
      create table counted_event (${day},
        event_id uuid not null,
        type text not null,
        subject_id uuid not null,
        occurred_at timestamptz not null,
        data jsonb not null,
        primary key (tenant_id, event_id),
        constraint counted_once unique (tenant_id, type, subject_id))`);
    await runner.query('create index counted_event_of_day on counted_event (tenant_id, outlet_id, business_date)');
    await runner.query(`select chowk_protect('counted_event', app => 'append')`);

    await runner.query(`
      create table daily_metric (${day},
        ${[
          'table_sessions_opened',
          'orders_placed',
          'orders_confirmed',
          'orders_rejected',
          'orders_cancelled',
          'orders_expired',
          'orders_completed',
          'revenue',
          'discount',
          'tax',
          'payments_captured',
          'captured',
          'refunded',
        ]
          .map(counter)
          .join(',\n')},
        counted_until timestamptz not null,
        primary key (tenant_id, business_date, outlet_id))`);
    await runner.query(`select chowk_protect('daily_metric')`);

    await runner.query(`
      create table tender_metric (${day},
        tender text not null,
        ${['captured', 'amount', 'refunded'].map(counter).join(',\n')},
        primary key (tenant_id, business_date, outlet_id, tender))`);
    await runner.query(`select chowk_protect('tender_metric')`);

    // The newest name wins; among names of one instant the last by its bytes, so that no order of arrival matters.
    await runner.query(`
      create table item_metric (${day},
        item_id uuid not null,
        name text collate "C" not null,
        named_at timestamptz not null,
        ${['quantity', 'revenue'].map(counter).join(',\n')},
        primary key (tenant_id, business_date, outlet_id, item_id))`);
    await runner.query(`select chowk_protect('item_metric')`);

    await runner.query(`
      create table counted_order (
        tenant_id uuid not null,
        order_id uuid not null,
        sale jsonb,
        is_undone boolean not null,
        primary key (tenant_id, order_id))`);
    await runner.query(`select chowk_protect('counted_order')`);

    for (const statement of stateCopyTable('known_outlet')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
