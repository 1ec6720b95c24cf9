/** All of kafkajs is in this file and in `kafkajs-mended.ts`, so that the client can be swapped; what the rest of the kit sees is in `wire.ts` and `consumption.ts`. */
import { setTimeout as after } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { Kafka, logLevel, Partitioners, type Admin, type Consumer, type EachBatchPayload } from 'kafkajs';
import type { IHeaders, ITopicConfig, KafkaMessage, Producer } from 'kafkajs';
import { from, isObservable, lastValueFrom, mergeMap } from 'rxjs';
import { newId } from '../ids/new-id.js';
import type { Consumption, ConsumerState, Lag } from './consumption.js';
import type { EventHandlers } from './event-handlers.js';
import { endFetches, paceFetches } from './kafkajs-mended.js';
import { Pacing } from './pacing.js';
import type { HandlerExtras } from './on.js';
import { SendFailure, type OutgoingMessage, type WireMessage } from './wire.js';

/** Offsets are committed this often (ms) while messages flow, and this long after the last one. */
const commitInterval = 1000;
/**
 * How long (ms) a fetch waits at the broker while nothing comes; what comes ends it at once. Heartbeats go out between fetches, so this is
 * also how late a member may hear that its group changes (docs/adr/0023).
 */
const quietWait = 2000;
/** All that one fetch brings is handled side by side: what is of one tenant goes together (`company.ts`). */
const partitionsAtOnce = 24;
/** Messages of a partition that are handed over at once; offsets can be committed after each such run. */
const longestRun = 16;
/** How often (ms) topics that were missing are looked for. */
const topicWatch = 2000;
/** Crashes in a row, without a message between them, after which the process should be replaced. */
const crashesAllowed = 5;
const retry = { initialRetryTime: 100, maxRetryTime: 1500, factor: 0.2, multiplier: 2, retries: 4 };
/** Where the caller tries again by itself: a service must be able to end while its broker is away. */
const impatient = { ...retry, retries: 1 };

const logger = new Logger('Kafka');
const lastSaid = new Map<string, number>();

/** kafkajs repeats itself while a broker is away: the same sentence at most every 30 s. */
function say(message: string): void {
  const now = Date.now();
  if ((lastSaid.get(message) ?? 0) > now - 30_000) return;
  if (lastSaid.size > 200) lastSaid.clear();
  lastSaid.set(message, now);
  logger.warn(message);
}

function client(brokers: readonly string[], clientId: string): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    retry: impatient,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => say(`${entry.namespace}: ${entry.log.message}`),
  });
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at: unknown = error; at instanceof Error && found.length < 5; at = at.cause) found.push(at);
  return found;
}

function hasType(error: unknown, ...types: string[]): boolean {
  return causes(error).some(
    (cause) => typeof cause === 'object' && cause !== null && 'type' in cause && types.includes(String(cause.type)),
  );
}

/** True for what passes by itself when brokers and network are back, false for faults of a program, which kafkajs wraps. */
function isBrokerTrouble(error: unknown): boolean {
  const root = causes(error).at(-1);
  return root instanceof Error && (root.name.startsWith('KafkaJS') || 'syscall' in root);
}

function headersOf(headers: IHeaders | undefined): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) decoded[name] = first.toString();
  }
  return decoded;
}

function wireMessage(topic: string, partition: number, message: KafkaMessage): WireMessage {
  const { offset, key, value, headers } = message;
  return { topic, partition, offset, key: key?.toString() ?? null, value, headers: headersOf(headers) };
}

export interface KafkaAddress {
  readonly brokers: readonly string[];
  /** Put before topics and groups, so that installations and tests share a broker. */
  readonly prefix: string;
  /** Service name: client id, and with the prefix the consumer group. */
  readonly service: string;
}

/** Sends batches. Connects with the first batch and again after each failure. */
export class KafkaSender {
  private readonly kafka: Kafka;
  private producer: Promise<Producer> | undefined;

  constructor(private readonly address: KafkaAddress) {
    this.kafka = client(address.brokers, address.service);
  }

  /**
   * Resolves when all in-sync replicas have the whole batch. One call after the other keeps the order per key.
   * Rejects with {@link SendFailure}.
   */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    const byTopic = Map.groupBy(messages, (message) => message.topic);
    const topicMessages = [...byTopic].map(([topic, list]) => ({
      topic: this.address.prefix + topic,
      messages: list.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
    }));
    try {
      const producer = await this.connected();
      await producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages });
    } catch (error) {
      if (hasType(error, 'MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE')) throw new SendFailure('too-big', error);
      if (hasType(error, 'UNKNOWN_TOPIC_OR_PARTITION')) throw new SendFailure('no-topic', error);
      throw new SendFailure('away', error);
    }
  }

  private connected(): Promise<Producer> {
    this.producer ??= (async () => {
      const producer = this.kafka.producer({
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: impatient,
      });
      producer.on('producer.disconnect', () => (this.producer = undefined));
      await producer.connect();
      return producer;
    })().catch((error: unknown) => {
      this.producer = undefined;
      throw error;
    });
    return this.producer;
  }

  async close(): Promise<void> {
    const open = this.producer;
    this.producer = undefined;
    await open?.then((producer) => producer.disconnect()).catch((error: unknown) => say(`closing: ${String(error)}`));
  }
}

interface ConsumerPlan {
  readonly address: KafkaAddress;
  readonly group: string;
  /** Without prefix. */
  readonly topics: readonly string[];
  /** Partitions handled at the same time. */
  readonly concurrency: number;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** A new consumer reads the assigned partitions, at the first time and after each trouble. */
  readonly starting?: () => Promise<void>;
}

/**
 * Keeps one kafkajs consumer alive: builds it, waits until it ends by trouble or because a missing topic appeared, and
 * builds the next after a pause that grows to 2 s, 5 s where the program itself is at fault. kafkajs' own restarts are off: it never restarts after a TypeError.
 */
class LastingConsumer {
  state: ConsumerState = 'connecting';
  joinedOnce = false;
  progress = 0;
  private readonly closing = new AbortController();
  private readonly kafka: Kafka;
  private running: Promise<void> | undefined;

  constructor(private readonly plan: ConsumerPlan) {
    this.kafka = client(plan.address.brokers, plan.address.service);
  }

  start(): void {
    this.running ??= this.keepAlive();
  }

  async stop(): Promise<void> {
    this.closing.abort();
    await this.running;
    this.state = 'stopped';
  }

  get stopping(): boolean {
    return this.closing.signal.aborted;
  }

  private async keepAlive(): Promise<void> {
    let crashes = 0;
    let pause = 250;
    while (!this.stopping) {
      const before = this.progress;
      try {
        await this.consumeUntilItEnds();
        pause = 250;
      } catch (error) {
        if (this.stopping) break;
        if (this.progress > before) [crashes, pause] = [0, 250];
        crashes = isBrokerTrouble(error) ? 0 : crashes + 1;
        this.state = crashes >= crashesAllowed ? 'crashed' : 'away';
        say(`consumer ${this.plan.group} ended, trying again: ${error instanceof Error ? error.message : error}`);
        await after(pause, undefined, { signal: this.closing.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, crashes > 0 ? 5000 : 2000);
      }
    }
  }

  /** Resolves to go on at once (a topic appeared, or stopping); rejects when the consumer crashed. */
  private async consumeUntilItEnds(): Promise<void> {
    const admin = this.kafka.admin({ retry: impatient });
    const consumer = this.newConsumer();
    let watch: NodeJS.Timeout | undefined;
    let consuming: Promise<void> = Promise.resolve();
    const ended: PromiseWithResolvers<void> = Promise.withResolvers();
    const stop = () => ended.resolve();
    this.closing.signal.addEventListener('abort', stop);
    consumer.on('consumer.crash', ({ payload }) => ended.reject(payload.error));
    try {
      await admin.connect();
      const present = await this.topicsThere(admin);
      const isWaiting = present.length < this.plan.topics.length;
      if (isWaiting) {
        this.state = 'waiting-for-topics';
        const look = async () => (await this.topicsThere(admin)).length > present.length && ended.resolve();
        watch = setInterval(() => void look().catch(ended.reject), topicWatch);
      } else await admin.disconnect();
      consumer.on('consumer.group_join', () => {
        this.joinedOnce = true;
        this.state = isWaiting ? 'waiting-for-topics' : 'joined';
      });
      if (present.length > 0) consuming = this.run(consumer, present);
      await Promise.race([consuming.then(() => ended.promise), ended.promise]);
    } finally {
      clearInterval(watch);
      this.closing.signal.removeEventListener('abort', stop);
      const left = consumer.disconnect();
      endFetches(this.plan.group);
      await Promise.allSettled([left, admin.disconnect()]);
      // One that was still joining connects once more on its way out
      await Promise.allSettled([consuming]);
      await Promise.allSettled([consumer.disconnect()]);
    }
  }

  private newConsumer(): Consumer {
    return this.kafka.consumer({
      groupId: this.plan.group,
      sessionTimeout: 6000,
      heartbeatInterval: 1500,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: quietWait,
      maxBytesPerPartition: 262_144,
      allowAutoTopicCreation: false,
      retry: { ...retry, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  private async run(consumer: Consumer, topics: string[]): Promise<void> {
    await this.plan.starting?.();
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      autoCommitInterval: commitInterval,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.plan.concurrency,
      eachBatch: this.plan.eachBatch,
    });
  }

  private async topicsThere(admin: Admin): Promise<string[]> {
    const there = new Set(await admin.listTopics());
    return this.plan.topics.map((topic) => this.plan.address.prefix + topic).filter((topic) => there.has(topic));
  }
}

interface PartitionLag {
  readonly topic: string;
  messages: number;
  /** When the first message not handled yet was sent (ms). */
  waitingSince: number;
}

/** What lives as long as the service listens: the relay and what it needs. */
export interface Companion {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Nest's transport for events: one consumer group per service, several partitions at the same time, order kept within
 * each. Comes up and stays up without a broker; no error of a handler reaches kafkajs.
 */
@Injectable()
export class KafkaTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private consumer: LastingConsumer | undefined;
  private readonly behind = new Map<string, PartitionLag>();
  private trailingCommit: NodeJS.Timeout | undefined;
  private lastBatch: EachBatchPayload | undefined;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(
    private readonly address: KafkaAddress,
    private readonly handlers: EventHandlers,
    private readonly consumption: Consumption,
    private readonly companion: Companion,
    private readonly pacing = new Pacing(),
  ) {
    super();
  }

  override addHandler(_pattern: unknown, callback: MessageHandler, _isEvent?: boolean, extras?: HandlerExtras): void {
    if (!extras?.definition) throw new Error('Only @On(definition) methods listen to events');
    this.handlers.add({
      definition: extras.definition,
      copy: extras.copy,
      handle: async (event) => {
        const result: unknown = await callback(event);
        if (isObservable(result))
          await lastValueFrom(result.pipe(mergeMap((value) => from(Promise.resolve(value)))), {
            defaultValue: undefined,
          });
      },
    });
  }

  /** Returns at once; the broker is looked for in the background. */
  listen(callback: () => void): void {
    this.companion.start();
    const topics = this.handlers.topics();
    if (topics.length > 0) {
      const group = this.address.prefix + this.address.service;
      paceFetches(group, this.pacing);
      this.consumer = new LastingConsumer({
        address: this.address,
        group,
        topics,
        concurrency: partitionsAtOnce,
        eachBatch: (payload) => this.eachBatch(payload),
      });
      this.consumer.start();
    }
    callback();
  }

  /** Ends after the messages in hand, with their offsets committed. */
  async close(): Promise<void> {
    clearTimeout(this.trailingCommit);
    await this.consumer?.stop();
    for (const pause of this.pauses) clearInterval(pause);
    this.pauses.clear();
    await this.companion.stop();
  }

  /** A service without handlers counts as joined. */
  get state(): ConsumerState {
    return this.consumer?.state ?? 'joined';
  }

  get hasJoinedOnce(): boolean {
    return this.consumer?.joinedOnce ?? true;
  }

  /** Partitions that wait for the database. */
  get pausedPartitions(): number {
    return this.pauses.size;
  }

  /** Messages between this consumer and the end of each topic, of the partitions it has read from. */
  lag(): Lag {
    const lag = new Map<string, { messages: number; seconds: number }>();
    for (const { topic, messages, waitingSince } of this.behind.values()) {
      const sum = lag.get(topic) ?? { messages: 0, seconds: 0 };
      const seconds = messages > 0 ? Math.max(0, (Date.now() - waitingSince) / 1000) : 0;
      lag.set(topic, { messages: sum.messages + messages, seconds: Math.max(sum.seconds, seconds) });
    }
    return lag;
  }

  on(): void {
    throw new Error('The transport has no events of its own; its state is in `state`');
  }

  unwrap<T>(): T {
    throw new Error('The broker client is private to kafka.transport.ts');
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, uncommittedOffsets, isRunning, isStale } =
      payload;
    const topic = batch.topic.slice(this.address.prefix.length);
    const lag: PartitionLag = { topic, messages: 0, waitingSince: 0 };
    this.behind.set(`${topic}/${batch.partition}`, lag);
    let evicted: unknown;
    const beat = setInterval(() => void heartbeat().catch((error: unknown) => (evicted ??= error)), 1000);
    try {
      for (let next = 0; next < batch.messages.length;) {
        if (!isRunning() || isStale() || evicted) break;
        const run = batch.messages.slice(next, next + longestRun);
        const [first] = run;
        lag.messages = Number(BigInt(batch.highWatermark) - BigInt(first?.offset ?? batch.highWatermark));
        lag.waitingSince = Number(first?.timestamp);
        const settled = await this.consumption
          .deliver(run.map((message) => wireMessage(topic, batch.partition, message)))
          .catch((error: unknown) => {
            logger.error(error, `delivery of ${topic}/${batch.partition}/${first?.offset} broke`);
            return 0;
          });
        next += settled;
        const last = batch.messages[next - 1];
        if (this.consumer) this.consumer.progress += settled;
        if (last && settled > 0) resolveOffset(last.offset);
        lag.messages -= settled;
        if (settled < run.length) {
          this.resumeWhenTheDatabaseAnswers(payload.pause());
          break;
        }
        await commitOffsetsIfNecessary();
      }
      if (!isRunning() || evicted) await commitOffsetsIfNecessary(uncommittedOffsets());
    } finally {
      clearInterval(beat);
    }
    // kafkajs answers its own protocol errors by joining the group again
    if (evicted) throw evicted;
    this.commitLater(payload);
  }

  /** The last messages before a silence: their offsets follow when a second has passed. */
  private commitLater(payload: EachBatchPayload): void {
    this.lastBatch = payload;
    if (this.trailingCommit || this.consumer?.stopping) return;
    this.trailingCommit = setTimeout(() => {
      this.trailingCommit = undefined;
      const { uncommittedOffsets, commitOffsetsIfNecessary } = this.lastBatch ?? payload;
      const offsets = uncommittedOffsets();
      if (offsets.topics.length === 0) return;
      commitOffsetsIfNecessary(offsets).catch((error: unknown) => logger.debug(`offsets stay for later: ${error}`));
    }, commitInterval + 100);
  }

  private resumeWhenTheDatabaseAnswers(resume: () => void): void {
    let asking = false;
    const pause = setInterval(() => {
      if (asking) return;
      asking = true;
      void this.consumption.databaseAnswers().then((answers) => {
        asking = false;
        if (!answers || !this.pauses.delete(pause)) return;
        clearInterval(pause);
        resume();
      });
    }, 250);
    this.pauses.add(pause);
  }
}

export interface FromBeginning {
  /** True once everything that was in the topics at the start has been read; stays true while Kafka is away. */
  readonly caughtUp: boolean;
  readonly state: ConsumerState;
  /** Resolves when caught up for the first time. */
  readonly whenCaughtUp: Promise<void>;
  /** Resolves when everything that is in the topics now has been read. Rejects when Kafka is away. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads topics from their beginning and then follows them, on its own and without offsets kept: for copies in memory.
 * After trouble it reads from the beginning again, so `onMessage` must be idempotent by key and version. An error of
 * `onMessage` is logged and the message skipped.
 */
export function readFromBeginning(
  address: KafkaAddress,
  topics: readonly string[],
  onMessage: (message: WireMessage) => void | Promise<void>,
): FromBeginning {
  const position = new Map<string, bigint>();
  const goals = new Set<{ ends: ReadonlyMap<string, bigint>; reached: () => void }>();
  const first: PromiseWithResolvers<void> = Promise.withResolvers();
  let caughtUp = false;
  const check = () => {
    for (const goal of goals)
      if ([...goal.ends].every(([place, end]) => (position.get(place) ?? 0n) >= end)) {
        goals.delete(goal);
        goal.reached();
      }
  };
  const aim = async (reached: () => void) => {
    goals.add({ ends: await endsOf(address, topics), reached });
    check();
  };
  const consumer = new LastingConsumer({
    address,
    group: `${address.prefix}${address.service}.reader.${newId()}`,
    topics,
    concurrency: 1,
    starting: async () => {
      position.clear();
      if (caughtUp || goals.size > 0) return;
      await aim(() => {
        caughtUp = true;
        first.resolve();
      });
    },
    eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
      const topic = batch.topic.slice(address.prefix.length);
      for (const message of batch.messages) {
        if (!isRunning() || isStale()) return;
        try {
          await onMessage(wireMessage(topic, batch.partition, message));
        } catch (error) {
          logger.error(error, `message ${topic}/${batch.partition}/${message.offset} was not understood`);
        }
        resolveOffset(message.offset);
        consumer.progress++;
        await heartbeat();
      }
      position.set(`${topic}/${batch.partition}`, BigInt(batch.lastOffset()) + 1n);
      check();
    },
  });
  consumer.start();
  return {
    get caughtUp() {
      return caughtUp;
    },
    get state() {
      return consumer.state;
    },
    whenCaughtUp: first.promise,
    catchUp: () => new Promise<void>((resolve, reject) => void aim(resolve).catch(reject)),
    close: () => consumer.stop(),
  };
}

async function withAdmin<Result>(address: KafkaAddress, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = client(address.brokers, address.service).admin({ retry });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** End of each partition that has something in it (`topic/partition` -> offset after the last message). */
async function endsOf(address: KafkaAddress, topics: readonly string[]): Promise<Map<string, bigint>> {
  return withAdmin(address, async (admin) => {
    const there = new Set(await admin.listTopics());
    const ends = new Map<string, bigint>();
    for (const topic of topics.filter((name) => there.has(address.prefix + name)))
      for (const { partition, high, low } of await admin.fetchTopicOffsets(address.prefix + topic))
        if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high));
    return ends;
  });
}

/** Those of the topics whose first messages are gone, by their retention. */
export function topicsCutShort(address: KafkaAddress, topics: readonly string[]): Promise<string[]> {
  return withAdmin(address, async (admin) => {
    const there = new Set(await admin.listTopics());
    const cut: string[] = [];
    for (const topic of topics.filter((name) => there.has(address.prefix + name)))
      if ((await admin.fetchTopicOffsets(address.prefix + topic)).some(({ low }) => BigInt(low) > 0n)) cut.push(topic);
    return cut;
  });
}

/** Up to where a service's consumer has left each partition behind (`topic/partition` -> offset of the next message). */
export function committedOf(address: KafkaAddress, topics: readonly string[]): Promise<Map<string, bigint>> {
  return withAdmin(address, async (admin) => {
    const groupId = address.prefix + address.service;
    const groups = await admin.fetchOffsets({ groupId, topics: topics.map((topic) => address.prefix + topic) });
    return new Map(
      groups.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }): [string, bigint] => [
          `${topic.slice(address.prefix.length)}/${partition}`,
          BigInt(offset),
        ]),
      ),
    );
  });
}

export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  /** `compact` keeps the newest state per key, `delete` keeps facts for the retention time. */
  readonly cleanup: 'delete' | 'compact';
}

/**
 * Makes the topics that are not there yet, with one replica; existing ones stay as they are. Facts are kept for
 * `retentionMs` (-1, the default, for ever).
 */
export async function createTopics(
  brokers: readonly string[],
  prefix: string,
  topics: readonly TopicPlan[],
  retentionMs = -1,
): Promise<void> {
  await withAdmin({ brokers, prefix, service: 'topics' }, async (admin) => {
    const there = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !there.has(prefix + name));
    const plans = missing.map(({ name, partitions, cleanup }): ITopicConfig => {
      const retention = { name: 'retention.ms', value: String(cleanup === 'compact' ? -1 : retentionMs) };
      return {
        topic: prefix + name,
        numPartitions: partitions,
        replicationFactor: 1,
        configEntries: [{ name: 'cleanup.policy', value: cleanup }, retention],
      };
    });
    if (plans.length === 0) return;
    await admin.createTopics({ topics: plans, waitForLeaders: false, timeout: 20_000 });
    await untilLed(
      admin,
      plans.map(({ topic }) => topic),
    );
  });
}

/** kafkajs' own wait for leaders gives up when a broker has not heard of the topic yet; that passes within moments. */
async function untilLed(admin: Admin, names: readonly string[]): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await admin.fetchTopicMetadata({ topics: [...names] });
      return;
    } catch (error) {
      if (attempt >= 100 || !hasType(error, 'UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE')) throw error;
      await after(100);
    }
  }
}

/** Members' view of a consumer group: committed offset and end per partition, for tests, benches and operators. */
export async function lagOfGroup(address: KafkaAddress, topics: readonly string[]): Promise<number> {
  return withAdmin(address, async (admin) => {
    const groupId = address.prefix + address.service;
    const committed = await admin.fetchOffsets({ groupId, topics: topics.map((topic) => address.prefix + topic) });
    let lag = 0n;
    for (const { topic, partitions } of committed) {
      const ends = await admin.fetchTopicOffsets(topic);
      for (const { partition, high, low } of ends) {
        const at = partitions.find((one) => one.partition === partition)?.offset ?? '-1';
        lag += BigInt(high) - (BigInt(at) < 0n ? BigInt(low) : BigInt(at));
      }
    }
    return Number(lag);
  });
}
