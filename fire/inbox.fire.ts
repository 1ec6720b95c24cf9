import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { KafkaSender, lagOfGroup, type OutgoingMessage, type WireMessage } from '@chowk/kit';
import { drained, withDatabase } from '../tools/field/drained.ts';
import type { FieldSystem, ServiceName } from '../tools/field/field-system.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { until } from '../tools/field/until.ts';
import { FreshHouse } from './inbox/fresh-house.ts';
import { asSent, ofTenant, recordingOf, redelivered } from './inbox/recording.ts';
import { followed, rowsOfTenant, sumsOf } from './inbox/tables.ts';
import { differences } from './stream/copies.ts';
import { Evening } from './stream/evening.ts';

export default defineFire({
  name: 'inbox',
  promise:
    'An evening of which every event is delivered one to five times, keys interleaved at random, leaves every table as if each had come once.',
  // What is told to others is told from the first word on: of a stack on which scripts were at work that would be a hundred evenings
  stack: {},
  async run(field) {
    const { system } = field;
    const since = Date.now();
    const evening = await Evening.begin(system, field.amount(15, 5));
    const rounds = field.amount(3, 1);
    for (let round = 0; round < rounds; round++) await evening.round(round);
    await drained(system, { timeout: 60 });
    const tenantId = await tenantOf(system);
    const recording = await recordingOf(system, tenantId);
    const types = new Set(recording.map(({ headers }) => headers['ce_type']));
    field.say(`${recording.length} events of ${types.size} types were told`);
    const isOfNow = ({ headers }: WireMessage) => Date.parse(headers['ce_time'] ?? '') >= since;
    // The short form shares its stack: what others did on it before is left alone
    const again = await toldAgain(field, field.quick ? recording.filter(isOfNow) : recording);
    const first = field.quick ? {} : await toldToOthers(field, recording, tenantId);
    return { events: recording.length, types: types.size, ...again, ...first };
  },
});

/** The same events again, to those who have handled them: no table of any service changes. */
async function toldAgain(field: Field, recording: readonly WireMessage[]): Promise<Record<string, number>> {
  const { system, random } = field;
  const seeds = field.amount(20, 2);
  const sums = async () =>
    new Map(await Promise.all(withDatabase.map(async (one) => [one, await sumsOf(system.databases, one)] as const)));
  const sender = senderTo(system, system.prefix);
  const before = await sums();
  let deliveries = 0;
  try {
    for (let seed = 0; seed < seeds; seed++) {
      const messages = redelivered(recording, random.fork(`again ${seed}`));
      await sendAll(sender, messages.map(asSent));
      deliveries += messages.length;
      await drained(system, { timeout: 60 });
      const after = await sums();
      const changed = [...before].flatMap(([service, tables]) =>
        [...tables]
          .filter(([table, sum]) => after.get(service)?.get(table) !== sum)
          .map(([table]) => `${service} ${table}`),
      );
      if (changed.length > 0) field.check(`seed ${seed}: no table changes`, false, changed);
      if (changed.length > 0) break;
    }
  } finally {
    await sender.close();
  }
  const tables = [...before.values()].reduce((sum, one) => sum + one.size, 0);
  field.check(
    `${seeds} times told again, in any order: ${tables} tables of ${before.size} services are as they were`,
    deliveries > 0,
    {
      deliveries,
    },
  );
  return { seeds, redeliveries: deliveries };
}

/** To services that know nothing: once and in order of a first tenant, and at its worst of its twins. */
async function toldToOthers(
  field: Field,
  recording: readonly WireMessage[],
  original: string,
): Promise<Record<string, number>> {
  const { system, random } = field;
  const services = Object.keys(followed) as ServiceName[];
  const house = await FreshHouse.open(system, services);
  const sender = senderTo(system, house.prefix);
  try {
    const twins = Array.from({ length: 21 }, () => randomUUID().replace(/^(.{14})./, '$17'));
    // What order alone hears, and what payment would have to ask Razorpay for: they are told again above
    const told = recording.filter(({ headers }) => headers['ce_type'] !== 'bill.refund-due.v1');
    let deliveries = 0;
    for (const [index, twin] of twins.entries()) {
      await settleIn(system, house, original, twin);
      const messages = index === 0 ? told : redelivered(told, random.fork(`twin ${index}`));
      deliveries += messages.length;
      await sendAll(
        sender,
        messages.map((message) => ofTenant(message, original, twin, `twin-${index}`)),
      );
    }
    await heardAll(system, house, services);
    const [first = '', ...others] = twins;
    let [tables, rows] = [0, 0];
    for (const service of services)
      for (const [table, without] of Object.entries(followed[service] ?? {})) {
        const once = await rowsOfTenant(house.databases, service, table, { tenantId: first, without });
        tables++;
        rows += once.length;
        for (const [index, twin] of others.entries()) {
          const worst = await rowsOfTenant(house.databases, service, table, { tenantId: twin, without });
          const wrong = differences(once, worst);
          if (wrong.length === 0 && once.length === worst.length) continue;
          field.check(`${service} ${table}, seed ${index}: as if told once`, false, {
            once: once.length,
            worst: worst.length,
            wrong,
          });
          break;
        }
      }
    const letters = await Promise.all(
      services.map(async (service) => {
        const found = await house.databases.query<{ said: string }>(
          service,
          'select type || error as said from dead_letter limit 3',
        );
        return found.map(({ said }) => `${service}: ${said}`);
      }),
    );
    field.check('nothing became a dead letter of them', letters.flat().length === 0, letters.flat());
    field.check(`${others.length} twins have what the one has who was told once: ${tables} tables`, rows > 0, {
      rows,
      deliveries,
    });
    return { twins: others.length, deliveries, tables, rows };
  } finally {
    await sender.close();
    await house.close();
  }
}

/** What a tenant's own staff wrote before anybody was told anything: recipes and stock, rules and coupons, the menu. */
async function settleIn(system: FieldSystem, house: FreshHouse, from: string, to: string): Promise<void> {
  const own = [
    ...[
      ['inventory', 'recipe'],
      ['inventory', 'stock_item'],
      ['discount', 'rule'],
      ['discount', 'coupon'],
    ],
    ['catalog', 'item'],
  ] as [ServiceName, string][];
  for (const [service, table] of own) {
    const rows = await system.behind<{ row: object }>(
      service,
      `select to_jsonb(t) as row from ${table} t where tenant_id = $1`,
      [from],
    );
    const text = JSON.stringify(
      rows.map(({ row }) => ({ ...row, ...(table === 'stock_item' ? { on_hand: 1_000_000, held: 0 } : {}) })),
    );
    await house.databases.query(
      service,
      `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [text.replaceAll(from, to)],
    );
  }
}

async function tenantOf(system: FieldSystem): Promise<string> {
  const [tenant] = await system.behind<{ id: string }>('order', `select id from tenant where slug = 'intellidine'`);
  if (!tenant) throw new Error('The business is not known');
  return tenant.id;
}

const senderTo = ({ servers }: FieldSystem, prefix: string): KafkaSender =>
  new KafkaSender({ brokers: servers.kafkaBrokers.split(','), prefix, service: 'redeliverer' });

async function sendAll(sender: KafkaSender, messages: readonly OutgoingMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 200) await sender.send(messages.slice(from, from + 200));
}

/** Resolves when every one of them has handled all, and the outboxes of what they told themselves are empty. */
async function heardAll(
  { servers }: FieldSystem,
  { prefix, databases }: FreshHouse,
  services: readonly ServiceName[],
): Promise<void> {
  const brokers = servers.kafkaBrokers.split(',');
  for (const service of services) {
    const state = [
      'auth.tenant.state',
      'auth.outlet.state',
      'auth.revocation.state',
      'catalog.item.state',
      'order.bill.state',
    ];
    const topics = ['order', 'payment', 'inventory', ...state].filter((topic) => listens(service, topic));
    await until(
      `${service} has heard all`,
      240,
      async () => {
        const [row] = await databases.query<{ n: number }>(service, 'select count(*)::int as n from outbox');
        return row?.n === 0 && (await lagOfGroup({ brokers, prefix, service }, topics)) === 0;
      },
      500,
    );
  }
  await pause(500);
}

/** Topics whose facts or states a service takes; those of others it has no offsets in. */
function listens(service: ServiceName, topic: string): boolean {
  const heard: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
    inventory: ['order', 'auth.tenant.state', 'auth.outlet.state', 'catalog.item.state'],
    discount: ['order', 'auth.tenant.state', 'auth.outlet.state', 'catalog.item.state'],
    payment: ['order', 'auth.tenant.state', 'auth.outlet.state', 'order.bill.state'],
    notification: ['order', 'payment', 'inventory', 'auth.tenant.state', 'auth.outlet.state', 'auth.revocation.state'],
    catalog: ['inventory', 'auth.tenant.state', 'auth.outlet.state'],
    analytics: ['order', 'payment', 'auth.tenant.state', 'auth.outlet.state'],
  };
  return heard[service]?.includes(topic) ?? false;
}
