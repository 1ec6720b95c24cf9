import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel, type Consumer } from 'kafkajs';

/** Where truth is that stands in no database. */
export interface OutsideAddress {
  /** Folder of logs and books. */
  readonly dataDir: string;
  readonly kafkaBrokers: string;
  readonly prefix: string;
}

/** A payment in the books of Razorpay's simulator; amounts in paise. */
export interface ProviderPayment {
  readonly id: string;
  readonly keyId: string;
  readonly orderId: string;
  readonly status: string;
  readonly amount: number;
  /** What went back for good. */
  readonly refunded: number;
}

/** A refund in the books of Razorpay's simulator. */
export interface ProviderRefund {
  readonly id: string;
  readonly keyId: string;
  readonly paymentId: string;
  readonly receipt: string | null;
  readonly status: string;
  readonly amount: number;
}

type Change = readonly [shelf: string, id: string, value: unknown];
interface Kept {
  readonly keyId: string;
  readonly entity: Readonly<Record<string, unknown>>;
}

/** Reads the simulator's books from the disk, as its process left them, however it ended. */
export function razorpayBooks({ dataDir }: Pick<OutsideAddress, 'dataDir'>): {
  readonly payments: ProviderPayment[];
  readonly refunds: ProviderRefund[];
} {
  const file = join(dataDir, 'books', 'razorpay', 'razorpay.jsonl');
  const shelves = { payment: new Map<string, Kept>(), refund: new Map<string, Kept>() };
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines.filter((one) => one.endsWith(']')))
    for (const [shelf, id, value] of JSON.parse(line) as Change[])
      if (shelf === 'payment' || shelf === 'refund') {
        if (value === null) shelves[shelf].delete(id);
        else shelves[shelf].set(id, value as Kept);
      }
  const refunds = [...shelves.refund].map(([id, { keyId, entity }]) => ({
    ...{ id, keyId, paymentId: String(entity['payment_id']), status: String(entity['status']) },
    ...{ receipt: entity['receipt'] === null ? null : String(entity['receipt']), amount: Number(entity['amount']) },
  }));
  const back = new Map<string, number>();
  for (const { paymentId, status, amount } of refunds)
    if (status === 'processed') back.set(paymentId, (back.get(paymentId) ?? 0) + amount);
  const payments = [...shelves.payment].map(([id, { keyId, entity }]) => ({
    ...{ id, keyId, orderId: String(entity['order_id']), status: String(entity['status']) },
    ...{ amount: Number(entity['amount']), refunded: back.get(id) ?? 0 },
  }));
  return { payments, refunds };
}

/** The ids of all facts that are in the topics of facts, by the service that told them. */
export async function factsInTopics(
  { kafkaBrokers, prefix }: OutsideAddress,
  services: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), clientId: 'truth', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const there = new Set(await admin.listTopics());
  const topics = services.map((service) => prefix + service).filter((topic) => there.has(topic));
  const goals = new Map<string, bigint>();
  for (const topic of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) goals.set(`${topic}/${partition}`, BigInt(high));
  const groupId = `${prefix}truth.${process.pid}.${Date.now()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 6_000,
    maxBytesPerPartition: 4_194_304,
    maxWaitTimeInMs: 50,
  });
  const found = new Map(services.map((service) => [service, new Set<string>()]));
  try {
    if (goals.size > 0)
      await readUntil(consumer, topics, goals, (topic, id) => found.get(topic.slice(prefix.length))?.add(id));
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
  return found;
}

async function readUntil(
  consumer: Consumer,
  topics: string[],
  goals: Map<string, bigint>,
  keep: (topic: string, id: string) => void,
): Promise<void> {
  const { promise, resolve, reject }: PromiseWithResolvers<void> = Promise.withResolvers();
  const timer = setTimeout(() => reject(new Error('The topics were not read to their ends within 60 s')), 60_000);
  consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: ({ batch, resolveOffset }) => {
      for (const message of batch.messages) {
        const { ce_id: id, ce_source: source } = message.headers ?? {};
        // What a script puts there as poison is signed by nobody
        if (id && source?.toString() !== 'nobody') keep(batch.topic, id.toString());
      }
      const last = batch.lastOffset();
      resolveOffset(last);
      const place = `${batch.topic}/${batch.partition}`;
      if (BigInt(last) + 1n >= (goals.get(place) ?? 0n)) goals.delete(place);
      if (goals.size === 0) resolve();
      return Promise.resolve();
    },
  });
  await promise.finally(() => clearTimeout(timer));
}
