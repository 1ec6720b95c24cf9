import type { EventDefinition } from '@chowk/contracts/envelope';
import { newId, type OutgoingMessage, type TopicPlan } from '@chowk/kit';

/** Topics for the definitions a test uses, and the dead-letter topics of the services that listen; few partitions. */
export function topicsFor(definitions: readonly EventDefinition[], services: readonly string[] = []): TopicPlan[] {
  const topics = new Map<string, TopicPlan>();
  for (const { topic, kind } of definitions)
    topics.set(topic, { name: topic, partitions: 2, cleanup: kind === 'state' ? 'compact' : 'delete' });
  for (const service of services) {
    const name = `${service}.dead-letter`;
    topics.set(name, { name, partitions: 1, cleanup: 'delete' });
  }
  return [...topics.values()];
}

export interface ToldFact {
  readonly tenantId: string;
  readonly aggregateId: string;
  readonly data: unknown;
  readonly version?: number;
  readonly eventId?: string;
  /** Replaces or removes (undefined) single headers. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A well-formed message of a definition, as its owner's relay would send it; faults are put in by `headers` and `data`. */
export function messageOf(definition: EventDefinition, fact: ToldFact): OutgoingMessage {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: fact.eventId ?? newId(),
    ce_type: definition.type,
    ce_source: definition.topic,
    ce_time: new Date().toISOString(),
    ce_subject: fact.aggregateId,
    'content-type': 'application/json',
    tenant: fact.tenantId,
    version: String(fact.version ?? 1),
    correlation: newId(),
  };
  for (const [name, value] of Object.entries(fact.headers ?? {})) {
    if (value === undefined) Reflect.deleteProperty(headers, name);
    else headers[name] = value;
  }
  return {
    topic: definition.topic,
    key: `${fact.tenantId}:${fact.aggregateId}`,
    value: JSON.stringify(fact.data),
    headers,
  };
}
