import { describe, expect, it } from 'vitest';
import { Clock, ClockCannotMove } from './clock.js';

describe('The clock', () => {
  it('tells the real time and refuses to be moved unless it was made movable', () => {
    const clock = new Clock();
    expect(() => clock.setOffset(1)).toThrow(ClockCannotMove);
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
  });

  it('is ahead by its offset once moved, and so is the business date', () => {
    const clock = new Clock({ movable: true });
    const outlet = { timeZone: 'UTC', businessDayStart: '00:00' };
    const today = clock.businessDate(outlet);
    clock.setOffset(24 * 3_600_000);
    expect(clock.now().getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(clock.businessDate(outlet) > today).toBe(true);
    clock.setOffset(0);
    expect(clock.offsetMs).toBe(0);
  });
});
