import { ItemState } from '@chowk/contracts';
import { runCommand, seedId } from '@chowk/kit';
import { assertTenantIsolation, testDatabase, testStack } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order } from '../src/order.module.js';
import { dosa, dosaId, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());

describe('tenants', () => {
  it('are isolated by the database itself', async () => {
    await assertTenantIsolation(running.service.database);
  });

  it('keep their own copies: one tenant’s price never reaches the other', async () => {
    expect(await running.tell(ItemState, dosaId, dosa({ price: 1 }), { tenant: otherTenantId, version: 9 })).toBe(
      'done',
    );
    const view = await running.placed(await running.customer());
    expect(view.lines[0]?.unitPrice).toBe(12_000);
  });

  it('are served with the newest version of a copy, in whatever order it is told', async () => {
    const id = seedId('item/order-tests/newest');
    await running.tell(ItemState, id, dosa({ id, price: 200 }), { version: 3 });
    await running.tell(ItemState, id, dosa({ id, price: 100 }), { version: 2 });
    const view = await running.placed(await running.customer(), { lines: [{ itemId: id, quantity: 1 }] });
    expect(view.lines[0]?.unitPrice).toBe(200);
  });
});

describe('seeding', () => {
  it('puts up the demo tables, and changes nothing when it is repeated', async () => {
    const database = await testDatabase(order);
    const { redisUrl, kafkaBrokers } = testStack();
    const env = {
      ...database.env,
      ...{ CHOWK_PROFILE: 'test', PORT: '0', REDIS_URL: redisUrl, KAFKA_BROKERS: kafkaBrokers, LOG_LEVEL: 'silent' },
      ...{ AUTH_JWKS_URL: 'http://127.0.0.1:1/', GATEWAY_SECRET: 'a-gateway-key-that-only-the-tests-know' },
      ...{ TABLE_CODE_SECRET: 'a secret for the codes on the tables', TABLE_URL: 'https://eat.example/t' },
      GUEST_TOKEN_KEY: running.service.auth.guestKeyEnv.GUEST_TOKEN_KEY,
    };
    for (let time = 0; time < 2; time++) expect((await runCommand(order, env, ['seed'])).exitCode).toBe(0);
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    const { rows } = await client.query(
      'select outlet_id, count(*)::int as tables from dining_table group by 1 order by 2',
    );
    await client.end();
    await database.drop();
    expect(rows).toEqual([
      { outlet_id: seedId('outlet/intellidine/koramangala'), tables: 6 },
      { outlet_id: seedId('outlet/intellidine/indiranagar'), tables: 12 },
    ]);
  });
});
