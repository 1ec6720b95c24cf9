import type { DataOf, EventDefinition } from '@chowk/contracts/envelope';
import { currentCall, isRebuilding } from '../context/call-context.js';
import { newId } from '../ids/new-id.js';
import type { NewOutboxRow } from './outbox-row.js';

/** What a fact is about. */
export interface FactSubject {
  readonly tenantId: string;
  readonly aggregateId: string;
  /** Version of the aggregate after the fact. */
  readonly version: number;
  readonly outletId: string | undefined;
}

/** The outbox row of a fact, told at `occurredAt` by the current call, which gives correlation, causation and trace. */
export function outboxRowOf(
  definition: EventDefinition,
  data: unknown,
  subject: FactSubject,
  { key, occurredAt }: { key: string | undefined; occurredAt: Date },
): NewOutboxRow {
  if (isRebuilding()) throw new Error('A copy is rebuilt of what was told; nothing is saved that tells anew');
  const { correlationId, causationId, traceparent } = currentCall();
  return {
    tenantId: subject.tenantId,
    eventId: newId(),
    topic: definition.topic,
    key: `${subject.tenantId}:${key ?? subject.aggregateId}`,
    type: definition.type,
    aggregateId: subject.aggregateId,
    aggregateVersion: subject.version,
    outletId: subject.outletId ?? null,
    occurredAt,
    correlation: correlationId,
    causation: causationId ?? null,
    traceparent: traceparent ?? null,
    data: JSON.stringify(data),
  };
}

/** A fact recorded without an aggregate. */
export interface LooseFact<Definition extends EventDefinition> {
  readonly aggregateId: string;
  readonly version: number;
  readonly data: DataOf<Definition>;
  readonly outletId?: string;
  readonly key?: string;
}
