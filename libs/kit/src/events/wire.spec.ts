import { describe, expect, it } from 'vitest';
import { batchBytes, inBatches, SendFailure, wireSize, type OutgoingMessage } from './wire.js';

const message = (bytes: number, key = 'k'): OutgoingMessage => ({
  topic: 't',
  key,
  value: 'x'.repeat(bytes),
  headers: {},
});

describe('messages', () => {
  it('are cut into batches below what the broker takes, in order', () => {
    const all = Array.from({ length: 10 }, (_, index) => message(200_000, String(index)));
    const batches = [...inBatches(all)];
    expect(batches.flat()).toEqual(all);
    for (const batch of batches)
      expect(batch.reduce((sum, one) => sum + wireSize(one), 0)).toBeLessThanOrEqual(batchBytes);
    expect(batches).toHaveLength(3);
  });
  it('too big by themselves stand alone', () => {
    const sizes = [...inBatches([message(1), message(2_000_000), message(1)])].map((batch) => batch.length);
    expect(sizes).toEqual([1, 1, 1]);
    expect([...inBatches([])]).toEqual([]);
  });
  it('are measured in bytes, headers included', () => {
    const headers = { name: 'ä' };
    expect(wireSize({ topic: 't', key: null, value: null, headers })).toBe(80 + 4 + 2 + 4);
    expect(wireSize({ topic: 't', key: 'ü', value: 'ß', headers: {} })).toBe(80 + 2 + 2);
  });
  it('that were not taken say why', () => {
    const cause = new Error('too large');
    expect(new SendFailure('too-big', cause)).toMatchObject({ reason: 'too-big', cause });
  });
});
