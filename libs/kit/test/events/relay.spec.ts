import { eventually, TestKafka, testDatabase, topicsFor, type TestDatabase, type TopicListener } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInCall } from '../../src/context/call-context.js';
import { sql } from '../../src/database/sql.js';
import { DeadLetters } from '../../src/events/dead-letters.js';
import { Journal } from '../../src/events/journal.js';
import { KafkaSender } from '../../src/events/kafka.transport.js';
import { Relay } from '../../src/events/relay.js';
import { newId } from '../../src/ids/new-id.js';
import { listeningService, type ListeningService } from './listening-service.js';
import { shopDatabase, Sold } from './shop.js';
import { recordSales } from './shop-owner.js';

const kafka = new TestKafka();
let database: TestDatabase;
let topic: TopicListener;
let tenantId: string;
const running = new Set<ListeningService>();

async function start(): Promise<ListeningService> {
  const service = await listeningService({ name: 'shop', kafka, database });
  running.add(service);
  return service;
}
async function stop(service: ListeningService): Promise<void> {
  running.delete(service);
  await service.close();
}

const told = (aggregateId: string): number[] =>
  topic.messages
    .filter(({ headers }) => headers['ce_subject'] === aggregateId)
    .map(({ headers }) => Number(headers['version']));
const pending = async (service: ListeningService): Promise<number> => {
  const [row] = await service.database.worker.query<{ n: number }>(sql`select count(*)::int as n from outbox`);
  return row?.n ?? -1;
};
const leads = (service: ListeningService): boolean => service.app.get(Relay).isLeading;

beforeAll(async () => {
  database = await testDatabase(shopDatabase);
  await kafka.create(...topicsFor([Sold], ['shop']));
  topic = kafka.listen('shop', 'shop.dead-letter');
});
afterAll(async () => {
  await Promise.all([topic?.close(), kafka.close()]);
  await database?.drop();
});
beforeEach(() => {
  tenantId = newId();
});
afterEach(async () => {
  await Promise.all([...running].map(stop));
});

describe('a recorded fact', () => {
  it('is told with its envelope in headers, and moves to the journal', async () => {
    const service = await start();
    const aggregateId = newId();
    await recordSales(service.database, tenantId, [{ aggregateId, version: 1, amount: 100 }]);
    const message = await topic.heard('the fact', ({ headers }) => headers['ce_subject'] === aggregateId);
    expect(message.key).toBe(`${tenantId}:${aggregateId}`);
    expect(message.value?.toString()).toBe('{"amount":100}');
    expect(message.headers).toMatchObject({
      ce_type: 'shop.sold.v1',
      ce_source: 'shop',
      ce_specversion: '1.0',
      'content-type': 'application/json',
      tenant: tenantId,
      version: '1',
    });
    await eventually('the outbox is empty', async () => (await pending(service)) === 0);
    const journal = service.app.get(Journal);
    const facts = await runInCall({ tenantId }, () => journal.ofAggregate(aggregateId));
    expect(facts.map(({ eventId }) => eventId)).toEqual([message.headers['ce_id']]);
    const [fact] = facts;
    expect(await runInCall({ tenantId }, () => journal.ofCorrelation(fact?.correlation ?? ''))).toHaveLength(1);
    expect(await runInCall({ tenantId: newId() }, () => journal.ofAggregate(aggregateId))).toEqual([]);
    expect((await service.metrics.expose()).text).toMatch(/outbox_published_total\{topic="shop",service="shop"\} 1/);
    expect((await service.metrics.expose()).text).toMatch(/outbox_pending\{service="shop"\} 0/);
  });

  it('of another instance is told by the one that leads, without waiting for its sweep', async () => {
    const [one, two] = [await start(), await start()];
    await eventually('one leads', () => leads(one) || leads(two));
    const follower = leads(one) ? two : one;
    expect(leads(one) && leads(two)).toBe(false);
    const ids = Array.from({ length: 5 }, () => newId());
    const started = performance.now();
    for (const aggregateId of ids) {
      await recordSales(follower.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
      await eventually('it is told', () => told(aggregateId).length === 1, { interval: 5 });
    }
    expect(performance.now() - started).toBeLessThan(2500);
  });

  it('that waits for a topic the broker does not have holds up no other topic', async () => {
    const service = await start();
    await runInCall({ tenantId }, () =>
      service.database
        .execute(sql`insert into outbox (tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version,
        occurred_at, correlation, data) values (${tenantId}, ${newId()}, 'nowhere', 'k', 't', 'a', 1, now(), 'c', '{}')`),
    );
    const aggregateId = newId();
    await recordSales(service.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
    await eventually('its neighbour is told', () => told(aggregateId).length === 1);
    expect(await pending(service)).toBeGreaterThanOrEqual(1);
    await kafka.create({ name: 'nowhere', partitions: 1, cleanup: 'delete' });
    await eventually('it is told when the topic is there', async () => (await pending(service)) === 0, {
      timeout: 15_000,
    });
  });

  it('too big for the broker becomes a dead letter; its key goes on, and it can be told again', async () => {
    const service = await start();
    const aggregateId = newId();
    await recordSales(service.database, tenantId, [
      { aggregateId, version: 1, amount: 1 },
      { aggregateId, version: 2, amount: 2, wish: 'x'.repeat(1_200_000) },
      { aggregateId, version: 3, amount: 3 },
    ]);
    await eventually('its neighbours are told', () => told(aggregateId).join() === '1,3', { timeout: 20_000 });
    const letters = await eventually('it is a dead letter', async () => {
      const list = await service.app.get(DeadLetters).list();
      return list.length > 0 ? list : undefined;
    });
    expect(letters[0]).toMatchObject({ reason: 'TOO_BIG', consumer: 'shop.relay', topic: 'shop', tenantId });
    const announced = await topic.heard('it is announced', ({ headers }) => headers['dl-id'] === letters[0]?.id);
    expect(announced.value).toBeNull();
    expect(announced.headers).toMatchObject({ 'dl-reason': 'TOO_BIG', 'dl-body': 'left out: too big' });
    expect(letters[0]?.body).toHaveLength(1_200_000 + '{"amount":2,"wish":""}'.length);
    await eventually('the outbox is empty', async () => (await pending(service)) === 0);
    const again = await service.app.get(DeadLetters).replay(letters[0]?.id ?? '');
    expect(again.failed?.error).toContain('too-big');
    await service.app.get(DeadLetters).discard(letters[0]?.id ?? '');
    expect(await service.app.get(DeadLetters).list()).toEqual([]);
  });
});

describe('several writers and two relays on one database', () => {
  it('lose nothing and keep the order of each aggregate, while the leader changes', async () => {
    const [one, two] = [await start(), await start()];
    await eventually('one leads', () => leads(one) || leads(two));
    const [leader, follower] = leads(one) ? [one, two] : [two, one];
    const aggregates = Array.from({ length: 8 }, () => newId());
    const versions = 50;
    const write = async (of: readonly string[]): Promise<void> => {
      for (let version = 1; version <= versions; version++)
        for (const aggregateId of of)
          await recordSales(follower.database, tenantId, [{ aggregateId, version, amount: version }]);
    };
    const writers = [0, 2, 4, 6].map((at) => write(aggregates.slice(at, at + 2)));
    await eventually(
      'it is under way',
      () => topic.messages.filter(({ headers }) => headers['tenant'] === tenantId).length > 40,
    );
    await stop(leader);
    await Promise.all(writers);
    const expected = Array.from({ length: versions }, (_, index) => index + 1);
    await eventually('all are told', () => aggregates.every((id) => new Set(told(id)).size === versions), {
      timeout: 20_000,
    });
    for (const id of aggregates) expect(firstTimes(told(id))).toEqual(expected);
    await eventually('the outbox is empty', async () => (await pending(follower)) === 0);
    const [facts] = await follower.database.worker.query<{ n: number }>(
      sql`select count(*)::int as n from fact where tenant_id = ${tenantId}`,
    );
    expect(facts?.n).toBe(aggregates.length * versions);
    expect(leads(follower)).toBe(true);
  });

  it('stop sending when the connection with the lock is cut, and the other goes on', async () => {
    const [one, two] = [await start(), await start()];
    await eventually('one leads', () => leads(one) || leads(two));
    await one.database.worker.query(sql`select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())`);
    const aggregateId = newId();
    await recordSales(one.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
    await eventually('it is told', () => told(aggregateId).length >= 1);
    expect(leads(one) && leads(two)).toBe(false);
  });
});

describe('a relay that dies between sending and moving', () => {
  it('leaves a fact that is told twice, never one that is lost', async () => {
    const service = await start();
    await eventually('it leads', () => leads(service));
    const aggregateId = newId();
    const mover = await service.database.worker.pool.connect();
    try {
      // The move waits for this lock; the connection is cut while it waits
      await mover.query('begin; lock table fact in access exclusive mode');
      await recordSales(service.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
      await eventually('it is sent', () => told(aggregateId).length === 1);
      await eventually('the relay is about to move it', async () => {
        const { rowCount } = await mover.query(`select pg_terminate_backend(pid) from pg_locks
          where not granted and relation = 'fact'::regclass
          and database = (select oid from pg_database where datname = current_database())`);
        return (rowCount ?? 0) > 0;
      });
    } finally {
      await mover.query('rollback');
      mover.release();
    }
    await eventually('it is told again', () => told(aggregateId).length === 2);
    await eventually('the outbox is empty', async () => (await pending(service)) === 0);
    const facts = await runInCall({ tenantId }, () => service.app.get(Journal).ofAggregate(aggregateId));
    expect(facts).toHaveLength(1);
    const ids = topic.messages
      .filter(({ headers }) => headers['ce_subject'] === aggregateId)
      .map(({ headers }) => headers['ce_id']);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a range of the journal', () => {
  it('is told again with the first ids', async () => {
    const service = await start();
    const aggregateId = newId();
    const from = new Date();
    await recordSales(
      service.database,
      tenantId,
      [1, 2, 3].map((version) => ({ aggregateId, version, amount: 1 })),
    );
    await eventually('they are told', () => told(aggregateId).length === 3);
    await eventually('the outbox is empty', async () => (await pending(service)) === 0);
    expect(await service.app.get(Journal).republish({ from, to: new Date(), topic: 'shop' })).toBe(3);
    await eventually('they are told again', () => told(aggregateId).join() === '1,2,3,1,2,3');
    expect(await service.app.get(Journal).republish({ from, to: new Date(), topic: 'other' })).toBe(0);
  });
});

describe('a sender without a broker', () => {
  it('says that the broker is away', async () => {
    const sender = new KafkaSender({ brokers: ['127.0.0.1:9'], prefix: '', service: 'shop' });
    await expect(sender.send([{ topic: 'shop', key: 'k', value: '{}', headers: {} }])).rejects.toMatchObject({
      reason: 'away',
    });
    await sender.close();
  });
});

/** The list without repetitions, each at its first place. */
function firstTimes(versions: readonly number[]): number[] {
  return [...new Set(versions)];
}
