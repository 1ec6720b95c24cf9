import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allEvents } from './events.js';

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
