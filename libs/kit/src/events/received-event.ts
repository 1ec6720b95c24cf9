import { createHash } from 'node:crypto';
import { eventHeaders, type EventDefinition, type Received } from '@chowk/contracts/envelope';
import { z } from 'zod';
import type { WireMessage } from './wire.js';

/** Why a message cannot be handled, ever: its own fault, found before any handler saw it. */
export type FaultReason = 'MALFORMED' | 'SCHEMA' | 'TENANT_MISMATCH';

export class MessageFault extends Error {
  override readonly name = 'MessageFault';
  constructor(
    readonly reason: FaultReason,
    message: string,
  ) {
    super(message);
  }
}

export interface ReadEvent {
  readonly event: Received;
  readonly traceparent: string | undefined;
  /** SHA-256 of the value. */
  readonly bodyHash: Buffer;
}

/** Reads and checks a message of a known type. Throws {@link MessageFault}, whatever the bytes are. */
export function readEvent(message: WireMessage, definition: EventDefinition): ReadEvent {
  const headers = eventHeaders.safeParse(message.headers);
  if (!headers.success) throw new MessageFault('MALFORMED', `headers: ${faultsOf(headers.error)}`);
  const head = headers.data;
  if (message.value === null) throw new MessageFault('MALFORMED', 'a tombstone: there is no value');
  if (tenantOfKey(message.key) !== head.tenant)
    throw new MessageFault('TENANT_MISMATCH', `key ${message.key} is not of tenant ${head.tenant}`);
  const data = definition.schema.safeParse(jsonOf(message.value));
  if (!data.success) throw new MessageFault('SCHEMA', faultsOf(data.error));
  return {
    traceparent: head.traceparent,
    bodyHash: createHash('sha256').update(message.value).digest(),
    event: {
      id: head.ce_id,
      type: definition.type,
      source: head.ce_source,
      time: new Date(head.ce_time),
      tenantId: head.tenant,
      outletId: head.outlet,
      aggregateId: head.ce_subject,
      version: Number(head.version),
      correlationId: head.correlation,
      causationId: head.causation,
      data: data.data,
    },
  };
}

const uuid = z.uuid();

/** The tenant a key names in front of its colon, if it does. */
export function tenantOfKey(key: string | null): string | undefined {
  const tenant = key?.slice(0, 36);
  return key?.[36] === ':' && uuid.safeParse(tenant).success ? tenant : undefined;
}

function jsonOf(value: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch (error) {
    throw new MessageFault('MALFORMED', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Paths and messages, without the values. */
function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || '(whole)'}: ${message}`)
    .join('; ');
}
