/**
 * What the relay costs: CPU-ms of its process per event at a steady rate, the writer being another process, and how long
 * an event takes from its commit to the broker's acknowledgement. CHOWK_TEST_STACK names the servers; tells its parent what it saw.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createTopics,
  DeadLetterStore,
  EventMetrics,
  KafkaSender,
  newId,
  openDatabase,
  Relay,
  sql,
  Wakeups,
  type OutgoingMessage,
} from '@chowk/kit';
import { testDatabase, testStack } from '@chowk/testing';
import { Registry } from 'prom-client';

/** What was seen of the relay. */
export interface RelaySeen {
  readonly events: number;
  readonly batches: number;
  /** CPU-ms a second without events, and per event beyond that. */
  readonly idle: number;
  readonly perEvent: number;
  /** Milliseconds from commit to acknowledgement. */
  readonly p50: number;
  readonly p95: number;
  readonly left: number;
  readonly lost: number;
}

const self = fileURLToPath(import.meta.url);
const [rate, seconds] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 10)];
const service = 'bench';

/** Commits `rate` facts a second, each in a transaction of its own, and wakes the relay as another instance would. */
async function write(url: string, workerUrl: string, prefix: string): Promise<void> {
  const settings = { url, workerUrl, applicationName: 'writer', entities: [], report: console.error };
  const { database, close } = await openDatabase(settings);
  const wakeups = new Wakeups({ redisUrl: testStack().redisUrl, prefix, service });
  wakeups.start();
  const started = performance.now();
  for (let n = 0; n < rate * seconds; n++) {
    const due = started + (n * 1000) / rate;
    await after(Math.max(0, due - performance.now()));
    const tenantId = newId();
    await database.worker.query(sql`insert into outbox (tenant_id, event_id, topic, key, type, aggregate_id,
      aggregate_version, occurred_at, correlation, data) values (${tenantId}, ${newId()}, 'bench', ${`${tenantId}:${n}`},
      'bench.done.v1', ${String(n)}, 1, clock_timestamp(), ${newId()}, ${JSON.stringify({ filling: 'x'.repeat(400) })})`);
    wakeups.wake('relay');
  }
  wakeups.close();
  await close();
}

async function relay(): Promise<void> {
  const stack = testStack();
  const prefix = `bench-${process.pid}.`;
  const brokers = stack.kafkaBrokers.split(',');
  const { url, workerUrl, drop } = await testDatabase({ name: service });
  await createTopics(brokers, prefix, [{ name: 'bench', partitions: 6, cleanup: 'delete' }]);
  const { database, close } = await openDatabase({
    url,
    workerUrl,
    applicationName: service,
    entities: [],
    report: console.error,
  });
  const { worker } = database;
  const wakeups = new Wakeups({ redisUrl: stack.redisUrl, prefix, service });
  const kafka = new KafkaSender({ brokers, prefix, service });
  const delays: number[] = [];
  let batches = 0;
  const sender = {
    send: async (messages: readonly OutgoingMessage[]): Promise<void> => {
      await kafka.send(messages);
      batches++;
      for (const { headers } of messages) delays.push(Date.now() - Date.parse(headers['ce_time'] ?? ''));
    },
  };
  const deadLetters = new DeadLetterStore(worker, `${service}.relay`, () => undefined);
  const metrics = new EventMetrics(new Registry());
  const one = new Relay({ service, worker, sender, deadLetters, wakeups, metrics });
  wakeups.start();
  one.start();
  await after(2000);

  const idleFrom = process.cpuUsage();
  await after(3000);
  const idle = spent(process.cpuUsage(idleFrom)) / 3;

  const writer = fork(self, [String(rate), String(seconds), url, workerUrl, prefix]);
  const ended = once(writer, 'exit');
  while (delays.length === 0) await after(1);
  const [busyFrom, started, already] = [process.cpuUsage(), performance.now(), delays.length];
  await ended;
  await after(200);
  const took = (performance.now() - started) / 1000;
  const busy = spent(process.cpuUsage(busyFrom));
  const events = delays.length - already;
  const [left] = await worker.query<{ n: number }>(sql`select count(*)::int as n from outbox`);
  await one.stop();
  wakeups.close();
  await kafka.close();
  await close();
  await drop();

  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.floor(share * sorted.length)];
  const seen: RelaySeen = {
    ...{ events, batches, idle, perEvent: (busy - idle * took) / events },
    ...{ p50: at(0.5) ?? NaN, p95: at(0.95) ?? NaN, left: left?.n ?? 0, lost: rate * seconds - delays.length },
  };
  process.send?.(seen);
  process.disconnect?.();
}

const spent = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

const [url, workerUrl, prefix] = process.argv.slice(4);
if (url && workerUrl && prefix !== undefined) await write(url, workerUrl, prefix);
else await relay();
