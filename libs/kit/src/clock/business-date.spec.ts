import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDate } from './business-date.js';

const bengaluru = { timeZone: 'Asia/Kolkata', businessDayStart: '04:00' };

describe('The business date of an instant', () => {
  it.each([
    ['2026-11-20T20:10:00Z', '2026-11-20', '01:40 at night belongs to the evening before'],
    ['2026-11-20T22:29:59Z', '2026-11-20', 'one second before the day starts'],
    ['2026-11-20T22:30:00Z', '2026-11-21', 'the moment the day starts'],
    ['2026-11-20T18:29:59Z', '2026-11-20', 'the second before midnight'],
    ['2026-12-31T19:00:00Z', '2026-12-31', 'the night into a new year'],
    ['2028-02-29T21:00:00Z', '2028-02-29', 'the night after a leap day'],
  ])('%s is %s: %s', (instant, date) => {
    expect(businessDate(new Date(instant), bengaluru)).toBe(date);
  });

  it('is the calendar date where the day starts at midnight', () => {
    const midnight = { timeZone: 'Asia/Kolkata', businessDayStart: '00:00' };
    expect(businessDate(new Date('2026-11-20T18:30:00Z'), midnight)).toBe('2026-11-21');
  });

  it('goes by the wall clock in a zone that changes its time', () => {
    const berlin = { timeZone: 'Europe/Berlin', businessDayStart: '04:00' };
    expect(businessDate(new Date('2026-03-29T01:59:00Z'), berlin)).toBe('2026-03-28');
    expect(businessDate(new Date('2026-03-29T02:00:00Z'), berlin)).toBe('2026-03-29');
    expect(businessDate(new Date('2026-10-25T02:59:00Z'), berlin)).toBe('2026-10-24');
    expect(businessDate(new Date('2026-10-25T03:00:00Z'), berlin)).toBe('2026-10-25');
  });

  it('never goes back as time goes on, and steps by whole days', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    const starts = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`);
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 86_400_000 }), starts, (instant, later, businessDayStart) => {
        const outlet = { timeZone: 'Asia/Kolkata', businessDayStart };
        const first = businessDate(instant, outlet);
        const second = businessDate(new Date(instant.getTime() + later), outlet);
        expect(second >= first).toBe(true);
        expect(Date.parse(second) - Date.parse(first)).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });

  it('refuses an unknown zone and a start that is no wall time', () => {
    expect(() => businessDate(new Date(), { timeZone: 'Asia/Atlantis', businessDayStart: '04:00' })).toThrow(
      RangeError,
    );
    expect(() => businessDate(new Date(), { timeZone: 'Asia/Kolkata', businessDayStart: '24:00' })).toThrow(RangeError);
  });
});
