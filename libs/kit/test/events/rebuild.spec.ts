import {
  eventually,
  messageOf,
  TestKafka,
  testDatabase,
  testStack,
  topicsFor,
  type TestDatabase,
} from '@chowk/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFromBeginning } from '../../src/events/kafka.transport.js';
import { Rebuild, UnknownCopy } from '../../src/events/rebuild.js';
import { newId } from '../../src/ids/new-id.js';
import { listeningService, type ListeningService } from './listening-service.js';
import { OutageOf } from './outage-of.js';
import { ItemListener, ItemState, shopDatabase, ShopListener, Sold } from './shop.js';

const kafka = new TestKafka();
let database: TestDatabase;
let admin: pg.Client;
let service: ListeningService;
const tenants = [newId(), newId()];
const ids = Array.from({ length: 20 }, () => newId());

const item = (tenantId: string, id: string, version: number) =>
  messageOf(ItemState, { tenantId, aggregateId: id, version, data: { id, name: `${id} v${version}` } });
const copy = async () => (await admin.query<{ version: number }>('select * from item order by tenant_id, id')).rows;

beforeAll(async () => {
  database = await testDatabase(shopDatabase);
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await kafka.create(...topicsFor([Sold, ItemState], ['till']));
  service = await listeningService({ name: 'till', kafka, database, controllers: [ShopListener, ItemListener] });
});
afterAll(async () => {
  await service?.close();
  await kafka.close();
  await admin?.end();
  await database?.drop();
});

describe('a copy of others’ state', () => {
  it('is the same after it was spoilt, dropped and rebuilt, while new states come in', async () => {
    for (const tenantId of tenants)
      await kafka.send(...ids.flatMap((id) => [item(tenantId, id, 1), item(tenantId, id, 2)]));
    await eventually(
      'the copy is filled',
      async () => (await copy()).filter(({ version }) => version === 2).length === 40,
    );
    const before = await copy();
    await admin.query(`update item set name = 'spoilt' where version = 2`);
    await admin.query('delete from item where id = any($1)', [ids.slice(0, 5)]);
    await admin.query(`insert into item values ($1, $2, 9, 'never told')`, [tenants[0], newId()]);

    const rebuild = service.app.get(Rebuild);
    expect(rebuild.names()).toEqual(['items']);
    const report = await rebuild.run('items');
    expect(report).toEqual({ tenants: 2, states: 40, faulty: 0 });
    expect(await copy()).toEqual(before);

    const [tenantId] = tenants;
    const newer = kafka.send(...ids.map((id) => item(tenantId ?? '', id, 3)));
    await Promise.all([newer, rebuild.run('items')]);
    await eventually(
      'the newest are there',
      async () => (await copy()).filter(({ version }) => version === 3).length === 20,
    );
    expect(await copy()).toHaveLength(40);
  });

  it('is left as it was when the name is unknown', async () => {
    await expect(service.app.get(Rebuild).run('prices')).rejects.toBeInstanceOf(UnknownCopy);
  });
});

describe('a reader from the beginning', () => {
  it('says when it has caught up, follows, and keeps what it has while Kafka is away', async () => {
    const outage = new OutageOf(Number(testStack().kafkaBrokers.split(':')[1]));
    const kept = new Map<string, string>();
    const reader = readFromBeginning(kafka.address('gateway'), ['shop.item.state'], ({ key, headers }) => {
      if (headers['version'] === '66') throw new Error('not understood');
      kept.set(key ?? '', headers['version'] ?? '');
    });
    expect(reader.caughtUp).toBe(false);
    await reader.whenCaughtUp;
    expect(kept.size).toBe(40);
    const [tenantId = ''] = tenants;
    const next = newId();
    await kafka.send(item(tenantId, next, 66), item(tenantId, next, 7));
    await eventually('it follows', () => kept.get(`${tenantId}:${next}`) === '7');
    await reader.catchUp();
    outage.begin();
    await eventually('it knows that Kafka is away', () => reader.state === 'away', { timeout: 20_000 });
    expect(reader.caughtUp).toBe(true);
    expect(kept.size).toBe(41);
    outage.end();
    await kafka.send(item(tenantId, next, 8));
    await eventually('it follows again', () => kept.get(`${tenantId}:${next}`) === '8', { timeout: 20_000 });
    await reader.close();
    outage.close();
  }, 60_000);

  it('has caught up at once when the topic is empty', async () => {
    const empty = new TestKafka();
    await empty.create(...topicsFor([ItemState]));
    const reader = readFromBeginning(empty.address('gateway'), ['shop.item.state'], () => undefined);
    await reader.whenCaughtUp;
    expect(reader.caughtUp).toBe(true);
    await Promise.all([reader.close(), empty.close()]);
  });
});
