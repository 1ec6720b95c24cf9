import { describe, expect, it } from 'vitest';
import { socketLimits } from '@chowk/contracts';
import { Pace } from './pace.js';

const { perSecond } = socketLimits;

describe('The pace of a client', () => {
  it('is free up to a hundred in a second, then refused, then the line is cut', () => {
    let now = 0;
    const pace = new Pace(() => now);
    const counts = Array.from({ length: 300 }, () => pace.count());
    expect(counts.filter((count) => count === 'take')).toHaveLength(perSecond);
    expect(counts.slice(perSecond, 200)).toEqual(Array.from({ length: 100 }, () => 'refuse'));
    expect(counts.at(-1)).toBe('hang-up');
    now = 1_000;
    expect(pace.count()).toBe('take');
  });
});
