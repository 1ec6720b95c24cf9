import { z } from 'zod';

/** Where a fact is told: one topic per owning service, `<service>`; copies are fed by compacted `<aggregate>.state` topics. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** Chosen wire name, `<aggregate>.<fact>.v<n>`; never derived from a class. */
  readonly type: Type;
  readonly topic: string;
  /** `fact`: happened once, kept in order. `state`: the newest version of a whole thing, compacted. */
  readonly kind: 'fact' | 'state';
  readonly schema: Schema;
  /** What it tells, in one sentence for the events reference. */
  readonly tells: string;
}

const short = z.string().min(1).max(300);

/** The envelope as it stands in a message's headers: CloudEvents in its Kafka binding, and what every event of ours says beside it. */
export const eventHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  /** Id of the event: a second delivery has the same. */
  ce_id: z.uuid(),
  ce_type: short,
  /** Service that recorded the fact. */
  ce_source: short,
  /** When it was recorded. */
  ce_time: z.iso.datetime({ offset: true }),
  /** Id of the aggregate. */
  ce_subject: short,
  tenant: z.uuid(),
  /** Version of the aggregate after the fact. */
  version: z.string().regex(/^[0-9]{1,9}$/),
  /** Id of the request or timer that all began with. */
  correlation: short,
  outlet: z.uuid().optional(),
  /** Id of the event that this one follows from. */
  causation: short.optional(),
  /** W3C trace context. */
  traceparent: z.string().max(100).optional(),
});

/** What a dead letter says in its headers beside those of the message, which it keeps with its value as they came. */
export const deadLetterHeaders = z.object({
  'dl-id': z.string(),
  /** Why it cannot be handled. */
  'dl-reason': z.string(),
  'dl-error': z.string(),
  'dl-topic': z.string(),
  'dl-partition': z.string(),
  'dl-offset': z.string(),
  /** Consumer group that gave up. */
  'dl-consumer': z.string(),
  'dl-attempts': z.string(),
  'dl-time': z.iso.datetime(),
});

export type DataOf<Definition extends EventDefinition> = z.output<Definition['schema']>;

/** What a handler is given: the fact and the envelope it came in. */
export interface Received<Definition extends EventDefinition = EventDefinition> {
  readonly id: string;
  readonly type: Definition['type'];
  /** Service that recorded the fact. */
  readonly source: string;
  /** When it was recorded (UTC). */
  readonly time: Date;
  readonly tenantId: string;
  readonly outletId: string | undefined;
  /** The aggregate the fact is about and its version after the fact. */
  readonly aggregateId: string;
  readonly version: number;
  readonly correlationId: string;
  readonly causationId: string | undefined;
  readonly data: DataOf<Definition>;
}

/** Declares a fact of the topic's owner. */
export function event<Type extends string, Schema extends z.ZodType>(
  type: Type,
  { topic, schema, tells }: { topic: string; schema: Schema; tells: string },
): EventDefinition<Type, Schema> {
  return { type, topic, kind: 'fact', schema, tells };
}

/** Declares a state others keep a copy of; its topic is compacted, `removed: true` says that the thing is gone. */
export function state<Type extends string, Schema extends z.ZodType>(
  type: Type,
  { topic, schema, tells }: { topic: string; schema: Schema; tells: string },
): EventDefinition<Type, Schema> {
  return { type, topic, kind: 'state', schema, tells };
}
