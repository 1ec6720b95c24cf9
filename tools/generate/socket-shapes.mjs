import { breakingChanges } from './breaking-changes.mjs';
import { wireSchema } from './event-schema.mjs';

/** Every shape that travels over a socket, by the name of its files: `[name, zod value]`. */
export function socketShapes(contracts) {
  const { clientEvents, serverEvents, socketAnswer, socketFailure, socketHandshake, socketRefusal } = contracts;
  return new Map([
    ['handshake', socketHandshake],
    ['refused', socketRefusal],
    ['failure', socketFailure],
    ...serverEvents.map(({ name, body }) => [`server.${name}`, body]),
    ...clientEvents.flatMap(({ name, body, answer }) => [
      [`client.${name}`, body],
      [`client.${name}.answer`, socketAnswer(answer)],
    ]),
  ]);
}

export const socketSchema = (name, shape) => ({ $id: `socket.${name}`, ...wireSchema(shape) });

/**
 * What is told where: by namespace and event, the kinds of rooms. Asks the service's own table with the golden sample of each event, so
 * that it cannot say otherwise than the service does.
 */
export function toldWhere({ socketScreens }, roomRoutes, sampleOf) {
  const told = Object.fromEntries(Object.keys(socketScreens).map((namespace) => [namespace, {}]));
  for (const type of [...roomRoutes.keys()].sort()) {
    const { rooms, orders } = roomRoutes.get(type);
    const sample = sampleOf(type);
    // Whoever placed one of these orders hears of it, too: customers by themselves, people at a table together
    const people = orders(sample).length > 0 ? ['customer', 'table-session'] : [];
    const kinds = [...new Set([...rooms(sample).map(kindOf), ...people])].sort();
    for (const [namespace, screen] of Object.entries(socketScreens)) {
      const here = kinds.filter((kind) => screen.rooms.includes(kind));
      if (here.length > 0) told[namespace][type] = here;
    }
  }
  return told;
}

function kindOf(room) {
  const [kind, , station] = room.split(':');
  return station === undefined ? kind : 'station';
}

/** What a screen that was built for `before` could not live with; each is `{ told, schemas: Map(name -> JSON Schema) }`. */
export function brokenScreens(before, after) {
  const changes = [];
  for (const [name, schema] of before.schemas) {
    const next = after.schemas.get(name);
    if (!next) changes.push(`socket ${name} was removed`);
    else changes.push(...breakingChanges(schema, next).map((change) => `socket ${name}: ${change}`));
  }
  for (const [namespace, types] of Object.entries(before.told))
    for (const [type, rooms] of Object.entries(types))
      for (const room of rooms)
        if (!after.told[namespace]?.[type]?.includes(room))
          changes.push(`socket ${namespace}: ${type} is no longer told in ${room} rooms`);
  return changes;
}
