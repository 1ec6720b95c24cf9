import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bills that were settled, and what they came to with charges, discounts of the whole bill and round-off. */
export class CountBills1795260001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table daily_metric
        add column bills_settled bigint not null default 0,
        add column billed bigint not null default 0`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
