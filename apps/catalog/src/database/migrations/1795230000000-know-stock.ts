import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What inventory told of items that cannot be made at an outlet, and for lack of what. */
export class KnowStock1795230000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A gap that ended stays with its version: what is told late of before that must not open it again.
    await runner.query(`
      create table stock_gap (
        tenant_id uuid not null,
        item_id uuid not null,
        outlet_id uuid not null,
        stock_item_id uuid not null,
        version integer not null,
        is_open boolean not null,
        primary key (tenant_id, item_id, outlet_id, stock_item_id))`);
    await runner.query('create index open_stock_gaps on stock_gap (tenant_id, outlet_id, item_id) where is_open');
    await runner.query(`select chowk_protect('stock_gap')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
