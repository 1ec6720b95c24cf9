import { aggregateColumns, stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stock items with their ledger of movements, recipes, reservations, and the outlets auth told of. */
export class CountStock1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stock_item (${aggregateColumns},
        outlet_id uuid not null,
        sku text not null,
        name text not null,
        unit text not null check (unit in ('g', 'ml', 'piece')),
        on_hand integer not null,
        held integer not null check (held >= 0),
        reorder_level integer not null,
        constraint never_below_zero check (on_hand >= held),
        constraint stock_item_once unique (tenant_id, outlet_id, sku))`);
    await runner.query(`select chowk_protect('stock_item')`);

    // Append only: the app role may insert and read; what was written wrong is corrected by another movement.
    await runner.query(`
      create table movement (
        tenant_id uuid not null,
        id uuid not null,
        stock_item_id uuid not null,
        outlet_id uuid not null,
        business_date date not null,
        kind text not null,
        quantity integer not null check (quantity <> 0),
        on_hand integer not null,
        order_id uuid,
        note text,
        moved_by uuid,
        moved_at timestamptz not null,
        primary key (tenant_id, id),
        constraint movement_once_per_order unique (tenant_id, order_id, stock_item_id, kind),
        foreign key (tenant_id, stock_item_id) references stock_item (tenant_id, id))`);
    await runner.query('create index movement_of_item on movement (tenant_id, stock_item_id, id)');
    await runner.query(`select chowk_protect('movement', app => 'append')`);

    await runner.query(`
      create table recipe (${aggregateColumns},
        target text not null check (target in ('ITEM', 'VARIANT', 'MODIFIER')),
        target_id uuid not null,
        ingredients jsonb not null,
        constraint recipe_once unique (tenant_id, target_id))`);
    await runner.query(`select chowk_protect('recipe')`);

    await runner.query(`
      create table reservation (${aggregateColumns},
        outlet_id uuid not null,
        status text not null check (status in ('HELD', 'COMMITTED', 'RELEASED', 'REJECTED')),
        holds jsonb not null,
        hold_until timestamptz)`);
    // The sweep asks over all tenants for holds that ended; few are held at a time.
    await runner.query('create index reservations_that_end on reservation (hold_until) where hold_until is not null');
    await runner.query(`select chowk_protect('reservation', worker => 'select')`);

    for (const statement of stateCopyTable('known_outlet')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
