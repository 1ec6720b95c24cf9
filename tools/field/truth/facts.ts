import type { Invariant, Read } from './invariants.ts';

const withDatabase = ['auth', 'catalog', 'order', 'payment', 'inventory', 'notification', 'analytics', 'discount'];

/** Of a room that told more than this, the oldest may be forgotten. */
export const keptPerRoom = 10_000;

/** Who must hear what: every fact that anybody listens to. */
const listeners: readonly (readonly [teller: string, types: readonly string[], listeners: readonly string[]])[] = [
  ['order', ['order.placed.v1'], ['inventory', 'discount', 'payment', 'notification', 'analytics']],
  ['order', ['order.revived.v1'], ['inventory', 'discount', 'payment', 'notification', 'analytics']],
  ['order', ['order.confirmed.v1'], ['inventory', 'notification', 'analytics']],
  ['order', ['order.status-changed.v1', 'table-session.opened.v1'], ['notification', 'analytics']],
  [
    'order',
    ['order.rejected.v1', 'order.cancelled.v1', 'order.expired.v1'],
    ['inventory', 'discount', 'payment', 'notification', 'analytics'],
  ],
  ['order', ['order.revision-asked.v1'], ['inventory']],
  ['order', ['order.line-voided.v1'], ['inventory', 'notification', 'analytics']],
  ['order', ['order.repriced.v1', 'order.line-comped.v1'], ['notification', 'analytics']],
  ['order', ['ticket.queued.v1', 'ticket.started.v1', 'ticket.ready.v1'], ['notification', 'analytics']],
  ['order', ['ticket.collected.v1', 'ticket.recalled.v1', 'ticket.changed.v1'], ['notification']],
  ['order', ['ticket.voided.v1'], ['notification', 'analytics']],
  ['order', ['table-session.closed.v1'], ['auth', 'notification', 'analytics']],
  ['order', ['table-session.joined.v1'], ['payment', 'notification']],
  ['order', ['table-session.approved.v1', 'table-session.requested.v1', 'table-session.attended.v1'], ['notification']],
  ['order', ['bill.presented.v1', 'bill.split.v1', 'outlet-day.closed.v1'], ['notification']],
  ['order', ['bill.settled.v1', 'bill.refunded.v1'], ['notification', 'analytics']],
  ['order', ['bill.refund-due.v1'], ['payment']],
  ['payment', ['payment.captured.v1', 'payment.refunded.v1'], ['order', 'notification', 'analytics']],
  ['payment', ['payment.created.v1'], ['order']],
  ['payment', ['payment.failed.v1', 'payment.quarantined.v1'], ['order', 'notification']],
  ['payment', ['cash.received.v1'], ['notification']],
  ['payment', ['drawer.opened.v1', 'drawer.closed.v1'], ['order', 'notification']],
  ['inventory', ['inventory.reserved.v1', 'inventory.rejected.v1', 'inventory.committed.v1'], ['order']],
  ['inventory', ['inventory.released.v1'], ['order']],
  ['inventory', ['stock.low.v1'], ['notification']],
  ['inventory', ['stock.out.v1', 'stock.back.v1'], ['catalog', 'notification']],
  ['discount', ['discount.redeemed.v1', 'discount.refused.v1', 'discount.released.v1'], ['order']],
  ['auth', ['otp.requested.v1'], ['notification']],
  ['auth', ['device.paired.v1', 'device.removed.v1'], ['notification']],
  ['notification', ['message.sent.v1'], ['order']],
];

/** Facts of other services that stand on the timeline of an order. */
const onTheTimeline: readonly (readonly [teller: string, types: readonly string[]])[] = [
  ['payment', ['payment.captured.v1']],
  ['inventory', ['inventory.reserved.v1', 'inventory.committed.v1']],
  ['discount', ['discount.redeemed.v1']],
];

interface Told {
  readonly id: string;
  readonly type: string;
}

/** All that a service has ever told, by type. */
async function factsOf(read: Read, teller: string): Promise<Map<string, Told[]>> {
  return Map.groupBy(await read<Told>(teller, 'select event_id::text as id, type from fact'), ({ type }) => type);
}

async function idsOf(read: Read, service: string, table: string): Promise<ReadonlySet<string>> {
  const rows = await read<{ id: string }>(service, `select event_id::text as id from ${table}`);
  return new Set(rows.map(({ id }) => id));
}

/** How many facts there are and what their ids come to: the same for the same facts in any order. */
interface Sum {
  readonly type: string;
  readonly count: number;
  readonly hash: string;
}
const hashed = `count(*)::int as count, coalesce(sum(uuid_hash_extended(event_id, 0)::numeric), 0)::text as hash`;
const sumOfFacts = `select type, ${hashed} from fact group by type`;
const sumOfInbox = `select ${hashed} from inbox`;

/** What a service should have heard and has not, and what it heard that nobody told. */
async function differencesOf(read: Read, listener: string): Promise<string[]> {
  const heard = await idsOf(read, listener, 'inbox');
  const [faults, due, all] = [[] as string[], new Set<string>(), new Set<string>()];
  for (const teller of withDatabase)
    for (const [type, told] of await factsOf(read, teller)) {
      const isMeant = listeners.some(
        ([by, types, to]) => by === teller && types.includes(type) && to.includes(listener),
      );
      for (const { id } of told) {
        all.add(id);
        if (isMeant) due.add(id);
        if (isMeant && !heard.has(id)) faults.push(`${listener} has not heard ${type} ${id} of ${teller}`);
      }
    }
  for (const id of heard) if (!all.has(id)) faults.push(`${listener} has heard ${id}, which nobody told`);
  return faults;
}

/** The same look into each database. */
function everywhere(sql: string): Invariant {
  return async (read) => {
    const faults: string[] = [];
    for (const service of withDatabase)
      for (const { fault } of await read<{ fault: string }>(service, sql)) faults.push(`${service}: ${fault}`);
    return faults;
  };
}

/** What was told was sent, heard and remembered, once. */
export const factInvariants = {
  'no fact waits to be sent': everywhere(`select type || ' ' || event_id as fault from outbox`),

  'no message is a dead letter': everywhere(
    `select topic || ' ' || coalesce(type, '') || ' ' || reason || ' ' || error as fault from dead_letter
     where state = 'OPEN'`,
  ),

  async 'every fact was heard by whom it concerns, once, and nothing that nobody told'(read: Read) {
    const sums = new Map<string, readonly Sum[]>();
    for (const service of withDatabase) sums.set(service, await read<Sum>(service, sumOfFacts));
    const faults: string[] = [];
    for (const listener of withDatabase) {
      const [heard] = await read<Omit<Sum, 'type'>>(listener, sumOfInbox);
      const due = listeners.flatMap(([teller, types, all]) =>
        all.includes(listener) ? (sums.get(teller) ?? []).filter(({ type }) => types.includes(type)) : [],
      );
      const count = due.reduce((sum, one) => sum + one.count, 0);
      const hash = due.reduce((sum, one) => sum + BigInt(one.hash), 0n);
      if (heard?.count !== count || BigInt(heard.hash) !== hash) faults.push(...(await differencesOf(read, listener)));
    }
    return faults;
  },

  async 'what is in the topics was told, and what was told is in the topics'(read: Read) {
    const faults: string[] = [];
    for (const service of withDatabase) {
      const sent = new Set((await read<{ id: string }>('topics', service)).map(({ id }) => id));
      const told = await idsOf(read, service, `fact where topic = '${service}'`);
      for (const id of told) if (!sent.has(id)) faults.push(`${id} of ${service} is in no topic`);
      for (const id of sent) if (!told.has(id)) faults.push(`${id} of ${service} was never told`);
    }
    return faults;
  },

  async 'timelines hold what other services told'(read: Read) {
    const faults: string[] = [];
    const shown = await idsOf(read, 'order', 'timeline');
    for (const [teller, types] of onTheTimeline) {
      const told = await factsOf(read, teller);
      for (const { id, type } of types.flatMap((one) => told.get(one) ?? []))
        if (!shown.has(id)) faults.push(`${type} ${id} is on no timeline`);
    }
    return faults;
  },

  async 'rooms number what they tell, each once and without gaps'(read: Read) {
    const rooms = await read<{ counted: number; last: number; lowest: number; highest: number; events: number }>(
      'notification',
      `select c.tenant_id || ' ' || c.room as room, c.last_seq::int as last, count(e.seq)::int as counted,
         coalesce(min(e.seq), 1)::int as lowest, coalesce(max(e.seq), 0)::int as highest, count(distinct e.event_id)::int as events
       from room_counter c left join room_event e on e.tenant_id = c.tenant_id and e.room = c.room
       group by c.tenant_id, c.room, c.last_seq`,
    );
    return rows(rooms, ({ counted, last, lowest, highest, events }) => {
      const isWhole = lowest === 1 || last > keptPerRoom;
      return isWhole && counted === last - lowest + 1 && highest === last && events === counted;
    });
  },

  async 'every message has left'(read: Read) {
    const waiting = await read<object>(
      'notification',
      `select id, purpose from outgoing_message where state = 'QUEUED'`,
    );
    return rows(waiting, () => false);
  },
};

/** The rows that are not as they should be. */
export function rows<Row>(all: readonly Row[], isRight: (row: Row) => boolean): string[] {
  return all.filter((row) => !isRight(row)).map((row) => JSON.stringify(row));
}
