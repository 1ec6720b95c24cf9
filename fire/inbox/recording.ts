import { readFromBeginning, type OutgoingMessage, type WireMessage } from '@chowk/kit';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Random } from '../../tools/field/random.ts';

/** Topics on which services tell each other of a business. */
const topics = [
  ...['auth', 'catalog', 'order', 'payment', 'inventory', 'discount', 'notification'],
  ...['auth.tenant.state', 'auth.outlet.state', 'auth.revocation.state', 'catalog.item.state'],
  ...['order.bill.state', 'discount.rule.state', 'discount.coupon.state'],
];

/** Everything that was told of a tenant, in the order of its partitions, those merged by time. */
export async function recordingOf({ servers, prefix }: FieldSystem, tenantId: string): Promise<WireMessage[]> {
  const heard: WireMessage[] = [];
  const address = { brokers: servers.kafkaBrokers.split(','), prefix, service: 'recorder' };
  const reader = readFromBeginning(address, topics, (message) => {
    if (message.headers['tenant'] === tenantId) heard.push(message);
  });
  await reader.whenCaughtUp;
  await reader.close();
  const seen = new Set<string>();
  const once = heard.filter(({ headers, topic, offset }) => {
    const id = headers['ce_id'] ?? `${topic} ${offset}`;
    return !seen.has(id) && seen.add(id);
  });
  return merged([...Map.groupBy(once, ({ topic, partition }) => `${topic}/${partition}`).values()], (heads) => {
    const times = heads.map((head) => Date.parse(head.headers['ce_time'] ?? ''));
    return times.indexOf(Math.min(...times));
  });
}

/**
 * The same recording as a broker at its worst delivers it: keys come interleaved at random, each key in its order, every
 * message one to five times, again at any time after its first.
 */
export function redelivered(recording: readonly WireMessage[], random: Random): WireMessage[] {
  const queues = [...Map.groupBy(recording, ({ topic, key }) => `${topic} ${key}`).values()].map((messages) => {
    const queue = messages.map((message, index) => ({ message, at: index }));
    for (const [index, message] of messages.entries())
      for (let again = random.int(5); again > 0; again--)
        queue.push({ message, at: index + random.next() * (messages.length - index) });
    return queue.sort((one, other) => one.at - other.at).map(({ message }) => message);
  });
  return merged(queues, (heads) => random.int(heads.length));
}

/** One list out of several, each in its order; `next` picks among their heads. */
function merged<Item>(lists: readonly (readonly Item[])[], next: (heads: readonly Item[]) => number): Item[] {
  const waiting = lists.map((list) => [...list].reverse()).filter((list) => list.length > 0);
  const all: Item[] = [];
  while (waiting.length > 0) {
    const at = next(waiting.map((list) => list.at(-1) as Item));
    const list = waiting[at] as Item[];
    all.push(list.pop() as Item);
    if (list.length === 0) waiting.splice(at, 1);
  }
  return all;
}

/** The message as it is sent again. */
export function asSent({ topic, key, value, headers }: WireMessage): OutgoingMessage {
  return { topic, key, value, headers };
}

/** The same message of another tenant, which is the first one's twin in all but its slug. */
export function ofTenant(message: WireMessage, from: string, to: string, slug: string): OutgoingMessage {
  const { topic, key, headers } = message;
  const headersOfTwin = Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, text.replaceAll(from, to)]),
  );
  let value = message.value?.toString('utf8').replaceAll(from, to) ?? null;
  if (topic === 'auth.tenant.state' && value !== null)
    value = JSON.stringify({ ...(JSON.parse(value) as Record<string, unknown>), slug });
  return { topic, key: key?.replaceAll(from, to) ?? null, value, headers: headersOfTwin };
}
