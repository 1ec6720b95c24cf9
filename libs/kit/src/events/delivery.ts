import { setTimeout as after } from 'node:timers/promises';
import type { Received } from '@chowk/contracts/envelope';
import { runInCall } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import { prepared, sql, type Sql } from '../database/sql.js';
import type { Transaction } from '../database/transaction.js';
import { crashPoint } from '../start/crash-point.js';
import { admissionOf, refusalOf, type Understood } from './admission.js';
import { Company } from './company.js';
import type { Consumption } from './consumption.js';
import type { DeadLetterReason, DeadLetterStore } from './dead-letter-store.js';
import type { EventHandlers } from './event-handlers.js';
import type { EventMetrics, HandlingOutcome } from './event-metrics.js';
import { describe, failureOf } from './failures.js';
import { MessageFault, readEvent } from './received-event.js';
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
/**
 * Longest wait (ms) of a company for a lock; by itself each waits longer. Below PostgreSQL's deadlock_timeout: a company locks what
 * several events name, so it is the company that gives way to whoever locks crosswise.
 */
const companyPatience = 200;
/** No new try begins after this (ms): the partition's other keys wait. */
const patience = 5000;

/**
 * The chain each message goes through: trace, parse and validate, tenant, inbox, handlers, commit. The inbox row, what
 * the handlers save and the facts they record are one transaction, so that an effect happens once however often the
 * message comes; messages that wait together share one (docs/adr/0034). State events need no inbox row: copies compare versions.
 */
export class Delivery implements Consumption {
  private readonly company = new Company<Understood>({
    together: (several) => this.handleTogether(several),
    alone: (one) => this.deliverAlone(one.message, one),
  });

  constructor(
    private readonly policy: DeliveryPolicy,
    private readonly handlers: EventHandlers,
    private readonly database: Database,
    private readonly deadLetters: DeadLetterStore,
    private readonly metrics: EventMetrics,
  ) {}

  async deliver(run: readonly WireMessage[]): Promise<number> {
    const wanted = run.filter((message) => !this.skips(message));
    let settled = 0;
    for (let next = wanted[0]; next; next = wanted[settled]) {
      const company = this.understoodFrom(wanted, settled);
      const [first] = company;
      const done = first
        ? await this.company.join(first.read.event.tenantId, company)
        : Number(await this.deliverAlone(next));
      settled += done;
      if (done < Math.max(company.length, 1)) return run.indexOf(wanted[settled] ?? next);
    }
    return run.length;
  }

  /** Does nothing about a failure; `replayed` messages are handled although their key has an open dead letter: themselves. */
  async attempt(message: WireMessage, replayed = false, understood = this.understand(message)): Promise<Outcome> {
    return 'kind' in understood ? understood : this.tryHandling(understood, replayed);
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

  /** False when the message has to wait for the database. */
  private async deliverAlone(message: WireMessage, understood?: Understood): Promise<boolean> {
    const started = performance.now();
    const outcome = await this.attempt(message, false, understood);
    try {
      if (outcome.kind === 'behind') {
        // The dead letter was settled in between: handle it after all
        if (!(await this.deadLetters.park(message))) return await this.deliverAlone(message, understood);
      } else if (outcome.kind === 'dead')
        await this.deadLetters.write(message, outcome.reason, outcome.error, outcome.attempts);
    } catch (error) {
      // Neither handled nor kept: nothing may pass before one of the two succeeds
      if (failureOf(error) !== 'database-away') throw error;
      return false;
    }
    if (outcome.kind === 'database-away' || outcome.kind === 'held') return false;
    this.count(message, outcome.kind === 'behind' ? 'dead' : outcome.kind);
    this.settle(message, outcome, performance.now() - started);
    return true;
  }

  /** All in one transaction, or none: what fails here is tried, judged and told when each goes by itself. */
  private async handleTogether(several: readonly Understood[]): Promise<boolean> {
    const [first] = several;
    if (!first) return true;
    const started = performance.now();
    const { event, traceparent } = first.read;
    try {
      await inCallOf(event, traceparent, () =>
        this.database.transaction(async (transaction) => {
          transaction.write(prepared(sql`select set_config('lock_timeout', ${`${companyPatience}`}, true)`));
          for (const statement of this.admission(several)) transaction.write(statement);
          for (const one of several) await handleWithin(transaction, one);
        }),
      );
    } catch {
      // Each goes by itself now: what is wrong with it is said there
      for (const { message } of several) this.count(message, 'retried');
      return false;
    }
    for (const { message } of several) {
      this.count(message, 'done');
      this.settle(message, { kind: 'done' }, performance.now() - started);
    }
    return true;
  }

  private settle(message: WireMessage, outcome: Outcome, durationMs: number): void {
    if (outcome.kind === 'done') crashPoint('committed', typeOf(message));
    if (outcome.kind === 'done') this.metrics.tookSeconds(message.topic, typeOf(message), durationMs / 1000);
    this.policy.settled?.(message, outcome, durationMs);
  }

  /** True for a message of a type that nobody here listens to: it is counted, and that is all. */
  private skips(message: WireMessage): boolean {
    const { ce_type: type } = message.headers;
    if (type === undefined || this.handlers.of(type).length > 0) return false;
    this.count(message, 'skipped');
    this.settle(message, { kind: 'skipped' }, 0);
    return true;
  }

  /** Messages from `start` on, as far as they are in order and of one tenant. */
  private understoodFrom(run: readonly WireMessage[], start: number): Understood[] {
    const company: Understood[] = [];
    for (const message of run.slice(start)) {
      const one = this.understand(message);
      if ('kind' in one || one.read.event.tenantId !== (company[0] ?? one).read.event.tenantId) break;
      company.push(one);
    }
    return company;
  }

  private understand(message: WireMessage): Understood | Outcome {
    const type = message.headers.ce_type;
    const handlers = type === undefined ? [] : this.handlers.of(type);
    const definition = handlers[0]?.definition;
    if (type !== undefined && !definition) return { kind: 'skipped' };
    try {
      if (!definition) throw new MessageFault('MALFORMED', 'no header ce_type');
      return { message, definition, handlers, read: readEvent(message, definition) };
    } catch (error) {
      const reason = error instanceof MessageFault ? error.reason : 'MALFORMED';
      return { kind: 'dead', reason, error: error instanceof Error ? error.message : String(error), attempts: 1 };
    }
  }

  private async tryHandling(understood: Understood, replayed: boolean): Promise<Outcome> {
    const giveUpAt = performance.now() + patience;
    for (let attempts = 1, contended = 0; ;) {
      try {
        return await this.handle(understood, replayed);
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
        this.count(understood.message, 'retried');
        if (failure === 'contention' && contended < contentionTries)
          await after(Math.random() * Math.min(100, 5 * 2 ** contended++));
        else await after(pauses[attempts++ - 1]);
      }
    }
  }

  private handle(understood: Understood, replayed: boolean): Promise<Outcome> {
    const { event, traceparent } = understood.read;
    return inCallOf(event, traceparent, () =>
      this.database.transaction(
        async (transaction): Promise<Outcome> => {
          try {
            await runHandlers(understood);
          } catch (error) {
            // What a handler says of an event that was not to be handled counts for nothing
            await transaction.first;
            throw error;
          }
          return { kind: 'done' };
        },
        { first: this.admission([understood], replayed) },
      ),
    );
  }

  private admission(several: readonly Understood[], replayed = false): readonly Sql[] {
    const { service: consumer, onDeadLetter } = this.policy;
    return admissionOf(several, { consumer, parks: onDeadLetter === 'park' && !replayed });
  }

  private count(message: WireMessage, outcome: HandlingOutcome): void {
    this.metrics.handledOne(
      message.topic,
      this.handlers.of(typeOf(message)).length > 0 ? typeOf(message) : 'other',
      outcome,
    );
  }
}

function handleWithin(transaction: Transaction, understood: Understood): Promise<void> {
  const { event, traceparent } = understood.read;
  return inCallOf(event, traceparent, () => runInCall({ transaction }, () => runHandlers(understood)));
}

async function runHandlers({ definition, handlers, read }: Understood): Promise<void> {
  for (const handler of handlers) await handler.handle(read.event);
  crashPoint('handled', definition.type);
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

function typeOf(message: WireMessage): string {
  return message.headers.ce_type ?? 'none';
}
