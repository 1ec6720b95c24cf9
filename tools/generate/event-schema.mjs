import { z } from 'zod';

/** JSON Schema of a shape as it stands on the wire. */
export const wireSchema = (schema) => z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });

/** JSON Schema of an event's data as consumers may rely on it: unknown properties are allowed, since adding one keeps the version. */
export function eventSchema(event) {
  return { $id: event.type, title: event.tells, ...open(wireSchema(event.schema)) };
}

function open(node) {
  if (Array.isArray(node)) return node.map(open);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key === 'additionalProperties' && value === false));
  return Object.fromEntries(entries.map(([key, value]) => [key, open(value)]));
}
