import { stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that change: guests' lines, coupons, revisions, voided and free lines with their slips, and who made them. */
export class ChangeOrders1795200002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        add column guest_id uuid,
        add column coupon jsonb,
        add column revision integer not null default 0,
        add column pending_revision jsonb,
        add column revision_ends_at timestamptz,
        add column revision_outcome jsonb`);
    await runner.query(
      'create index orders_of_guest on orders (tenant_id, table_session_id, guest_id) where guest_id is not null',
    );
    // The sweep asks over all tenants for changes nobody answered; few wait at a time.
    await runner.query(
      'create index revisions_that_end on orders (revision_ends_at) where revision_ends_at is not null',
    );
    await runner.query('alter table ticket add column void_of uuid');

    await runner.query(`
      create table line_change (
        tenant_id uuid not null,
        id uuid not null,
        order_id uuid not null,
        order_number text not null,
        outlet_id uuid not null,
        business_date date not null,
        line_id uuid not null,
        kind text not null check (kind in ('VOIDED', 'COMPED')),
        name text not null,
        quantity integer not null,
        amount bigint not null check (amount >= 0),
        is_prepared boolean not null,
        reason text not null,
        changed_by text not null,
        changed_at timestamptz not null,
        primary key (tenant_id, id),
        constraint line_changed_once unique (tenant_id, order_id, line_id, kind))`);
    await runner.query('create index line_changes_of_day on line_change (tenant_id, business_date, outlet_id, id)');
    await runner.query(`select chowk_protect('line_change')`);

    for (const statement of stateCopyTable('known_coupon')) await runner.query(statement);
    await runner.query(`create index coupons_by_code on known_coupon (tenant_id, (state -> 'coupon' ->> 'code'))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
