import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { drained } from '../tools/field/drained.ts';
import type { FieldSystem, ServiceName } from '../tools/field/field-system.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import { sizeOf } from '../tools/field/report.ts';
import { operate } from './poison/operator.ts';
import { copies, differences, rowsOf } from './stream/copies.ts';
import { Evening } from './stream/evening.ts';

export default defineFire({
  name: 'rebuild',
  promise:
    'Every copy and read model that is dropped and rebuilt, also while orders flow, is row by row what it was; nothing leaves the house meanwhile.',
  async run(field) {
    const { system, random } = field;
    const all = Object.keys(copies) as ServiceName[];
    const services = field.quick
      ? ['analytics' as const, random.pick(['notification', 'payment', 'order'] as const)]
      : all;
    const evening = await Evening.begin(system, field.amount(25, 5));
    const rounds = await whileOrdersFlow(field, evening, services);
    await drained(system, { timeout: 60 });
    // What a rebuild under way made of it, and every fact since: the next one starts from nothing and must say the same
    return { rounds, ...(await atRest(field, services)) };
  },
});

/** Rebuilds everything, one service after the other, while the evening goes on. */
async function whileOrdersFlow(field: Field, evening: Evening, services: readonly ServiceName[]): Promise<number> {
  let [isOver, rounds] = [false, 0];
  const flowing = (async () => {
    while (!isOver) await evening.round(rounds++);
  })();
  // Begins with something that was told already
  await Promise.race([flowing, pause(field.amount(8_000, 1_500))]);
  const said = await sideBySide(services, 2, async (service) => ({
    service,
    ...(await operate(field.system, service, ['rebuild', 'all'])),
  }));
  isOver = true;
  const failed = said.filter(({ status }) => status !== 0);
  field.check(
    `rebuilt while orders flow: ${services.join(', ')}`,
    failed.length === 0,
    failed.length > 0 ? failed : undefined,
  );
  await flowing;
  return rounds;
}

/** Empties every table and rebuilds it while nobody does anything: all that happens is the rebuild's doing. */
async function atRest(field: Field, services: readonly ServiceName[]): Promise<{ tables: number; rows: number }> {
  const { system } = field;
  const tables = services.flatMap((service) =>
    Object.entries(copies[service] ?? {}).flatMap(([copy, names]) => names.map((table) => ({ service, copy, table }))),
  );
  const snapshot = () => Promise.all(tables.map(({ service, table }) => rowsOf(system, service, table)));
  const [before, outside] = [await snapshot(), await whatLeaves(system)];
  for (const { service, table } of tables) await system.behind(service, `delete from ${table}`);
  const said = await sideBySide(services, 2, (service) => operate(system, service, ['rebuild', 'all']));
  const names = services.flatMap((service) => Object.keys(copies[service] ?? {}).map((copy) => `rebuilt ${copy}:`));
  const text = said.map((one) => one.text).join('');
  const told = names.every((name) => text.includes(name)) && text.split('rebuilt ').length - 1 === names.length;
  field.check(
    'every copy has its command, and it says what it did',
    told && said.every(({ status }) => status === 0),
    told ? undefined : text,
  );
  await pause(1_500);
  const after = await snapshot();
  let rows = 0;
  for (const [index, { service, copy, table }] of tables.entries()) {
    const [was = [], is = []] = [before[index], after[index]];
    rows += is.length;
    const wrong = differences(was, is);
    if (wrong.length > 0 || was.length !== is.length)
      field.check(`${service}: ${copy} (${table}) is as it was`, false, { was: was.length, is: is.length, wrong });
  }
  field.check(`${tables.length} tables are row by row as they were`, rows > 0, `${rows} rows`);
  const now = await whatLeaves(system);
  const left = Object.entries(now).filter(([name, count]) => outside[name] !== count);
  field.check(
    'nothing left the house: no fact, no dead letter, no frame, no SMS, no call of Razorpay',
    left.length === 0,
    left,
  );
  return { tables: tables.length, rows };
}

/** Counts of all that somebody outside of a service's tables can notice. */
async function whatLeaves(system: FieldSystem): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const admin = new Kafka({ brokers: system.servers.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  for (const topic of await admin.listTopics())
    if (topic.startsWith(system.prefix))
      counts[topic] = (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
  await admin.disconnect();
  const count = async (service: ServiceName, table: string, counted = 'count(*)') => {
    const [row] = await system.behind<{ n: number }>(service, `select ${counted}::int as n from ${table}`);
    counts[`${service} ${table}`] = row?.n ?? 0;
  };
  // All that rooms were ever told: of a full room the oldest events are cleared away meanwhile
  await count('notification', 'room_counter', 'coalesce(sum(last_seq), 0)');
  await count('notification', 'outgoing_message');
  for (const table of ['payment', 'ledger_entry', 'webhook_delivery']) await count('payment', table);
  for (const table of ['movement', 'reservation']) await count('inventory', table);
  await count('order', 'orders');
  for (const service of Object.keys(copies) as ServiceName[])
    for (const table of ['outbox', 'fact', 'inbox', 'dead_letter']) await count(service, table);
  // Razorpay's and Twilio's books: whatever was asked of them stands there
  const books = join(system.dataDir, 'books');
  for (const file of readdirSync(books, { recursive: true, encoding: 'utf8' }))
    counts[file] = sizeOf(join(books, file));
  return counts;
}
