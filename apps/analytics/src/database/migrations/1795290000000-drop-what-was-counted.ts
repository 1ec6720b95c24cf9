import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `rebuild` drops the journal of what was counted together with the numbers: all of it is told again by the topics. */
export class DropWhatWasCounted1795290000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $block$ begin
        execute format('grant delete on counted_event to %I', (select name from chowk_role where kind = 'app'));
      end $block$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
