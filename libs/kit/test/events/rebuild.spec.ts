import {
  eventually,
  messageOf,
  TestKafka,
  testDatabase,
  testStack,
  topicsFor,
  type TestDatabase,
} from '@chowk/testing';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFromBeginning } from '../../src/events/kafka.transport.js';
import { FactsGone, Rebuild, UnknownCopy } from '../../src/events/rebuild.js';
import { newId } from '../../src/ids/new-id.js';
import { listeningService, type ListeningService } from './listening-service.js';
import { OutageOf } from './outage-of.js';
import { ItemListener, ItemState, shopDatabase, ShopListener, ShopTables1800000000000, Sold } from './shop.js';
import { Counted, tallyCommits, TallyListener, TallyTable1800000000001 } from './tally.js';

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
  const migrations = [ShopTables1800000000000, TallyTable1800000000001];
  database = await testDatabase({ ...shopDatabase, name: 'tally-shop', database: { migrations } });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await kafka.create(...topicsFor([Sold, ItemState, Counted], ['till']));
  service = await listeningService({
    name: 'till',
    kafka,
    database,
    controllers: [ShopListener, ItemListener, TallyListener],
  });
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
    expect(rebuild.names()).toEqual(['items', 'tallies']);
    const report = await rebuild.run('items');
    expect(report).toEqual({ tenants: 2, events: 40, faulty: 0 });
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

describe('a read model of facts', () => {
  const sale = (tenantId: string, aggregateId: string, version: number, wish?: string) =>
    messageOf(Sold, {
      tenantId,
      aggregateId,
      version,
      data: wish === undefined ? { amount: version } : { amount: 1, wish },
    });
  const tallies = async () => (await admin.query('select * from tally order by tenant_id, aggregate_id')).rows;
  const counted = async (): Promise<number> =>
    Number((await admin.query<{ sales: string }>('select coalesce(sum(sales), 0) as sales from tally')).rows[0]?.sales);
  const said = async () =>
    Number(
      (
        await admin.query<{ n: string }>(`select count(*) as n from (select event_id from outbox where topic = 'till'
      union all select event_id from fact where topic = 'till') as told`)
      ).rows[0]?.n,
    );

  it('counts every fact once, also when it is rebuilt while facts come in, and tells nothing again', async () => {
    const [tenantId = '', other = ''] = tenants;
    const twice = sale(tenantId, ids[0] ?? '', 1);
    await kafka.send(twice, twice, sale(tenantId, newId(), 1, 'uncountable'));
    for (const of of tenants) await kafka.send(...ids.slice(1).flatMap((id) => [sale(of, id, 1), sale(of, id, 2)]));
    await eventually('all is counted', async () => (await counted()) === 77);
    const [before, told, committed] = [await tallies(), await said(), tallyCommits.count];
    await admin.query('update tally set sales = 99 where tenant_id = $1', [tenantId]);
    await admin.query('delete from tally where tenant_id = $1', [other]);
    const rebuild = service.app.get(Rebuild);
    expect(await rebuild.run('tallies')).toEqual({ tenants: 2, events: 77, faulty: 0 });
    expect(await tallies()).toEqual(before);
    expect(await said()).toBe(told);
    expect(tallyCommits.count).toBe(committed);

    let version = 3;
    const selling = (async () => {
      for (; version < 43; version++) await kafka.send(...tenants.map((of) => sale(of, ids[1] ?? '', version)));
    })();
    for (let round = 0; round < 3; round++) await rebuild.run('tallies');
    await selling;
    await eventually('the rest is counted', async () => (await counted()) === 77 + 80);
    const after = await tallies();
    await rebuild.run('tallies');
    expect(await tallies()).toEqual(after);
    expect(await said()).toBe(told + 80);
    expect(after.filter(({ aggregate_id: id }) => id === ids[1])).toEqual(
      [...tenants].sort().map((of) => ({
        ...{ tenant_id: of, aggregate_id: ids[1], sales: 42, amount: (42 * 43) / 2, last_version: 42 },
      })),
    );
  }, 60_000);

  it('is left alone when the broker no longer has the first facts', async () => {
    const before = await tallies();
    const client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    const topic = `${kafka.prefix}shop`;
    const [full] = (await client.fetchTopicOffsets(topic)).filter(({ high }) => high !== '0');
    await client.deleteTopicRecords({ topic, partitions: [{ partition: full?.partition ?? 0, offset: '1' }] });
    await client.disconnect();
    await expect(service.app.get(Rebuild).run('tallies')).rejects.toBeInstanceOf(FactsGone);
    expect(await tallies()).toEqual(before);
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
