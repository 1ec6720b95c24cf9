import { stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies and cost of stock items, what each line of an order took, and what one serving of catalog's items needs. */
export class BlockOrWarn1795220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table stock_item
        add column policy text not null default 'BLOCK' check (policy in ('BLOCK', 'WARN')),
        add column unit_cost numeric not null default 0 check (unit_cost >= 0),
        drop constraint never_below_zero,
        add constraint never_below_zero check (policy = 'WARN' or on_hand >= held)`);
    // What an order moves is written once for each cause: the order itself, a voided line, a revision of it
    await runner.query(`
      alter table movement
        add column cost bigint not null default 0,
        add column source text not null default 'ORDER',
        drop constraint movement_once_per_order,
        add constraint movement_once_per_source unique (tenant_id, order_id, stock_item_id, kind, source)`);
    await runner.query(`
      alter table reservation
        add column lines jsonb not null default '[]',
        add column revision integer not null default 0,
        add column release_reason text`);

    for (const statement of stateCopyTable('known_item')) await runner.query(statement);
    // So much of a sku goes into the smallest serving of an item: below that the item cannot be made.
    await runner.query(`
      create table serving (
        tenant_id uuid not null,
        sku text not null,
        item_id uuid not null,
        quantity integer not null check (quantity > 0),
        primary key (tenant_id, sku, item_id))`);
    await runner.query('create index servings_of_item on serving (tenant_id, item_id)');
    await runner.query(`select chowk_protect('serving')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
