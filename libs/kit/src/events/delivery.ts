import { setTimeout as after } from 'node:timers/promises';
import type { EventDefinition, Received } from '@chowk/contracts/envelope';
import { runInCall } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import { prepared, sql, type Sql } from '../database/sql.js';
import { databaseErrorOf } from '../database/violates.js';
import { crashPoint } from '../start/crash-point.js';
import type { Consumption, Verdict } from './consumption.js';
import type { DeadLetterReason, DeadLetterStore } from './dead-letter-store.js';
import type { EventHandler, EventHandlers } from './event-handlers.js';
import type { EventMetrics, HandlingOutcome } from './event-metrics.js';
import { describe, failureOf } from './failures.js';
import { passesGate } from './rebuild-gate.js';
import { MessageFault, readEvent, type ReadEvent } from './received-event.js';
import type { WireMessage } from './wire.js';

/** What became of one message, before anything is done about it. */
export type Outcome =
  | { readonly kind: 'done' | 'duplicate' | 'skipped' | 'behind' | 'held' | 'database-away' }
  | { readonly kind: 'dead'; readonly reason: DeadLetterReason; readonly error: string; readonly attempts: number };

export interface DeliveryPolicy {
  /** Service name: the consumer in inbox and dead letters. */
  readonly service: string;
  /** `park`: later events of a key wait behind its dead letter. */
  readonly onDeadLetter: 'park' | 'skip';
  /** Told what became of each message, once that is certain; for the log. */
  readonly settled?: (message: WireMessage, outcome: Outcome, durationMs: number) => void;
}

const tries = 3;
const pauses = [50, 250];
const contentionTries = 8;
/** No new try begins after this (ms): the partition's other keys wait. */
const patience = 5000;

/**
 * The chain each message goes through: trace, parse and validate, tenant, inbox, handlers, commit. The inbox row, what
 * the handlers save and the facts they record are one transaction, so that an effect happens once however often the
 * message comes. State events need no inbox row: copies compare versions.
 */
export class Delivery implements Consumption {
  constructor(
    private readonly policy: DeliveryPolicy,
    private readonly handlers: EventHandlers,
    private readonly database: Database,
    private readonly deadLetters: DeadLetterStore,
    private readonly metrics: EventMetrics,
  ) {}

  async deliver(message: WireMessage): Promise<Verdict> {
    const started = performance.now();
    const outcome = await this.attempt(message);
    try {
      if (outcome.kind === 'behind') {
        // The dead letter was settled in between: handle it after all
        if (!(await this.deadLetters.park(message))) return await this.deliver(message);
      } else if (outcome.kind === 'dead')
        await this.deadLetters.write(message, outcome.reason, outcome.error, outcome.attempts);
    } catch (error) {
      // Neither handled nor kept: nothing may pass before one of the two succeeds
      if (failureOf(error) !== 'database-away') throw error;
      return 'database-away';
    }
    if (outcome.kind === 'database-away' || outcome.kind === 'held') return 'database-away';
    this.count(message, outcome.kind === 'behind' ? 'dead' : outcome.kind);
    const durationMs = performance.now() - started;
    if (outcome.kind === 'done') crashPoint('committed', typeOf(message));
    if (outcome.kind === 'done') this.metrics.tookSeconds(message.topic, typeOf(message), durationMs / 1000);
    this.policy.settled?.(message, outcome, durationMs);
    return 'next';
  }

  /** Does nothing about a failure; `replayed` messages are handled although their key has an open dead letter: themselves. */
  async attempt(message: WireMessage, replayed = false): Promise<Outcome> {
    const type = message.headers.ce_type;
    const handlers = type === undefined ? [] : this.handlers.of(type);
    const definition = handlers[0]?.definition;
    if (type !== undefined && !definition) return { kind: 'skipped' };
    let read: ReadEvent;
    try {
      if (!definition) throw new MessageFault('MALFORMED', 'no header ce_type');
      read = readEvent(message, definition);
    } catch (error) {
      const reason = error instanceof MessageFault ? error.reason : 'MALFORMED';
      return { kind: 'dead', reason, error: error instanceof Error ? error.message : String(error), attempts: 1 };
    }
    return this.tryHandling(message, definition, handlers, read, replayed);
  }

  async databaseAnswers(): Promise<boolean> {
    try {
      await this.deadLetters.list('OPEN', 1);
      await runInCall({ tenantId: probe }, () => this.database.query(sql`select 1 as one`));
      return true;
    } catch {
      return false;
    }
  }

  private async tryHandling(
    message: WireMessage,
    definition: EventDefinition,
    handlers: readonly EventHandler[],
    read: ReadEvent,
    replayed: boolean,
  ): Promise<Outcome> {
    const giveUpAt = performance.now() + patience;
    for (let attempts = 1, contended = 0; ;) {
      try {
        return await this.handle(message, definition, handlers, read, replayed);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === 'body-changed')
          return { kind: 'dead', reason: 'BODY_CHANGED', error: 'a known event id with another body', attempts };
        if (refusal) return { kind: refusal };
        const failure = failureOf(error);
        if (failure === 'database-away') return { kind: 'database-away' };
        if (failure === 'permanent') return { kind: 'dead', reason: 'REFUSED', error: describe(error), attempts };
        if (attempts >= tries || performance.now() > giveUpAt)
          return { kind: 'dead', reason: 'FAILED', error: describe(error), attempts };
        this.count(message, 'retried');
        if (failure === 'contention' && contended < contentionTries)
          await after(Math.random() * Math.min(100, 5 * 2 ** contended++));
        else await after(pauses[attempts++ - 1]);
      }
    }
  }

  private async handle(
    message: WireMessage,
    definition: EventDefinition,
    handlers: readonly EventHandler[],
    { event, traceparent, bodyHash }: ReadEvent,
    replayed: boolean,
  ): Promise<Outcome> {
    const feedsCopy = handlers.some((handler) => handler.copy() !== undefined);
    const admission = feedsCopy ? [gateStatement(event)] : [];
    const first = definition.kind === 'fact' ? [this.receipt(event, bodyHash, message, replayed)] : admission;
    return inCallOf(event, traceparent, () =>
      this.database.transaction(
        async (transaction): Promise<Outcome> => {
          try {
            for (const handler of handlers) await handler.handle(event);
          } catch (error) {
            // What a handler says of an event that was not to be handled counts for nothing
            await transaction.first;
            throw error;
          }
          crashPoint('handled', definition.type);
          return { kind: 'done' };
        },
        { first },
      ),
    );
  }

  /**
   * Raises unless the event is new, its tenant's gate open and its key without an open dead letter. Nobody waits for it: it
   * leaves with the handler's first statement, and one that is refused takes all that follows with it.
   */
  private receipt(event: Received, bodyHash: Buffer, { topic, key }: WireMessage, replayed: boolean): Sql {
    const parks = this.policy.onDeadLetter === 'park' && !replayed;
    return prepared(sql`select chowk_receive(${passesGate(event.tenantId)}, ${event.tenantId}, ${this.policy.service},
      ${event.id}, ${bodyHash}, ${topic}, ${key}, ${parks})`);
  }

  private count(message: WireMessage, outcome: HandlingOutcome): void {
    this.metrics.handledOne(
      message.topic,
      this.handlers.of(typeOf(message)).length > 0 ? typeOf(message) : 'other',
      outcome,
    );
  }
}

/** Any tenant will do to ask whether the database answers. */
const probe = '00000000-0000-7000-8000-000000000000';

/** Runs work as the call that an event is: its tenant, its correlation, itself as the cause. */
export function inCallOf<Result>(event: Received, traceparent: string | undefined, work: () => Result): Result {
  return runInCall(
    {
      requestId: event.id,
      correlationId: event.correlationId,
      causationId: event.id,
      tenantId: event.tenantId,
      outletId: event.outletId,
      traceparent,
      principal: undefined,
      idempotency: undefined,
      transaction: undefined,
    },
    work,
  );
}

const gateStatement = ({ tenantId }: Received): Sql => prepared(sql`select chowk_admit(${passesGate(tenantId)})`);

/** SQLSTATEs of `chowk_receive` and `chowk_admit`. */
const refusals = { CH208: 'duplicate', CH409: 'body-changed', CH423: 'held', CH424: 'behind' } as const;

function refusalOf(error: unknown): (typeof refusals)[keyof typeof refusals] | undefined {
  const code = databaseErrorOf(error)?.code;
  return code !== undefined && code in refusals ? refusals[code as keyof typeof refusals] : undefined;
}

function typeOf(message: WireMessage): string {
  return message.headers.ce_type ?? 'none';
}
