import { Kafka, logLevel } from 'kafkajs';
import type { FieldSystem, ServiceName } from './field-system.ts';
import { until } from './until.ts';

/** Services that keep an outbox. */
export const withDatabase = [
  'auth',
  'catalog',
  'order',
  'payment',
  'inventory',
  'notification',
  'analytics',
  'discount',
] as const satisfies readonly ServiceName[];

/** What is still on its way: rows of outboxes, and messages that a consumer group has not committed. */
export interface Backlog {
  readonly outbox: number;
  readonly lag: number;
  /** Where it waits: `order outbox 3`, `analytics lag 12 in order`. */
  readonly where: readonly string[];
}

/** What has to be known of a system to look at what is on its way. */
export interface Watched {
  readonly prefix: string;
  readonly servers: { readonly kafkaBrokers: string };
  behind<Row extends object>(service: ServiceName, sql: string): Promise<readonly Row[]>;
}

/** Looks at every outbox and, with Kafka's own offsets, at every consumer group. */
export async function backlogOf(system: Watched): Promise<Backlog> {
  const where: string[] = [];
  let [outbox, lag] = [0, 0];
  for (const service of withDatabase) {
    const [row] = await system.behind<{ n: number }>(service, 'select count(*)::int as n from outbox');
    outbox += row?.n ?? 0;
    if (row?.n) where.push(`${service} outbox ${row.n}`);
  }
  const brokers = system.servers.kafkaBrokers.split(',');
  const admin = new Kafka({ brokers, clientId: 'field', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const ends = new Map<string, Promise<ReadonlyMap<number, number>>>();
    const endOf = (topic: string) => {
      const known =
        ends.get(topic) ??
        admin.fetchTopicOffsets(topic).then((all) => new Map(all.map((one) => [one.partition, Number(one.high)])));
      ends.set(topic, known);
      return known;
    };
    for (const service of withDatabase)
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: `${system.prefix}${service}` })) {
        const end = await endOf(topic);
        const behind = partitions.reduce((sum, one) => {
          const committed = Math.max(0, Number(one.offset));
          return sum + Math.max(0, (end.get(one.partition) ?? 0) - committed);
        }, 0);
        lag += behind;
        if (behind > 0) where.push(`${service} lag ${behind} in ${topic}`);
      }
  } finally {
    await admin.disconnect();
  }
  return { outbox, lag, where };
}

/** Resolves when all outboxes are empty and no consumer group is behind. Throws where it waits when `timeout` (seconds) is over. */
export async function drained(
  system: FieldSystem,
  { timeout = 60 }: { readonly timeout?: number } = {},
): Promise<void> {
  await until(
    'everything that was told is heard',
    timeout,
    async () => {
      const { where } = await backlogOf(system);
      if (where.length > 0) throw new Error(where.join(', '));
      return true;
    },
    250,
  );
}
