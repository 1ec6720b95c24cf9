import { describe, expect, it } from 'vitest';
import { isWithinWindow } from './index.js';

const FRIDAY = 5;
const SATURDAY = 6;
const at = (weekday: number, hours: number, minutes = 0) => ({ weekday, minutes: hours * 60 + minutes });

describe('a window of the week', () => {
  const happyHour = { weekdays: [FRIDAY], from: 16 * 60, to: 19 * 60 };
  const night = { weekdays: [FRIDAY], from: 22 * 60, to: 2 * 60 };

  it('includes its first minute and not its last', () => {
    expect(isWithinWindow(happyHour, at(FRIDAY, 15, 59))).toBe(false);
    expect(isWithinWindow(happyHour, at(FRIDAY, 16))).toBe(true);
    expect(isWithinWindow(happyHour, at(FRIDAY, 18, 59))).toBe(true);
    expect(isWithinWindow(happyHour, at(FRIDAY, 19))).toBe(false);
    expect(isWithinWindow(happyHour, at(SATURDAY, 17))).toBe(false);
  });

  it('that runs past midnight belongs to the weekday on which it began', () => {
    expect(isWithinWindow(night, at(FRIDAY, 1))).toBe(false);
    expect(isWithinWindow(night, at(FRIDAY, 23))).toBe(true);
    expect(isWithinWindow(night, at(SATURDAY, 1, 59))).toBe(true);
    expect(isWithinWindow(night, at(SATURDAY, 2))).toBe(false);
    expect(isWithinWindow({ ...night, weekdays: [7] }, at(1, 1))).toBe(true);
  });

  it('without weekdays holds every day, and without length never', () => {
    expect(isWithinWindow({ ...happyHour, weekdays: [] }, at(SATURDAY, 17))).toBe(true);
    expect(isWithinWindow({ weekdays: [], from: 0, to: 1_440 }, at(1, 23, 59))).toBe(true);
    expect(isWithinWindow({ weekdays: [], from: 600, to: 600 }, at(FRIDAY, 10))).toBe(false);
  });
});
