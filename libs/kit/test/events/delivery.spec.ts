import {
  eventually,
  messageOf,
  TestKafka,
  testDatabase,
  topicsFor,
  type TestDatabase,
  type TopicListener,
} from '@chowk/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../src/database/sql.js';
import { deadLetterCommand } from '../../src/events/dead-letter-command.js';
import { DeadLetters } from '../../src/events/dead-letters.js';
import { newId } from '../../src/ids/new-id.js';
import { listeningService, type ListeningService } from './listening-service.js';
import { ItemListener, ItemState, mood, shopDatabase, ShopListener, Sold } from './shop.js';

const kafka = new TestKafka();
let database: TestDatabase;
let service: ListeningService;
let deadTopic: TopicListener;
let tenantId: string;

interface Sale {
  readonly event_id: string;
  readonly aggregate_id: string;
  readonly version: number;
  readonly amount: number;
}

const sales = (aggregateId: string) =>
  service.database.worker.query<Sale>(sql`select * from sale where aggregate_id = ${aggregateId} order by no`);
const sold = (
  aggregateId: string,
  data: { amount: number; wish?: string },
  more: { version?: number; eventId?: string } = {},
) => messageOf(Sold, { tenantId, aggregateId, data, ...more });
const bookedNext = async (): Promise<void> => {
  const neighbour = newId();
  await kafka.send(sold(neighbour, { amount: 1 }));
  await eventually('the neighbour is booked', async () => (await sales(neighbour)).length === 1);
};

beforeAll(async () => {
  database = await testDatabase(shopDatabase);
  await kafka.create(...topicsFor([Sold, ItemState], ['till']));
  service = await listeningService({ name: 'till', kafka, database, controllers: [ShopListener, ItemListener] });
  deadTopic = kafka.listen('till.dead-letter');
});
afterAll(async () => {
  await Promise.all([deadTopic?.close(), kafka.close()]);
  await service?.close();
  await database?.drop();
});
beforeEach(() => {
  tenantId = newId();
  mood.calls = 0;
});
afterEach(() => {
  mood.before = () => undefined;
});

describe('an event that comes', () => {
  it('is handled in its tenant, and what the handler saved is committed with the receipt', async () => {
    const aggregateId = newId();
    const message = sold(aggregateId, { amount: 250 }, { version: 7 });
    await kafka.send(message);
    await eventually('the sale is booked', async () => (await sales(aggregateId)).length === 1);
    const receipts = await service.database.worker.query(
      sql`select tenant_id, consumer from inbox where event_id = ${message.headers['ce_id']}`,
    );
    expect(receipts).toEqual([{ tenant_id: tenantId, consumer: 'till' }]);
  });

  it('has one effect however often it comes', async () => {
    const aggregateId = newId();
    const message = sold(aggregateId, { amount: 1 });
    await kafka.send(message, message, message);
    await kafka.send(message);
    await bookedNext();
    await kafka.send(sold(aggregateId, { amount: 2 }, { version: 2 }));
    await eventually('the last one is booked', async () => (await sales(aggregateId)).length === 2);
    expect((await sales(aggregateId)).map(({ amount }) => amount)).toEqual([1, 2]);
  });

  it('of a type nobody here listens to is skipped and counted', async () => {
    const aggregateId = newId();
    const unknown = sold(aggregateId, { amount: 1 });
    await kafka.send({ ...unknown, headers: { ...unknown.headers, ce_type: 'shop.closed.v1' } });
    await bookedNext();
    await eventually('it is counted', async () =>
      /events_handled_total\{[^}]*type="other",outcome="skipped"[^}]*\} [1-9]/.test(
        (await service.metrics.expose()).text,
      ),
    );
    expect(await service.app.get(DeadLetters).list()).toEqual([]);
  });

  it('keeps the order of its aggregate while one is retried', async () => {
    const aggregateId = newId();
    let failures = 2;
    mood.before = ({ version }) => {
      if (version === 2 && failures-- > 0) throw new Error('not yet');
    };
    await kafka.send(...[1, 2, 3, 4].map((version) => sold(aggregateId, { amount: version }, { version })));
    await eventually('all are booked', async () => (await sales(aggregateId)).length === 4);
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('shares one transaction with those of its tenant that came with it', async () => {
    const aggregateId = newId();
    await kafka.send(...[1, 2, 3, 4].map((version) => sold(aggregateId, { amount: version }, { version })));
    await eventually('all are booked', async () => (await sales(aggregateId)).length === 4);
    const transactions = await service.database.worker.query(
      sql`select distinct xmin::text from sale where aggregate_id = ${aggregateId}`,
    );
    expect(transactions).toHaveLength(1);
    expect(mood.calls).toBe(4);
  });

  it('is handled by itself when one that came with it cannot be', async () => {
    const [good, bad, known] = [newId(), newId(), newId()];
    const again = sold(known, { amount: 3 });
    await kafka.send(again);
    await eventually('one is known', async () => (await sales(known)).length === 1);
    mood.before = ({ aggregateId }) => {
      if (aggregateId === bad) throw new Error('never');
    };
    await kafka.send(sold(good, { amount: 1 }), sold(bad, { amount: 2 }), again);
    await eventually('the good one is booked', async () => (await sales(good)).length === 1);
    const letters = service.app.get(DeadLetters);
    const ofTheBad = async () => (await letters.list()).filter(({ key }) => key === `${tenantId}:${bad}`);
    await eventually('the bad one is a dead letter', async () => (await ofTheBad()).length === 1);
    await bookedNext();
    expect([(await sales(bad)).length, (await sales(known)).length]).toEqual([0, 1]);
    for (const { id } of await ofTheBad()) await letters.discard(id);
  });

  it('is tried again at once when somebody else held the row', async () => {
    const aggregateId = newId();
    let conflicts = 5;
    mood.before = () => {
      if (conflicts-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    };
    await kafka.send(sold(aggregateId, { amount: 9 }));
    await eventually('it is booked', async () => (await sales(aggregateId)).length === 1);
    expect(mood.calls).toBe(6);
  });

  it('that tells a state needs no receipt: an older version changes nothing', async () => {
    const id = newId();
    const item = (version: number, name: string) =>
      messageOf(ItemState, { tenantId, aggregateId: id, version, data: { id, name } });
    await kafka.send(item(2, 'new'), item(1, 'old'), item(2, 'new'));
    await kafka.send(item(3, 'newest'));
    await eventually('the newest is kept', async () => {
      const [kept] = await service.database.worker.query<{ name: string }>(sql`select name from item where id = ${id}`);
      return kept?.name === 'newest';
    });
  });
});

describe('a message that can never be handled', () => {
  const poison: readonly [string, string, (good: ReturnType<typeof sold>) => ReturnType<typeof sold>][] = [
    ['garbage', 'MALFORMED', (good) => ({ ...good, value: Buffer.from([0xff, 0x00, 0x7b]) })],
    ['a tombstone', 'MALFORMED', (good) => ({ ...good, value: null })],
    ['a value that breaks the schema', 'SCHEMA', (good) => ({ ...good, value: '{"amount":"much"}' })],
    ['no headers at all', 'MALFORMED', (good) => ({ ...good, headers: {} })],
    ['a NUL in a header', 'MALFORMED', (good) => ({ ...good, headers: { ...good.headers, version: '1\0' } })],
    ['no key', 'TENANT_MISMATCH', (good) => ({ ...good, key: null })],
    ['the key of another tenant', 'TENANT_MISMATCH', (good) => ({ ...good, key: `${newId()}:${newId()}` })],
  ];

  it.each(poison)(
    '%s is on the dead-letter topic with its reason within 10 s, and its neighbours go on',
    async (_name, reason, spoil) => {
      const aggregateId = newId();
      const bad = spoil(sold(aggregateId, { amount: 1 }));
      const seen = deadTopic.messages.length;
      await kafka.send(bad, sold(newId(), { amount: 3 }));
      await bookedNext();
      const dead = await deadTopic.heard('the dead letter', (message) => deadTopic.messages.indexOf(message) >= seen);
      expect(dead.headers).toMatchObject({
        'dl-reason': reason,
        'dl-topic': 'shop',
        'dl-consumer': 'till',
        'dl-attempts': '1',
      });
      expect(dead.headers).toHaveProperty('dl-offset');
      expect(dead.value === null ? null : Buffer.from(dead.value)).toEqual(
        bad.value === null ? null : Buffer.from(bad.value),
      );
      const id = dead.headers['dl-id'] ?? '';
      expect(await deadLetterCommand(service.app, ['discard', id])).toMatchObject({ exitCode: 0 });
    },
  );

  it('is a known id with another body', async () => {
    const aggregateId = newId();
    const eventId = newId();
    await kafka.send(sold(aggregateId, { amount: 1 }, { eventId }), sold(aggregateId, { amount: 2 }, { eventId }));
    const dead = await deadTopic.heard('the dead letter', ({ headers }) => headers['ce_id'] === eventId);
    expect(dead.headers['dl-reason']).toBe('BODY_CHANGED');
    expect((await sales(aggregateId)).map(({ amount }) => amount)).toEqual([1]);
    await service.app.get(DeadLetters).discard(dead.headers['dl-id'] ?? '');
  });

  it('is one a rule refuses: no second try', async () => {
    const aggregateId = newId();
    await kafka.send(sold(aggregateId, { amount: 1, wish: 'refuse' }));
    const dead = await deadTopic.heard('the dead letter', ({ key }) => key === `${tenantId}:${aggregateId}`);
    expect(dead.headers).toMatchObject({ 'dl-reason': 'REFUSED', 'dl-attempts': '1' });
    expect(dead.headers['dl-error']).toContain('NOT_FOUND');
    expect(mood.calls).toBe(1);
    await service.app.get(DeadLetters).discard(dead.headers['dl-id'] ?? '');
  });

  it('is one on which the handler fails three times, and nothing of it stays', async () => {
    const aggregateId = newId();
    await kafka.send(sold(aggregateId, { amount: 1, wish: 'fail' }));
    const dead = await deadTopic.heard('the dead letter', ({ key }) => key === `${tenantId}:${aggregateId}`);
    expect(dead.headers).toMatchObject({ 'dl-reason': 'FAILED', 'dl-attempts': '3' });
    expect(mood.calls).toBe(3);
    expect(await sales(aggregateId)).toEqual([]);
    await service.app.get(DeadLetters).discard(dead.headers['dl-id'] ?? '');
  });
});

describe('the events behind a dead letter', () => {
  const failing = new Set<string>();
  beforeEach(() => {
    failing.clear();
    mood.before = ({ aggregateId, version }) => {
      if (failing.has(`${aggregateId}/${version}`)) throw new Error('the handler has a bug');
    };
  });
  const openOf = async (aggregateId: string) =>
    (await service.app.get(DeadLetters).list()).filter(({ key }) => key === `${tenantId}:${aggregateId}`);

  it('are parked in order, other keys go on, and a replay handles all of them in order', async () => {
    const aggregateId = newId();
    failing.add(`${aggregateId}/2`);
    await kafka.send(...[1, 2, 3, 4].map((version) => sold(aggregateId, { amount: version }, { version })));
    await bookedNext();
    await eventually('the later ones are parked', async () => (await openOf(aggregateId)).length === 3);
    expect((await openOf(aggregateId)).map(({ reason }) => reason)).toEqual(['FAILED', 'BEHIND', 'BEHIND']);
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([1]);

    const [first, second] = await openOf(aggregateId);
    expect(await deadLetterCommand(service.app, ['replay', second?.id ?? ''])).toMatchObject({ exitCode: 2 });
    expect(await deadLetterCommand(service.app, ['replay', first?.id ?? ''])).toMatchObject({ exitCode: 1 });
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([1]);

    failing.clear();
    expect(await deadLetterCommand(service.app, ['replay', first?.id ?? ''])).toMatchObject({ exitCode: 0 });
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(await openOf(aggregateId)).toEqual([]);
    await kafka.send(sold(aggregateId, { amount: 5 }, { version: 5 }));
    await eventually('the key flows again', async () => (await sales(aggregateId)).length === 5);
  });

  it('are handled when the dead letter is given up', async () => {
    const aggregateId = newId();
    failing.add(`${aggregateId}/1`);
    await kafka.send(...[1, 2].map((version) => sold(aggregateId, { amount: version }, { version })));
    await eventually('the later one is parked', async () => (await openOf(aggregateId)).length === 2);
    const [first] = await openOf(aggregateId);
    const answer = await deadLetterCommand(service.app, ['discard', first?.id ?? '']);
    expect(answer.exitCode).toBe(0);
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([2]);
  });

  it('are given up together by one command, which goes on after an id that is none', async () => {
    const things = [newId(), newId()];
    for (const one of things) failing.add(`${one}/1`);
    for (const one of things) await kafka.send(...[1, 2].map((version) => sold(one, { amount: version }, { version })));
    await eventually('both have a later one parked', async () => {
      return (await Promise.all(things.map(openOf))).every(({ length }) => length === 2);
    });
    const firsts = (await Promise.all(things.map(openOf))).map(([first]) => first?.id ?? '');
    const [one = '', other = ''] = firsts;
    const answer = await deadLetterCommand(service.app, ['discard', one, newId(), other]);
    expect(answer.exitCode).toBe(2);
    expect(answer.text).toMatch(/There is no dead letter/);
    for (const thing of things) expect((await sales(thing)).map(({ version }) => version)).toEqual([2]);
  });

  it('can be listed, read and counted', async () => {
    const aggregateId = newId();
    failing.add(`${aggregateId}/1`);
    await kafka.send(sold(aggregateId, { amount: 1 }));
    await eventually('it is dead', async () => (await openOf(aggregateId)).length === 1);
    const [letter] = await openOf(aggregateId);
    const id = letter?.id ?? '';
    expect((await deadLetterCommand(service.app, ['list'])).text).toContain(id);
    expect(JSON.parse((await deadLetterCommand(service.app, ['show', id])).text)).toMatchObject({
      id,
      reason: 'FAILED',
      body: '{"amount":1}',
    });
    expect((await service.metrics.expose()).text).toMatch(
      /dead_letters\{topic="shop",reason="FAILED",service="till"\} 1/,
    );
    expect(await deadLetterCommand(service.app, ['show', newId()])).toMatchObject({ exitCode: 2 });
    expect(await deadLetterCommand(service.app, ['burn'])).toMatchObject({ exitCode: 2 });
    await service.app.get(DeadLetters).discard(id);
  });
});

describe('a service that skips', () => {
  it('goes on with the key of a dead letter, which can be replayed later', async () => {
    const corner = new TestKafka();
    await corner.create(...topicsFor([Sold], ['screen']));
    const screen = await listeningService({
      name: 'screen',
      kafka: corner,
      database,
      controllers: [ShopListener],
      onDeadLetter: 'skip',
    });
    const aggregateId = newId();
    let isBroken = true;
    mood.before = ({ version }) => {
      if (isBroken && version === 1) throw new Error('the handler has a bug');
    };
    await corner.send(...[1, 2].map((version) => sold(aggregateId, { amount: version }, { version })));
    await eventually('the later one is booked', async () => (await sales(aggregateId)).length === 1);
    isBroken = false;
    const letters = screen.app.get(DeadLetters);
    const [letter, ...more] = await letters.list();
    expect(more).toEqual([]);
    expect(await letters.replay(letter?.id ?? '')).toEqual({ settled: [letter?.id] });
    expect((await sales(aggregateId)).map(({ version }) => version)).toEqual([2, 1]);
    await screen.close();
    await corner.close();
  });
});
