import { Controller, Inject } from '@nestjs/common';
import { event, NotFound, state, type Received } from '@chowk/contracts/envelope';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { currentTenantId } from '../../src/context/call-context.js';
import { refuse } from '../../src/context/domain-error.js';
import { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { Copy } from '../../src/events/copy.js';
import { On } from '../../src/events/on.js';

/** What a shop tells in these tests. */
export const Sold = event('shop.sold.v1', {
  topic: 'shop',
  tells: 'Something was sold.',
  schema: z.object({ amount: z.number().int(), wish: z.string().optional() }),
});

export const ItemState = state('shop.item.state.v1', {
  topic: 'shop.item.state',
  tells: 'An item as it is now.',
  schema: z.object({ id: z.uuid(), name: z.string() }),
});

/** Tables of the service that listens to the shop. */
export class ShopTables1800000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table sale (tenant_id uuid not null, no bigint generated always as identity, event_id uuid not null,
      aggregate_id text not null, version integer not null, amount integer not null, primary key (tenant_id, no))`);
    await runner.query(`select chowk_protect('sale', worker => 'select')`);
    await runner.query(`create table item (tenant_id uuid not null, id uuid not null, version integer not null, name text not null,
      primary key (tenant_id, id))`);
    await runner.query(`select chowk_protect('item', worker => 'select')`);
  }

  async down(): Promise<void> {
    throw new Error('forward only');
  }
}

export const shopDatabase = { name: 'shop', database: { migrations: [ShopTables1800000000000] } };

/** What handlers are told to do wrong, and how often they were called. */
export class Mood {
  calls = 0;
  /** Called inside the handler, before it writes. */
  before: (event: Received<typeof Sold>) => void | Promise<void> = () => undefined;
}
export const mood = new Mood();

@Controller()
export class ShopListener {
  constructor(@Inject(Database) private readonly database: Database) {}

  @On(Sold)
  async book(sold: Received<typeof Sold>): Promise<void> {
    mood.calls++;
    if (sold.data.wish === 'refuse') throw refuse(NotFound);
    await mood.before(sold);
    await this.database.execute(sql`insert into sale (tenant_id, event_id, aggregate_id, version, amount)
      values (${currentTenantId()}, ${sold.id}, ${sold.aggregateId}, ${sold.version}, ${sold.data.amount})`);
    if (sold.data.wish === 'fail') throw new Error('the handler has a bug');
  }
}

@Controller()
@Copy('items', { tables: ['item'] })
export class ItemListener {
  constructor(@Inject(Database) private readonly database: Database) {}

  @On(ItemState)
  async keep({ tenantId, version, data }: Received<typeof ItemState>): Promise<void> {
    await this.database.execute(sql`insert into item (tenant_id, id, version, name)
      values (${tenantId}, ${data.id}, ${version}, ${data.name})
      on conflict (tenant_id, id) do update set version = excluded.version, name = excluded.name
      where item.version < excluded.version`);
  }
}
