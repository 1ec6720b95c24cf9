import { stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const aggregate = `
  tenant_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)`;

/** Categories, items, groups of choices, the prices' history, and each tenant's version of its menu. */
export class KeepMenus1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table category (${aggregate},
        name jsonb not null,
        description jsonb,
        position integer not null,
        is_removed boolean not null)`);
    await runner.query(`select chowk_protect('category')`);

    await runner.query(`
      create table modifier_group (${aggregate},
        name jsonb not null,
        min_choices integer not null,
        max_choices integer not null,
        modifiers jsonb not null,
        is_removed boolean not null,
        check (min_choices between 0 and max_choices))`);
    await runner.query(`select chowk_protect('modifier_group')`);

    await runner.query(`
      create table item (${aggregate},
        name jsonb not null,
        description jsonb,
        category_ids jsonb not null,
        kind text not null,
        diet text not null,
        price bigint not null check (price >= 0),
        unit text not null,
        variants jsonb not null,
        modifier_groups jsonb not null,
        tax jsonb not null,
        station text not null,
        preparation_minutes integer not null,
        serving_windows jsonb not null,
        overrides jsonb not null,
        tags jsonb not null,
        allergens jsonb not null,
        spice integer not null,
        position integer not null,
        available boolean not null,
        unavailable_until timestamptz,
        pauses jsonb not null,
        returns_at timestamptz,
        is_archived boolean not null)`);
    // The sweep asks over all tenants for what returns; few things are sold out at a time.
    await runner.query('create index items_that_return on item (returns_at) where returns_at is not null');
    await runner.query(`select chowk_protect('item', worker => 'select')`);

    await runner.query(`
      create table price_change (
        tenant_id uuid not null,
        id uuid not null,
        item_id uuid not null,
        variant_id uuid,
        before bigint not null,
        after bigint not null,
        changed_by uuid,
        changed_at timestamptz not null,
        primary key (tenant_id, id),
        foreign key (tenant_id, item_id) references item (tenant_id, id))`);
    await runner.query('create index price_changes_of_item on price_change (tenant_id, item_id, id)');
    await runner.query(`select chowk_protect('price_change', app => 'append')`);

    // One row per tenant: every writer of its menu passes here, one after the other. What readers keep elsewhere is named by
    // the version; \`told\` is the version that the keepers were surely told of.
    await runner.query(`
      create table menu (
        tenant_id uuid primary key,
        version integer not null,
        told integer not null)`);
    await runner.query('create index menus_to_tell on menu (tenant_id) where told < version');
    await runner.query(`select chowk_protect('menu', worker => 'all')`);

    for (const statement of stateCopyTable('known_outlet')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
