import { Controller, Inject } from '@nestjs/common';
import { event, type Received } from '@chowk/contracts/envelope';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../../src/clock/clock.js';
import { currentTenantId } from '../../src/context/call-context.js';
import { Database } from '../../src/database/database.js';
import { Outbox } from '../../src/database/outbox.js';
import { sql } from '../../src/database/sql.js';
import { ReadModel } from '../../src/events/copy.js';
import { On } from '../../src/events/on.js';
import { Sold } from './shop.js';

/** Told for each sale that was counted. */
export const Counted = event('till.counted.v1', {
  topic: 'till',
  tells: 'A sale was counted.',
  schema: z.object({ amount: z.number().int() }),
});

export class TallyTable1800000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table tally (tenant_id uuid not null, aggregate_id text not null, sales integer not null,
      amount integer not null, last_version integer not null, primary key (tenant_id, aggregate_id))`);
    await runner.query(`select chowk_protect('tally', worker => 'select')`);
  }

  async down(): Promise<void> {
    throw new Error('forward only');
  }
}

export const tallyCommits = { count: 0 };

/** Counts in a way that is wrong as soon as one fact is counted twice, never, or out of order. */
@Controller()
@ReadModel('tallies', { tables: ['tally'] })
export class TallyListener {
  constructor(@Inject(Database) private readonly database: Database) {}

  @On(Sold)
  async count({ aggregateId, version, data: { amount, wish } }: Received<typeof Sold>): Promise<void> {
    await this.database
      .execute(sql`insert into tally values (${currentTenantId()}, ${aggregateId}, 1, ${amount}, ${version})
      on conflict (tenant_id, aggregate_id) do update set sales = tally.sales + 1, amount = tally.amount + excluded.amount,
        last_version = excluded.last_version`);
    await new Outbox(this.database, new Clock()).record(Counted, { aggregateId, version, data: { amount } });
    this.database.afterCommit(() => void tallyCommits.count++);
    if (wish === 'uncountable') throw new Error('the handler has a bug');
  }
}
