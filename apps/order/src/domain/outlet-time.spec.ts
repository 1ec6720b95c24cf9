import { describe, expect, it } from 'vitest';
import { localTime } from './outlet-time.js';

describe('the time at an outlet', () => {
  it('is what its wall shows', () => {
    expect(localTime(new Date('2026-11-21T20:15:00Z'), 'Asia/Kolkata')).toEqual({
      date: '2026-11-22',
      weekday: 7,
      minutes: 105,
    });
    expect(localTime(new Date('2026-11-23T18:29:59Z'), 'Asia/Kolkata')).toMatchObject({ weekday: 1, minutes: 1439 });
  });

  it('is refused for a zone that does not exist', () => {
    expect(() => localTime(new Date(), 'Asia/Nowhere')).toThrow(RangeError);
  });
});
