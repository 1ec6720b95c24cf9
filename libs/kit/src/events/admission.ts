import type { EventDefinition } from '@chowk/contracts/envelope';
import { prepared, sql, type Sql } from '../database/sql.js';
import { databaseErrorOf } from '../database/violates.js';
import type { EventHandler } from './event-handlers.js';
import { passesGate } from './rebuild-gate.js';
import type { ReadEvent } from './received-event.js';
import type { WireMessage } from './wire.js';

/** A message of a type that is listened to, read and found in order. */
export interface Understood {
  readonly message: WireMessage;
  readonly definition: EventDefinition;
  readonly handlers: readonly EventHandler[];
  readonly read: ReadEvent;
}

/**
 * Raises unless all events of a tenant are new, the tenant's gate is open and their keys are without an open dead letter; nothing
 * for states that feed no copy. Nobody waits for it: it leaves with the handlers' first statement, and one that is refused
 * takes all that follows with it.
 */
export function admissionOf(
  several: readonly Understood[],
  { consumer, parks }: { readonly consumer: string; readonly parks: boolean },
): readonly Sql[] {
  const tenantId = several[0]?.read.event.tenantId;
  if (tenantId === undefined) return [];
  const passes = passesGate(tenantId);
  const facts = several.filter(({ definition }) => definition.kind === 'fact');
  if (facts.length > 0) {
    const ids = facts.map(({ read }) => read.event.id);
    const bodies = facts.map(({ read }) => read.bodyHash);
    const topics = facts.map(({ message }) => message.topic);
    const keys = facts.map(({ message }) => message.key);
    return [
      prepared(sql`select chowk_receive(${passes}, ${tenantId}, ${consumer}, id, body, topic, key, ${parks})
          from unnest(${ids}::uuid[], ${bodies}::bytea[], ${topics}::text[], ${keys}::text[]) as fact (id, body, topic, key)`),
    ];
  }
  const feedsCopy = several.some(({ handlers }) => handlers.some((handler) => handler.copy() !== undefined));
  return feedsCopy ? [prepared(sql`select chowk_admit(${passes})`)] : [];
}

/** SQLSTATEs of `chowk_receive` and `chowk_admit`. */
const refusals = { CH208: 'duplicate', CH409: 'body-changed', CH423: 'held', CH424: 'behind' } as const;

/** Why an event was not admitted, if that is what the error says. */
export function refusalOf(error: unknown): (typeof refusals)[keyof typeof refusals] | undefined {
  const code = databaseErrorOf(error)?.code;
  return code !== undefined && code in refusals ? refusals[code as keyof typeof refusals] : undefined;
}
