import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShortMemory } from './short-memory.js';

describe('A short memory', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('knows what was kept until its time is over, or it is told to forget', () => {
    const memory = new ShortMemory<number>(10, 1_000);
    memory.keep('one', 1);
    memory.keep('two', 2);
    memory.forget('two');
    expect([memory.get('one'), memory.get('two'), memory.get('three')]).toEqual([1, undefined, undefined]);
    vi.advanceTimersByTime(1_000);
    expect(memory.get('one')).toBeUndefined();
  });

  it('knows for ever what was kept without a time, until it is told to forget all', () => {
    const memory = new ShortMemory<number>(10);
    memory.keep('one', 1);
    vi.advanceTimersByTime(1_000_000_000);
    expect(memory.get('one')).toBe(1);
    memory.forgetAll();
    expect(memory.get('one')).toBeUndefined();
  });

  it('keeps no more than it may, the newest', () => {
    const memory = new ShortMemory<number>(2, 1_000);
    for (const [index, key] of ['one', 'two', 'one', 'three'].entries()) memory.keep(key, index);
    expect([memory.get('one'), memory.get('two'), memory.get('three')]).toEqual([2, undefined, 3]);
  });
});
