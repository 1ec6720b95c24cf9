import { businessDate } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBusinessDay } from './next-business-day.js';

const bengaluru = { timeZone: 'Asia/Kolkata', businessDayStart: '04:00' };

describe('Tomorrow', () => {
  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-20T22:30:00Z', 'the next morning at four'],
    [
      '2026-11-20T20:10:00Z',
      '2026-11-20T22:30:00Z',
      'at 01:40 the same morning, since the night belongs to the evening before',
    ],
    ['2026-11-20T22:30:00Z', '2026-11-21T22:30:00Z', 'a whole day later when the day has just begun'],
    ['2026-11-20T22:29:59.999Z', '2026-11-20T22:30:00Z', 'a moment later when it is about to begin'],
  ])('at %s begins at %s: %s', (now, begins) => {
    expect(nextBusinessDay(new Date(now), bengaluru)).toEqual(new Date(begins));
  });

  it('goes by the wall clock in a night of 25 hours', () => {
    const berlin = { timeZone: 'Europe/Berlin', businessDayStart: '04:00' };
    expect(nextBusinessDay(new Date('2026-10-24T02:00:00Z'), berlin)).toEqual(new Date('2026-10-25T03:00:00Z'));
  });

  it('is the first instant of another business date, always', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    const zones = fc.constantFrom('Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
    fc.assert(
      fc.property(instants, zones, (now, timeZone) => {
        const day = { timeZone, businessDayStart: '04:00' };
        const begins = nextBusinessDay(now, day);
        expect(begins > now).toBe(true);
        expect(businessDate(begins, day) > businessDate(now, day)).toBe(true);
        expect(businessDate(new Date(begins.getTime() - 1), day)).toBe(businessDate(now, day));
      }),
    );
  });
});
