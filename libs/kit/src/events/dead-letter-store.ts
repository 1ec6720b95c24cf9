import { newId } from '../ids/new-id.js';
import { sql } from '../database/sql.js';
import type { Transaction } from '../database/transaction.js';
import type { WorkerDatabase } from '../database/worker-database.js';
import { tenantOfKey, type FaultReason } from './received-event.js';
import type { WireMessage } from './wire.js';

/**
 * `BODY_CHANGED`: a known event id came with another body. `REFUSED`: a rule refused it. `FAILED`: the handler failed at
 * each try. `BEHIND`: its key has an older dead letter. `TOO_BIG`: the broker does not take it.
 */
export type DeadLetterReason = FaultReason | 'BODY_CHANGED' | 'REFUSED' | 'FAILED' | 'BEHIND' | 'TOO_BIG';
export type DeadLetterState = 'OPEN' | 'REPLAYED' | 'DISCARDED';

export interface DeadLetter {
  readonly id: string;
  readonly tenantId: string | null;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly reason: DeadLetterReason;
  readonly error: string;
  readonly attempts: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly state: DeadLetterState;
}

/** Order is kept per key of a topic. */
type Place = Pick<WireMessage, 'topic' | 'key'>;

/** Type of the outbox rows that announce a dead letter; the relay fetches what they stand for and keeps them out of the journal. */
export const deadLetterType = 'dead-letter';
/** Stands for "no tenant is known" where a column wants one. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** Columns of a {@link DeadLetter}. */
export const deadLetterColumns = sql`id, tenant_id as "tenantId", consumer, topic, partition, "offset"::text as "offset", key,
  event_id as "eventId", type, headers, body, reason, error, attempts, first_failed_at as "firstFailedAt",
  last_failed_at as "lastFailedAt", state`;
const uuidShape = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** PostgreSQL keeps no NUL in text and jsonb. */
const storable = (text: string): string => text.replaceAll('\0', '\u2400');

/** The dead letters of one service in its database, under the worker role: the tenant of a broken message may be unknown. */
export class DeadLetterStore {
  constructor(
    private readonly worker: WorkerDatabase,
    /** `<service>` for what it could not handle, `<service>.relay` for what it could not tell. */
    private readonly consumer: string,
    private readonly announced: () => void,
  ) {}

  /** Topic on which they are announced, `<service>.dead-letter`. */
  private get topic(): string {
    return `${this.consumer.split('.')[0]}.dead-letter`;
  }

  /** Keeps the message and announces it on the dead-letter topic, in one transaction; the same message only once. */
  async write(message: WireMessage, reason: DeadLetterReason, error: string, attempts: number): Promise<void> {
    await this.worker.transaction((transaction) => this.insert(transaction, message, reason, error, attempts));
    this.announced();
  }

  /**
   * Keeps the message behind the open dead letter of its key. False when there is none any more: then it can be handled.
   * The lock is shared with {@link settle}, so that none is parked behind a dead letter that was just settled.
   */
  async park(message: WireMessage): Promise<boolean> {
    const parked = await this.worker.transaction(async (transaction) => {
      await this.lock(transaction, message);
      const older = await this.oldestOpen(transaction, message);
      if (!older) return false;
      await this.insert(transaction, message, 'BEHIND', `waits for dead letter ${older.id} of its key`, 0);
      return true;
    });
    if (parked) this.announced();
    return parked;
  }

  async find(id: string): Promise<DeadLetter | undefined> {
    if (!uuidShape.test(id)) return undefined;
    const rows = await this.worker.query<DeadLetter>(
      sql`select ${deadLetterColumns} from dead_letter where consumer = ${this.consumer} and id = ${id}`,
    );
    return rows[0];
  }

  /** Oldest first. */
  list(state: DeadLetterState, limit: number): Promise<DeadLetter[]> {
    return this.worker.query<DeadLetter>(
      sql`select ${deadLetterColumns} from dead_letter where consumer = ${this.consumer} and state = ${state} order by id limit ${limit}`,
    );
  }

  /** The one that has to be replayed first among those of a key. */
  oldestOfKey(place: Place): Promise<DeadLetter | undefined> {
    return this.oldestOpen(this.worker, place);
  }

  async settle(letter: DeadLetter, state: 'REPLAYED' | 'DISCARDED'): Promise<void> {
    await this.worker.transaction(async (transaction) => {
      await this.lock(transaction, letter);
      await transaction.execute(
        sql`update dead_letter set state = ${state} where consumer = ${this.consumer} and id = ${letter.id} and state = 'OPEN'`,
      );
    });
  }

  async failedAgain(letter: DeadLetter, reason: DeadLetterReason, error: string, attempts: number): Promise<void> {
    await this.worker.query(sql`update dead_letter set reason = ${reason}, error = ${storable(error)},
      attempts = attempts + ${attempts}, last_failed_at = now() where consumer = ${this.consumer} and id = ${letter.id}`);
  }

  async counts(): Promise<{ topic: string; reason: string; count: number }[]> {
    return this.worker.query(
      sql`select topic, reason, count(*)::int as count from dead_letter where state = 'OPEN' group by topic, reason`,
    );
  }

  private async oldestOpen(
    database: Pick<WorkerDatabase, 'query'>,
    { topic, key }: Place,
  ): Promise<DeadLetter | undefined> {
    if (key === null) return undefined;
    const rows = await database.query<DeadLetter>(sql`select ${deadLetterColumns} from dead_letter
      where consumer = ${this.consumer} and topic = ${topic} and key = ${storable(key)} and state = 'OPEN' order by id limit 1`);
    return rows[0];
  }

  private async lock(transaction: Transaction, { topic, key }: Place): Promise<void> {
    const name = `dead-letter ${this.consumer} ${topic} ${key ?? ''}`;
    await transaction.query(sql`select pg_advisory_xact_lock(hashtextextended(${storable(name)}, 0))`);
  }

  private async insert(
    transaction: Transaction,
    message: WireMessage,
    reason: DeadLetterReason,
    error: string,
    attempts: number,
  ): Promise<void> {
    const id = newId();
    const { tenant, ce_id: eventId, ce_type: type, correlation } = message.headers;
    const headers = Object.entries(message.headers).map(([name, value]) => [storable(name), storable(value)]);
    const tenantId = tenantOfKey(message.key) ?? (tenant !== undefined && uuidShape.test(tenant) ? tenant : null);
    const key = message.key === null ? null : storable(message.key);
    const written = await transaction.execute(sql`
      insert into dead_letter (id, tenant_id, consumer, topic, partition, "offset", key, event_id, type, headers, body,
                               reason, error, attempts, first_failed_at, last_failed_at, state)
      select ${id}::uuid, ${tenantId}::uuid, ${this.consumer}::text, ${message.topic}::text, ${message.partition}::int,
             ${message.offset}::bigint, ${key}::text, ${eventId !== undefined && uuidShape.test(eventId) ? eventId : null}::uuid,
             ${type === undefined ? null : storable(type)}::text, ${JSON.stringify(Object.fromEntries(headers))}::jsonb,
             ${message.value}::bytea, ${reason}::text, ${storable(error)}::text, ${attempts}::int, now(), now(), 'OPEN'
      where not exists (select 1 from dead_letter where consumer = ${this.consumer} and topic = ${message.topic}
                        and partition = ${message.partition} and "offset" = ${message.offset}::bigint)`);
    if (written === 0) return;
    await transaction.writeFacts([
      {
        tenantId: tenantId ?? nobody,
        eventId: id,
        topic: this.topic,
        key: key ?? id,
        type: deadLetterType,
        aggregateId: id,
        aggregateVersion: 1,
        outletId: null,
        occurredAt: new Date(),
        correlation: correlation === undefined ? id : storable(correlation),
        causation: null,
        traceparent: null,
        data: '{}',
      },
    ]);
  }
}
