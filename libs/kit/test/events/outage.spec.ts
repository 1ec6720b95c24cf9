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
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTopics } from '../../src/events/kafka.transport.js';
import { sql } from '../../src/database/sql.js';
import { newId } from '../../src/ids/new-id.js';
import { CutLine } from './cut-line.js';
import { OutageOf } from './outage-of.js';
import { listeningService, type ListeningOptions, type ListeningService } from './listening-service.js';
import { mood, shopDatabase, ShopListener, Sold } from './shop.js';
import { recordSales } from './shop-owner.js';

const kafka = new TestKafka();
let database: TestDatabase;
let admin: pg.Client;
let tenantId: string;
const running = new Set<ListeningService>();

async function start(options: Partial<ListeningOptions> = {}): Promise<ListeningService> {
  const service = await listeningService({ name: 'till', kafka, database, controllers: [ShopListener], ...options });
  running.add(service);
  return service;
}
async function stop(service: ListeningService): Promise<number> {
  running.delete(service);
  const started = performance.now();
  await service.close();
  return performance.now() - started;
}
const booked = async (aggregateId: string): Promise<number[]> =>
  (
    await admin.query<{ version: number }>('select version from sale where aggregate_id = $1 order by no', [
      aggregateId,
    ])
  ).rows.map(({ version }) => version);
const deadLetters = async (): Promise<number> => (await admin.query('select 1 from dead_letter')).rowCount ?? -1;
const sold = (aggregateId: string, version = 1) =>
  messageOf(Sold, { tenantId, aggregateId, version, data: { amount: version } });

beforeAll(async () => {
  database = await testDatabase(shopDatabase);
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await kafka.create(...topicsFor([Sold], ['till']));
});
afterAll(async () => {
  await kafka.close();
  await admin?.end();
  await database?.drop();
});
beforeEach(() => {
  tenantId = newId();
});
afterEach(async () => {
  mood.before = () => undefined;
  await Promise.all([...running].map(stop));
});

describe('while the database is away', () => {
  it('the partition waits, nothing becomes a dead letter, and all is handled in order when it is back', async () => {
    const line = await CutLine.to(database.url);
    const service = await start({
      database: { url: line.through(database.url), workerUrl: line.through(database.workerUrl) },
    });
    const aggregateId = newId();
    await kafka.send(sold(aggregateId, 1));
    await eventually('the first is booked', async () => (await booked(aggregateId)).length === 1);
    await line.cut();
    await kafka.send(...[2, 3, 4].map((version) => sold(aggregateId, version)));
    await eventually('the partition is paused', () => service.transport.pausedPartitions > 0);
    await eventually('its lag grows', () => (service.transport.lag().get('shop')?.seconds ?? 0) > 0.5);
    expect(service.transport.lag().get('shop')?.messages).toBeGreaterThan(0);
    await line.mend();
    await eventually('all are booked', async () => (await booked(aggregateId)).join() === '1,2,3,4');
    expect(await deadLetters()).toBe(0);
    expect(service.transport.state).toBe('joined');
    await stop(service);
    await line.cut();
  });

  it('a connection that the database ends in the middle of a handler is no fault of the event', async () => {
    const service = await start();
    const aggregateId = newId();
    let cuts = 1;
    mood.before = async () => {
      if (cuts-- > 0)
        await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'till' and state <> 'idle' and datname = current_database()`);
    };
    await kafka.send(sold(aggregateId));
    await eventually('it is booked', async () => (await booked(aggregateId)).length === 1);
    expect(await deadLetters()).toBe(0);
    await stop(service);
  });
});

describe('while Kafka is away', () => {
  it('a service starts, stays up, keeps its facts, and catches up by itself', async () => {
    const line = await CutLine.to(`kafka://${testStack().kafkaBrokers}`);
    await line.cut();
    const service = await start({ name: 'shop', kafka: { brokers: [line.place], prefix: kafka.prefix } });
    await eventually('it knows that Kafka is away', () => service.transport.state === 'away');
    const aggregateId = newId();
    await recordSales(service.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
    const [row] = await service.database.worker.query<{ n: number }>(sql`select count(*)::int as n from outbox`);
    expect(row?.n).toBe(1);
    expect(await stop(service)).toBeLessThan(1000);

    const later = await start({ name: 'shop' });
    await eventually('the fact came round to its own listener', async () => (await booked(aggregateId)).length === 1);
    await stop(later);
  });

  it('a consumer survives the loss of its broker and goes on where it was', async () => {
    const outage = new OutageOf(Number(kafka.brokers[0]?.split(':')[1]));
    const service = await start({ name: 'shop' });
    const aggregateId = newId();
    await recordSales(service.database, tenantId, [{ aggregateId, version: 1, amount: 1 }]);
    await eventually('the first is booked', async () => (await booked(aggregateId)).length === 1);
    outage.begin();
    await recordSales(service.database, tenantId, [{ aggregateId, version: 2, amount: 2 }]);
    await eventually('it knows that Kafka is away', () => service.transport.state === 'away', { timeout: 20_000 });
    outage.end();
    await eventually('the second is booked', async () => (await booked(aggregateId)).join() === '1,2', {
      timeout: 25_000,
    });
    expect(await deadLetters()).toBe(0);
    await stop(service);
    outage.close();
  }, 60_000);

  it('a topic that does not exist yet is waited for, and the others are heard', async () => {
    const prefix = `${kafka.prefix}late.`;
    const service = await start({ kafka: { brokers: kafka.brokers, prefix } });
    await eventually('it waits', () => service.transport.state === 'waiting-for-topics');
    await createTopics(kafka.brokers, prefix, topicsFor([Sold]));
    await eventually('it has joined', () => service.transport.state === 'joined', { timeout: 15_000 });
    expect(service.transport.hasJoinedOnce).toBe(true);
    await stop(service);
  });
});

describe('a service that ends', () => {
  it('does so within a second when it has nothing to do', async () => {
    const service = await start();
    await eventually('it has joined', () => service.transport.state === 'joined');
    expect(await stop(service)).toBeLessThan(1000);
  });

  it('finishes the message in hand and commits its offset', async () => {
    const service = await start();
    await eventually('it has joined', () => service.transport.state === 'joined');
    const aggregateId = newId();
    const inHand: PromiseWithResolvers<void> = Promise.withResolvers();
    const goOn: PromiseWithResolvers<void> = Promise.withResolvers();
    let seen = 0;
    mood.before = async (event) => {
      if (event.aggregateId !== aggregateId) return;
      seen++;
      inHand.resolve();
      await goOn.promise;
    };
    await kafka.send(sold(aggregateId));
    await inHand.promise;
    const ending = stop(service);
    goOn.resolve();
    await ending;
    expect(await booked(aggregateId)).toEqual([1]);
    const next = await start();
    const after = newId();
    await kafka.send(sold(after));
    await eventually('the next is booked', async () => (await booked(after)).length === 1);
    expect(seen).toBe(1);
    await stop(next);
  });
});

describe('an idle service', () => {
  it('burns next to no CPU on its broker connections', async () => {
    const service = await start();
    await kafka.send(sold(newId()));
    await eventually('it has joined', () => service.transport.state === 'joined');
    let spent = Number.POSITIVE_INFINITY;
    await eventually(
      'a second passes in which the process hardly works',
      async () => {
        const before = process.cpuUsage();
        const started = performance.now();
        await eventually('a second has passed', () => performance.now() - started > 1000, { interval: 250 });
        const { user, system } = process.cpuUsage(before);
        spent = (user + system) / 1000 / ((performance.now() - started) / 1000);
        return spent < 9;
      },
      { timeout: 12_000 },
    ).catch((error: unknown) => {
      throw new Error(`${spent.toFixed(1)} CPU-ms per second`, { cause: error });
    });
    await stop(service);
  });
});
