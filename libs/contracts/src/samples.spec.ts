import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allEvents } from './events.js';
import { socketHandshake } from './notification/notification.api.js';
import {
  clientEvents,
  serverEvents,
  socketAnswer,
  socketFailure,
  socketRefusal,
} from './notification/socket-events.js';

const folder = new URL('../samples/', import.meta.url);

describe('golden samples', () => {
  it('exist for every event', () => {
    const files = new Set(readdirSync(folder));
    expect(allEvents.map((event) => `${event.type}.json`).filter((file) => !files.has(file))).toEqual([]);
  });

  it.each(allEvents.map((event) => [event.type, event] as const))(
    '%s still parses what was published',
    (type, event) => {
      const sample: unknown = JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8'));
      expect(event.schema.safeParse(sample).error).toBeUndefined();
    },
  );

  it('no event name is declared twice', () => {
    expect(new Set(allEvents.map((event) => event.type)).size).toBe(allEvents.length);
  });
});

describe('golden samples of sockets', () => {
  const shapes = [
    ['handshake', socketHandshake],
    ['refused', socketRefusal],
    ['failure', socketFailure],
    ...serverEvents.map(({ name, body }) => [`server.${name}`, body] as const),
    ...clientEvents.flatMap(({ name, body, answer }) => [
      [`client.${name}`, body] as const,
      [`client.${name}.answer`, socketAnswer(answer)] as const,
    ]),
  ] as const;

  it.each(shapes)('%s still parses what was said', (name, shape) => {
    const sample: unknown = JSON.parse(readFileSync(new URL(`../sockets/samples/${name}.json`, folder), 'utf8'));
    expect(shape.safeParse(sample).error).toBeUndefined();
  });

  it('are of nothing that is not said any more', () => {
    const kept = readdirSync(new URL('../sockets/samples/', folder)).map((file) => file.replace(/\.json$/, ''));
    expect(kept.sort()).toEqual(shapes.map(([name]) => name).sort());
  });
});
