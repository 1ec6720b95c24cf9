import { describe, expect, it } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.js';

const bounds = { floor: 4, ceiling: 100, targetMs: 50, loopDelayMs: 20 };

/** A limit that has grown to its ceiling, since all of it was used and nobody had to wait. */
function grown(): AdaptiveLimit {
  const limit = new AdaptiveLimit(bounds);
  for (let window = 0; window < 60; window++) {
    limit.note(limit.limit);
    limit.adjust(1, 0);
  }
  return limit;
}

function limitWith(calls: readonly number[], { inFlight = 80, lateMs = 0 } = {}): AdaptiveLimit {
  const limit = grown();
  limit.took('GET /menu', 10, true);
  limit.note(inFlight);
  for (const ms of calls) limit.took('GET /menu', ms, true);
  limit.adjust(1, lateMs);
  return limit;
}

describe('The limit of what may be in flight', () => {
  it('begins at twice its floor, and grows to its ceiling as far as it is used', () => {
    expect(new AdaptiveLimit(bounds).limit).toBe(8);
    expect(grown().limit).toBe(100);
    const idle = new AdaptiveLimit(bounds);
    for (let window = 0; window < 60; window++) {
      idle.note(3);
      idle.adjust(1, 0);
    }
    expect(idle.limit).toBe(8);
  });

  it('stays at its ceiling while it is used and calls take what they always take', () => {
    expect(limitWith(Array<number>(40).fill(30)).limit).toBe(100);
  });

  it('falls back to twice its floor while nobody uses it, so that a flood is not let in before its queue is seen', () => {
    const limit = grown();
    for (let window = 0; window < 60; window++) limit.adjust(1, 0);
    expect(limit.limit).toBe(8);
  });

  it('becomes what keeps calls within the target at the rate just seen, when they wait for longer', () => {
    // 1000 a second, of which each may take 10 + 50 ms: sixty at once
    expect(limitWith(Array<number>(1_000).fill(200)).limit).toBe(60);
  });

  it('is cut by half at most, so that one stall does not close the door', () => {
    expect(limitWith(Array<number>(20).fill(500)).limit).toBe(40);
  });

  it('never falls below its floor', () => {
    const limit = limitWith(Array<number>(20).fill(500), { inFlight: 3 });
    expect(limit.limit).toBe(4);
  });

  it('falls when the process itself is late, although services are quick', () => {
    expect(limitWith(Array<number>(20).fill(10), { lateMs: 40 }).limit).toBe(40);
  });

  it('stays while orders alone are late, since they wait for something else than their turn', () => {
    const limitAfter = (readMs: number): number => {
      const limit = grown();
      limit.took('GET /menu', 10, true);
      limit.took('POST /orders', 40, false);
      limit.note(80);
      for (let call = 0; call < 20; call++) {
        limit.took('GET /menu', readMs, true);
        limit.took('POST /orders', 1_500, false);
      }
      limit.adjust(1, 0);
      return limit.limit;
    };
    expect(limitAfter(14)).toBe(100);
    expect(limitAfter(25)).toBe(40);
  });

  it('tells nothing of a few slow calls', () => {
    expect(limitWith([5_000, 5_000]).limit).toBe(100);
  });

  it('grows again by a twentieth in each window without a queue', () => {
    const limit = limitWith(Array<number>(20).fill(500));
    const windows = (count: number) => {
      for (let window = 0; window < count; window++) {
        limit.note(60);
        limit.adjust(1, 0);
      }
    };
    windows(1);
    expect(limit.limit).toBe(42);
    windows(30);
    expect(limit.limit).toBe(100);
  });

  it('learns slowly that a kind of call has become slower for good, and at once that it has become quicker', () => {
    const limit = grown();
    const windows = (count: number, ms: number) => {
      for (let window = 0; window < count; window++) {
        limit.note(60);
        for (let call = 0; call < 20; call++) limit.took('GET /menu', ms, true);
        limit.adjust(1, 0);
      }
    };
    windows(1, 10);
    windows(5, 100);
    expect(limit.limit).toBeLessThan(50);
    windows(300, 100);
    expect(limit.limit).toBe(100);
  });
});
