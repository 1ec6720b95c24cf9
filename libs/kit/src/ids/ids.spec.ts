import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from './new-id.js';
import { seedId } from './seed-id.js';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('A new id', () => {
  afterEach(() => vi.useRealTimers());

  it('is a UUIDv7 that tells when it was made', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(uuidV7);
    const millis = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(millis).toBeGreaterThanOrEqual(before);
    expect(millis).toBeLessThanOrEqual(Date.now() + 100);
  });

  it('sorts after every id made before it, thousands within one millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sorts after those before it even when the clock of the machine steps back', () => {
    const before = newId();
    vi.useFakeTimers({ now: Date.now() - 3_600_000 });
    expect(newId() > before).toBe(true);
  });
});

describe("A seeded thing's id", () => {
  it('is always the same for a path and never the same for two', () => {
    expect(seedId('outlet/intellidine/indiranagar')).toBe('9a5fc9a7-1f19-7793-84eb-b698011a07c2');
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(seedId(one)).toMatch(uuidV7);
        expect(seedId(one) === seedId(other)).toBe(one === other);
      }),
    );
  });
});
