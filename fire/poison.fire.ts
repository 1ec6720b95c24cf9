import { randomUUID } from 'node:crypto';
import { send } from '../tools/field/calls.ts';
import type { FieldSystem } from '../tools/field/field-system.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { until } from '../tools/field/until.ts';
import { good, kindsOf, type Kind, type Message } from './poison/kinds.ts';
import { operate } from './poison/operator.ts';
import { openLetters } from './poison/open-letters.ts';
import { withoutDatabase } from './poison/without-database.ts';
import { SickTopics, type Stands } from './poison/sick-topics.ts';

/** Partitions of a topic of facts; those of states are half as many. */
const partitions = 6;
const idOf = ({ headers }: Message): string => headers['ce_id'] ?? '';

/** A kind as it was sent, with a fact of another key right behind it and one of its own key after that. */
interface Sent {
  readonly kind: Kind;
  readonly at: number;
  readonly bad: Stands;
  readonly neighbour: Message;
  readonly next: Message | undefined;
}

export default defineFire({
  name: 'poison',
  promise:
    'Every kind of bad message is a dead letter with its reason within 10 s and holds up nobody; three minutes without the database make none.',
  killsServers: true,
  async run(field) {
    const { system } = field;
    const tenantId = randomUUID();
    const pids = pidsOf(system);
    const topics = new SickTopics(system);
    await topics.open();
    try {
      const sent = await sendAll(topics, tenantId);
      const unknown = await unknownTypes(field, topics, tenantId);
      const slowest = await judge(field, topics, sent);
      const tooBig = await tooBigToTell(field, topics, tenantId);
      await repairedBug(field, topics, tenantId);
      await settle(field, topics, sent, tooBig);
      field.check('every process is the one it was', same(pids, pidsOf(system)), changed(pids, pidsOf(system)));
      const away = await withoutDatabase(field, topics, tenantId);
      field.check('nobody ended for want of the database', same(pids, pidsOf(system)), changed(pids, pidsOf(system)));
      await forget(system, tenantId);
      return { kinds: sent.length + 2, unknown, ...slowest, ...away };
    } finally {
      await topics.close();
    }
  },
});

async function sendAll(topics: SickTopics, tenantId: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const [index, kind] of kindsOf(tenantId).entries()) {
    const partition = index % (kind.topic.endsWith('.state') ? partitions / 2 : partitions);
    const type = kind.consumer === 'notification' ? 'stock.low.v1' : 'discount.released.v1';
    const neighbour = good(tenantId, randomUUID(), type);
    const subject = kind.bad.key?.split(':')[1] ?? '';
    const next = kind.next === 'none' ? undefined : good(tenantId, subject, type);
    const before = kind.before ? [kind.before] : [];
    const at = Date.now();
    const all = [...before, kind.bad, neighbour, ...(next ? [next] : [])];
    const stands = await topics.send(kind.topic, partition, all);
    const bad = stands[before.length];
    if (!bad) throw new Error('The broker did not say where it stands');
    sent.push({ kind, at, bad, neighbour, next });
  }
  return sent;
}

/** Types of a later release: passed over and counted. */
async function unknownTypes(field: Field, topics: SickTopics, tenantId: string): Promise<number> {
  const { order } = field.system.services;
  const skipped = async (): Promise<number> => {
    const { bytes } = await send({ method: 'GET', url: `${order.url}/metrics` });
    const lines = bytes.toString('utf8').split('\n');
    const line = lines.find((one) => /^events_handled_total\{.*topic="discount".*outcome="skipped"/.test(one));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const before = await skipped();
  const count = 12;
  for (let n = 0; n < count; n++) {
    const message = good(tenantId, randomUUID(), 'discount.released.v1');
    const later = { ...message, headers: { ...message.headers, ce_type: 'discount.dreamt.v9' } };
    await topics.send('discount', n % partitions, [{ ...later, value: n % 2 === 0 ? later.value : 'no JSON' }]);
  }
  await until('types nobody knows are counted', 20, async () => (await skipped()) >= before + count, 200);
  const letters = await field.system.behind('order', `select 1 from dead_letter where type = 'discount.dreamt.v9'`);
  field.check('unknown types are skipped and counted', letters.length === 0, { skipped: (await skipped()) - before });
  return count;
}

async function judge(field: Field, topics: SickTopics, sent: readonly Sent[]): Promise<Record<string, number>> {
  let [slowestLetter, slowestNeighbour] = [0, 0];
  for (const { kind, at, bad, neighbour, next } of sent) {
    const letter = await until(`${kind.name} is a dead letter`, 20, () => topics.letterOf(bad)).catch(() => undefined);
    const seconds = ((letter?.at ?? Number.NaN) - at) / 1000;
    const reason = letter?.message.headers['dl-reason'];
    const handled = await handledAt(field.system, kind.consumer, idOf(neighbour), kind.topic);
    const delay = (handled - at) / 1000;
    const after = next && (await fateOf(field.system, kind.consumer, idOf(next)));
    const isRight = reason === kind.reason && seconds <= 10 && delay <= 15 && (after ?? 'none') === kind.next;
    if (!isRight || !field.quick)
      field.check(
        kind.name,
        isRight,
        `${reason ?? 'no dead letter'}, ${seconds} s, neighbour ${delay} s, next ${after ?? '-'}`,
      );
    slowestLetter = Math.max(slowestLetter, seconds);
    slowestNeighbour = Math.max(slowestNeighbour, delay);
  }
  field.check(
    `${sent.length} kinds: dead letter with its reason within 10 s, neighbours within 15 s`,
    slowestLetter <= 10,
    {
      slowestLetter,
      slowestNeighbour,
    },
  );
  return { slowestLetterSeconds: slowestLetter, slowestNeighbourSeconds: slowestNeighbour };
}

/** When an event was handled (ms since 1970); NaN when it was not within 20 s. */
async function handledAt(
  system: FieldSystem,
  service: Kind['consumer'],
  eventId: string,
  topic: string,
): Promise<number> {
  // States leave no receipt: what stands behind a bad one in its partition is a fact here, which does
  const found = await until(`the fact behind it in ${topic} is handled`, 20, async () => {
    const sql = 'select handled_at from inbox where event_id = $1';
    return (await system.behind<{ handled_at: Date }>(service, sql, [eventId]))[0];
  }).catch(() => undefined);
  return found?.handled_at.getTime() ?? Number.NaN;
}

/** What became of the fact after a bad one of its key. */
function fateOf(system: FieldSystem, service: Kind['consumer'], eventId: string): Promise<Kind['next']> {
  return until('the next fact of the key has its place', 20, async () => {
    const [found] = await system.behind<{ fate: Kind['next'] }>(
      service,
      `select 'handled' as fate from inbox where event_id = $1
       union all select 'parked' from dead_letter where event_id = $1 and reason = 'BEHIND' and state = 'OPEN'`,
      [eventId],
    );
    return found?.fate;
  });
}

/** A fact too big for the broker, written by some handler: the relay sets it aside and tells the next ones. */
async function tooBigToTell(field: Field, topics: SickTopics, tenantId: string): Promise<string> {
  const subject = randomUUID();
  const key = `${tenantId}:${subject}`;
  const at = Date.now();
  const [big, small] = [randomUUID(), randomUUID()];
  await field.system.behind(
    'order',
    `insert into outbox (tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version, occurred_at, correlation, data)
     values ($1, $2::uuid, 'order', $3, 'discount.dreamt.v9', $4, 1, now(), $2::text, $5),
            ($1, $6, 'order', $3, 'discount.dreamt.v9', $4, 2, now(), $2::text, '{}')`,
    [tenantId, big, key, subject, JSON.stringify({ filling: 'x'.repeat(3_000_000) }), small],
  );
  const letter = await until('the fact that is too big is a dead letter', 20, () => topics.letterOfKey(key));
  const told = await until('the fact after it is told', 20, async () => {
    const sql = 'select created_at from fact where event_id = $1';
    return (await field.system.behind<object>('order', sql, [small]))[0];
  }).catch(() => undefined);
  const seconds = (letter.at - at) / 1000;
  const { 'dl-reason': reason, 'dl-id': id = '' } = letter.message.headers;
  field.check(
    'a fact too big for the broker is a dead letter within 10 s, the next one is told',
    reason === 'TOO_BIG' && seconds <= 10 && told !== undefined,
    {
      reason,
      seconds,
    },
  );
  return id;
}

/** A bug that is repaired: the handler misses a column for a while; an operator replays what it could not do, in order. */
async function repairedBug(field: Field, topics: SickTopics, tenantId: string): Promise<void> {
  const { system } = field;
  const subject = randomUUID();
  const facts = Array.from({ length: 3 }, () => good(tenantId, subject, 'discount.released.v1'));
  await system.behind('order', 'alter table timeline rename column data to lost');
  let letter;
  try {
    const [first] = await topics.send('discount', 0, facts);
    letter = await until('what the handler could not do is a dead letter', 20, () => first && topics.letterOf(first));
    await until(
      'the rest is parked',
      20,
      async () => (await fateOf(system, 'order', idOf(facts[2] as Message))) === 'parked',
    );
  } finally {
    await system.behind('order', 'alter table timeline rename column lost to data');
  }
  const { 'dl-reason': reason, 'dl-attempts': attempts, 'dl-id': id = '' } = letter.message.headers;
  field.check("a handler's bug is a dead letter after three tries", reason === 'FAILED' && attempts === '3', {
    reason,
    attempts,
  });
  const replayed = await operate(system, 'order', ['dead-letters', 'replay', id]);
  const handled = await system.behind<{ event_id: string }>(
    'order',
    'select event_id from inbox where event_id = any($1::uuid[]) order by handled_at',
    [facts.map(idOf)],
  );
  const inOrder = handled.map((row) => row.event_id).join() === facts.map(idOf).join();
  field.check(
    'once it is repaired a replay handles all three in order',
    replayed.status === 0 && inOrder,
    replayed.text,
  );
}

/** What an operator does: looks, tries one again, and gives all of them up; what was parked is handled then. */
async function settle(field: Field, topics: SickTopics, sent: readonly Sent[], tooBig: string): Promise<void> {
  const { system } = field;
  const idsOf = (consumer: Kind['consumer']) =>
    sent
      .filter(({ kind }) => kind.consumer === consumer)
      .map(({ bad }) => topics.letterOf(bad)?.message.headers['dl-id'] ?? '');
  const [ofOrder, ofNotification] = [[...idsOf('order'), tooBig], idsOf('notification')];
  const list = await operate(system, 'order', ['dead-letters', 'list']);
  const missing = ofOrder.filter((id) => !list.text.includes(id));
  field.check('the command lists all of them', list.status === 0 && missing.length === 0, { missing });
  const [first = ''] = ofOrder;
  const again = await operate(system, 'order', ['dead-letters', 'replay', first]);
  field.check('a replay of what is broken says that it failed again', again.status === 1, again.text);
  const gaveUp = await Promise.all([
    operate(system, 'order', ['dead-letters', 'discard', ...ofOrder]),
    operate(system, 'notification', ['dead-letters', 'discard', ...ofNotification]),
  ]);
  const parked = sent.flatMap(({ kind, next }) => (kind.next === 'parked' && next ? [idOf(next)] : []));
  const handled = await system.behind('order', 'select 1 from inbox where event_id = any($1::uuid[])', [parked]);
  const open = await openLetters(system);
  const failed = gaveUp.filter(({ status }) => status !== 0);
  field.check(
    'discarded, and what was parked behind them is handled',
    failed.length === 0 && open.length === 0 && handled.length === parked.length,
    {
      ...{ open, parked: parked.length, handled: handled.length, said: failed.map(({ text }) => text) },
    },
  );
}

/** The tables are as if nobody had ever come by: what is nobody's is in no journal, and would look like facts out of nowhere. */
async function forget(system: FieldSystem, tenantId: string): Promise<void> {
  for (const service of ['order', 'notification'] as const)
    await system.behind(service, 'delete from inbox where tenant_id = $1', [tenantId]);
  // The one that was too big is in the journal of what was told, and in no topic
  await system.behind('order', 'delete from fact where tenant_id = $1 and length(data) > 1000000', [tenantId]);
  for (const table of ['room_event', 'room_counter'])
    await system.behind('notification', `delete from ${table} where tenant_id = $1`, [tenantId]);
}

type Pids = ReadonlyMap<string, number | undefined>;
const pidsOf = ({ services }: FieldSystem): Pids =>
  new Map(Object.values(services).map((place): [string, number | undefined] => [place.name, place.pid]));
const changed = (before: Pids, now: Pids): string[] =>
  [...before].filter(([name, pid]) => now.get(name) !== pid).map(([name]) => name);
const same = (before: Pids, now: Pids): boolean => changed(before, now).length === 0;
