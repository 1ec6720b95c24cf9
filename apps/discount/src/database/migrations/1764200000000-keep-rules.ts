import { aggregateColumns, stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules and what orders redeemed of them, and what catalog and auth told. */
export class KeepRules1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table rule (${aggregateColumns}, rule jsonb not null, is_removed boolean not null)`);
    await runner.query(`select chowk_protect('rule')`);
    await runner.query(`
      create table redemption (${aggregateColumns},
        outlet_id uuid not null,
        status text not null check (status in ('REDEEMED', 'RELEASED')),
        rules jsonb not null,
        amount bigint not null check (amount >= 0))`);
    await runner.query(`select chowk_protect('redemption')`);
    for (const table of ['known_item', 'known_outlet'])
      for (const statement of stateCopyTable(table)) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
