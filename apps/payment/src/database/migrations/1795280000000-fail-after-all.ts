import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Money that was authorised may fail after all, while the same is being asked for anew: of payments that failed there can be several,
 * and one that waits for its first attempt. Whoever decides what to begin holds the bill, so that none is begun beside one that can be paid.
 */
export class FailAfterAll1795280000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index payment_payable_once');
    await runner.query(`
      create unique index payment_payable_once on payment (tenant_id, bill_id, amount, key_id, tip, share_id, asker_id)
      nulls not distinct where status = 'CREATED' and tender = 'RAZORPAY'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
