import { setTimeout as after } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { OutboxRow } from '../database/outbox-row.js';
import { sql, type Sql } from '../database/sql.js';
import type { WorkerDatabase } from '../database/worker-database.js';
import { crashPoint } from '../start/crash-point.js';
import { deadLetterMessage } from './dead-letter-message.js';
import { deadLetterType, type DeadLetter, type DeadLetterStore, deadLetterColumns } from './dead-letter-store.js';
import type { EventMetrics } from './event-metrics.js';
import { outboxMessage } from './outbox-message.js';
import { batchRows, moveAndRead } from './outbox-queries.js';
import { Pacing } from './pacing.js';
import type { Wakeups } from './wakeups.js';
import { inBatches, SendFailure, type OutgoingMessage } from './wire.js';

/** What a relay hands batches to. */
export interface Sender {
  /** Resolves when the broker has all of it. Rejects with SendFailure. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
}

export interface RelayParts {
  readonly service: string;
  readonly worker: WorkerDatabase;
  readonly sender: Sender;
  readonly deadLetters: DeadLetterStore;
  readonly wakeups: Pick<Wakeups, 'wake' | 'onWake'>;
  readonly metrics: EventMetrics;
}

/** The net (ms) under lost nudges and crashed processes. */
const sweep = 1000;
/** What was sent moves with the next read, or after this long (ms). */
const lingering = 50;
const missingTopicPause = 5000;
/** How often (ms) next months' partitions of the journal are looked after; what has none goes to the default one. */
const partitionsEvery = 12 * 3_600_000;
const nudgeKey = 'relay';

interface Sendable {
  readonly row: OutboxRow;
  readonly message: OutgoingMessage;
}

const logger = new Logger('Relay');

/**
 * Tells the broker what the outbox holds: one relay per database works, the others stand by for its advisory lock. The
 * lock, the reading and the moving share one connection, so that who loses the lock can neither read nor move on.
 * Order per key is the order of writing: nothing is sent before what was sent earlier is acknowledged. A crash between
 * sending and moving sends twice, never not at all. Why it reads the table: docs/adr/0007.
 */
export class Relay {
  private readonly closing = new AbortController();
  private readonly pacing = new Pacing();
  private readonly missing = new Map<string, number>();
  private nudged = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;
  private leading = false;

  constructor(private readonly parts: RelayParts) {}

  start(): void {
    this.stopListening = this.parts.wakeups.onWake(nudgeKey, () => this.nudgeHere());
    this.running ??= this.keepAlive();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.closing.abort();
    this.stopListening?.();
    this.nudgeHere();
    await this.running;
  }

  /** True while this instance holds the lock. */
  get isLeading(): boolean {
    return this.leading;
  }

  /** Something was written and committed: look now. Never throws. */
  nudge(): void {
    if (this.leading) this.nudgeHere();
    else this.parts.wakeups.wake(nudgeKey);
  }

  private nudgeHere(): void {
    this.nudged = true;
    this.wake?.();
  }

  private async keepAlive(): Promise<void> {
    let pause = 100;
    while (!this.closing.signal.aborted) {
      try {
        await this.withConnection(async (client, lost) => {
          pause = 100;
          while (!this.closing.signal.aborted && !lost.aborted) {
            if (await this.takeLock(client)) await this.lead(client, lost);
            else await this.rest(sweep);
          }
        });
      } catch (error) {
        logger.warn(`stopped, trying again: ${error instanceof Error ? error.message : String(error)}`);
        await after(pause, undefined, { signal: this.closing.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, 2000);
      }
      this.leading = false;
    }
  }

  private async withConnection(work: (client: PoolClient, lost: AbortSignal) => Promise<void>): Promise<void> {
    const client = await this.parts.worker.pool.connect();
    const lost = new AbortController();
    const lose = () => {
      lost.abort();
      this.nudgeHere();
    };
    client.on('error', lose).on('end', lose);
    try {
      // A move that a crash of the database forgets is made again: the event is told twice
      await client.query('set synchronous_commit = off');
      await work(client, lost.signal);
    } finally {
      client.off('error', lose).off('end', lose);
      client.release(true);
    }
  }

  private async takeLock(client: PoolClient): Promise<boolean> {
    const { rows } = await run<{ locked: boolean }>(
      client,
      sql`select pg_try_advisory_lock(hashtext('chowk.relay')) as locked`,
    );
    this.leading = rows[0]?.locked === true;
    return this.leading;
  }

  private async lead(client: PoolClient, lost: AbortSignal): Promise<void> {
    let sent: number[] = [];
    let backlog = false;
    let trouble = 0;
    let keptPartitionsAt = Number.NEGATIVE_INFINITY;
    while (!lost.aborted) {
      if (performance.now() - keptPartitionsAt > partitionsEvery) {
        keptPartitionsAt = performance.now();
        await client.query('select chowk_keep_fact_partitions(2)');
      }
      const stopping = this.closing.signal.aborted;
      if (stopping && sent.length === 0) break;
      const gather = this.pacing.gather(performance.now(), backlog || stopping);
      if (gather > 0) await after(gather);
      this.nudged = false;
      const { rows } = await run<OutboxRow>(client, moveAndRead(sent, this.missingNow()));
      sent = [];
      if (stopping || lost.aborted) break;
      if (rows.length > 0) {
        this.pacing.note(rows.length, performance.now());
        try {
          sent = await this.tell(client, rows, lost);
          trouble = 0;
        } catch (error) {
          if (!(error instanceof SendFailure)) throw error;
          logger.warn(error.message);
          await this.rest(Math.min(100 * 2 ** trouble++, 2000), true);
        }
      }
      backlog = rows.length === batchRows;
      if (!backlog) await this.rest(sent.length > 0 ? lingering : sweep);
    }
  }

  /** Sends the rows in order; returns the ids that need not be sent again. */
  private async tell(client: PoolClient, rows: readonly OutboxRow[], lost: AbortSignal): Promise<number[]> {
    const letters = await this.lettersOf(client, rows);
    const done: number[] = [];
    const rowOf = new Map<OutgoingMessage, OutboxRow>();
    for (const row of rows) {
      const letter = row.type === deadLetterType ? letters.get(row.aggregateId) : undefined;
      rowOf.set(letter ? deadLetterMessage(row, letter) : outboxMessage(row, this.parts.service), row);
    }
    for (const batch of inBatches([...rowOf.keys()])) {
      if (lost.aborted) throw new Error('lost the connection that holds the lock');
      const sendable = batch.flatMap((message) => {
        const row = rowOf.get(message);
        return row ? [{ row, message }] : [];
      });
      await this.send(sendable, done);
    }
    return done;
  }

  /** Halves what is too big until the one event is found; sets topics apart that the broker does not have. */
  private async send(batch: readonly Sendable[], done: number[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    try {
      await this.parts.sender.send(batch.map(({ message }) => message));
    } catch (error) {
      if (!(error instanceof SendFailure) || error.reason === 'away') throw error;
      const topics = Map.groupBy(batch, ({ row }) => row.topic);
      if (topics.size > 1) for (const part of topics.values()) await this.send(part, done);
      else if (error.reason === 'no-topic') this.setApart(first.row.topic);
      else if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        await this.send(batch.slice(0, middle), done);
        await this.send(batch.slice(middle), done);
      } else {
        await this.giveUp(first, error);
        done.push(first.row.id);
      }
      return;
    }
    for (const { row } of batch) {
      crashPoint('sent', row.type);
      done.push(row.id);
      this.parts.metrics.published(row.topic, 1);
    }
  }

  private async giveUp({ row, message }: Sendable, error: SendFailure): Promise<void> {
    if (row.type === deadLetterType) {
      // Its body stays readable in the table
      const headers = { ...message.headers, 'dl-body': 'left out: too big' };
      return this.parts.sender.send([{ ...message, value: null, headers }]);
    }
    logger.error(`event ${row.eventId} (${row.type}) is too big for the broker and became a dead letter`);
    await this.parts.deadLetters.write(
      {
        topic: row.topic,
        partition: -1,
        offset: String(row.id),
        key: row.key,
        value: Buffer.from(row.data),
        headers: { ...message.headers },
      },
      'TOO_BIG',
      error.message,
      1,
    );
  }

  private setApart(topic: string): void {
    logger.warn(`the broker has no topic ${topic}; its events wait`);
    this.missing.set(topic, performance.now() + missingTopicPause);
  }

  private missingNow(): string[] {
    for (const [topic, until] of this.missing) if (until < performance.now()) this.missing.delete(topic);
    return [...this.missing.keys()];
  }

  private async lettersOf(client: PoolClient, rows: readonly OutboxRow[]): Promise<Map<string, DeadLetter>> {
    const ids = rows.filter(({ type }) => type === deadLetterType).map(({ aggregateId }) => aggregateId);
    if (ids.length === 0) return new Map();
    const letters = await run<DeadLetter>(
      client,
      sql`select ${deadLetterColumns} from dead_letter where id = any(${ids}::uuid[])`,
    );
    return new Map(letters.rows.map((letter) => [letter.id, letter]));
  }

  /** Until somebody nudges or `ms` have passed; `deaf` sleeps through nudges, not through the end. */
  private async rest(ms: number, deaf = false): Promise<void> {
    if ((this.nudged && !deaf) || this.closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.wake = () => {
        if (!deaf || this.closing.signal.aborted) end();
      };
    });
  }
}

function run<Row extends object>(client: PoolClient, { text, values, name }: Sql) {
  return client.query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) });
}
