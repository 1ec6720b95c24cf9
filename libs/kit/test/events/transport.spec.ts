import { eventually, messageOf, TestKafka, testDatabase, topicsFor, type TestDatabase } from '@chowk/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireMessage } from '../../src/events/wire.js';
import { EventHandlers } from '../../src/events/event-handlers.js';
import { KafkaTransport, lagOfGroup } from '../../src/events/kafka.transport.js';
import { newId } from '../../src/ids/new-id.js';
import { listeningService } from './listening-service.js';
import { shopDatabase, ShopListener, Sold } from './shop.js';

const kafka = new TestKafka();
const nobody = { start: () => undefined, stop: () => Promise.resolve() };
let database: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await testDatabase(shopDatabase);
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await kafka.create(...topicsFor([Sold], ['till']).map((topic) => ({ ...topic, partitions: 6 })));
});
afterAll(async () => {
  await kafka.close();
  await admin?.end();
  await database?.drop();
});

const sold = (aggregateId: string, version: number) =>
  messageOf(Sold, { tenantId: aggregateId, aggregateId, version, data: { amount: version } });

describe('instances of one service', () => {
  it('share the work, and each event has one effect in order while they come and go', async () => {
    const start = () => listeningService({ name: 'till', kafka, database, controllers: [ShopListener] });
    const booked = async () => (await admin.query('select 1 from sale')).rowCount ?? 0;
    const aggregates = Array.from({ length: 12 }, () => newId());
    const send = async (from: number, to: number) => {
      for (let version = from; version <= to; version++)
        await kafka.send(...aggregates.map((aggregateId) => sold(aggregateId, version)));
    };
    const one = await start();
    await send(1, 20);
    const two = await start();
    await send(21, 40);
    await eventually('both have joined', () => one.transport.state === 'joined' && two.transport.state === 'joined');
    await send(41, 60);
    await one.close();
    await send(61, 80);
    await eventually('all are booked', async () => (await booked()) === 12 * 80, { timeout: 25_000 });
    for (const id of aggregates) {
      const { rows } = await admin.query<{ version: number }>(
        'select version from sale where aggregate_id = $1 order by no',
        [id],
      );
      expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    }
    expect((await admin.query('select 1 from dead_letter')).rowCount).toBe(0);
    await eventually('its lag is nothing, as it sees it and as the broker does', async () => {
      const behind = [...two.transport.lag().values()].every(
        ({ messages, seconds }) => messages === 0 && seconds === 0,
      );
      return behind && (await lagOfGroup(kafka.address('till'), ['shop'])) === 0;
    });
    await two.close();
  }, 60_000);
});

describe('a program that fails outside of any handler', () => {
  it('is started again with growing pauses, is reported as crashed after five times, and recovers', async () => {
    const handlers = new EventHandlers();
    const heard: WireMessage[] = [];
    let isBroken = true;
    const transport = new KafkaTransport(
      kafka.address('fragile'),
      handlers,
      {
        deliver: (run) => {
          if (isBroken) throw new TypeError('a bug of the program');
          heard.push(...run);
          return Promise.resolve(run.length);
        },
        databaseAnswers: () => Promise.resolve(true),
      },
      nobody,
    );
    transport.addHandler(Sold.type, () => Promise.resolve(), true, { definition: Sold, copy: () => undefined });
    transport.listen(() => undefined);
    await kafka.send(sold(newId(), 1));
    await eventually('it is crashed', () => transport.state === 'crashed', { timeout: 25_000 });
    isBroken = false;
    await eventually('it works again', () => transport.state === 'joined' && heard.length > 0, { timeout: 15_000 });
    await transport.close();
    expect(transport.state).toBe('stopped');
  }, 60_000);
});

describe('a delivery that rejects although it never should', () => {
  it('holds up its partition, and no more', async () => {
    const handlers = new EventHandlers();
    let rejections = 2;
    let heard = 0;
    const consumption = {
      deliver: async (run: readonly WireMessage[]) => {
        if (rejections-- > 0) throw new Error('a bug in delivery');
        heard += run.length;
        return run.length;
      },
      databaseAnswers: () => Promise.resolve(true),
    };
    const transport = new KafkaTransport(kafka.address('wobbly'), handlers, consumption, nobody);
    transport.addHandler(Sold.type, () => Promise.resolve(), true, { definition: Sold, copy: () => undefined });
    transport.listen(() => undefined);
    await eventually('all is heard after all', () => heard >= 12 * 80 + 1, { timeout: 20_000 });
    expect(transport.state).toBe('joined');
    await transport.close();
  }, 60_000);
});

describe('a service without handlers', () => {
  it('counts as joined and has nothing to close', async () => {
    const transport = new KafkaTransport(
      kafka.address('silent'),
      new EventHandlers(),
      { deliver: (run) => Promise.resolve(run.length), databaseAnswers: () => Promise.resolve(true) },
      nobody,
    );
    transport.listen(() => undefined);
    expect([transport.state, transport.hasJoinedOnce]).toEqual(['joined', true]);
    await transport.close();
  });

  it('refuses a handler that is declared without @On', () => {
    const transport = new KafkaTransport(
      kafka.address('silent'),
      new EventHandlers(),
      { deliver: (run) => Promise.resolve(run.length), databaseAnswers: () => Promise.resolve(true) },
      nobody,
    );
    expect(() => transport.addHandler('x', () => Promise.resolve(), true)).toThrow('@On');
  });
});
