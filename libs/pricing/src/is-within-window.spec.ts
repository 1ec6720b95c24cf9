import { describe, expect, it } from 'vitest';
import { isWithinWindow, PricingRequestInvalid } from './index.js';

const FRIDAY = 5;
const SATURDAY = 6;
const at = (weekday: number, hours: number, minutes = 0) => ({ weekday, minutes: hours * 60 + minutes });

describe('a window of the week', () => {
  const happyHour = { weekdays: [FRIDAY], from: '16:00', to: '19:00' };
  const night = { weekdays: [FRIDAY], from: '22:00', to: '02:00' };

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

  it('without weekdays holds every day, and with equal ends 24 hours', () => {
    expect(isWithinWindow({ ...happyHour, weekdays: [] }, at(SATURDAY, 17))).toBe(true);
    const wholeDay = { weekdays: [FRIDAY], from: '00:00', to: '00:00' };
    expect(isWithinWindow(wholeDay, at(FRIDAY, 0))).toBe(true);
    expect(isWithinWindow(wholeDay, at(FRIDAY, 23, 59))).toBe(true);
    expect(isWithinWindow(wholeDay, at(SATURDAY, 0))).toBe(false);
  });

  it('that ends at midnight is still of its day', () => {
    const evening = { weekdays: [FRIDAY], from: '18:00', to: '00:00' };
    expect(isWithinWindow(evening, at(FRIDAY, 23, 59))).toBe(true);
    expect(isWithinWindow(evening, at(SATURDAY, 0))).toBe(false);
  });

  it('needs two times of day', () => {
    expect(() => isWithinWindow({ ...happyHour, to: '24:00' }, at(FRIDAY, 17))).toThrow(PricingRequestInvalid);
    expect(() => isWithinWindow({ ...happyHour, from: '9:00' }, at(FRIDAY, 17))).toThrow(PricingRequestInvalid);
  });
});
