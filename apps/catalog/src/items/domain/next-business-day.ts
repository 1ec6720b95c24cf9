import { businessDate, type BusinessDay } from '@chowk/kit';

const minute = 60_000;
/** A day of 25 hours and the 24 of the longest wait before it. */
const farthest = 50 * 60;

/**
 * The instant at which the next business day begins there, to the minute. Found by halving, since the business date never
 * goes back: no arithmetic on wall clocks, so a changed summer time cannot break it. Throws RangeError for an unknown zone.
 */
export function nextBusinessDay(now: Date, day: BusinessDay): Date {
  const today = businessDate(now, day);
  const start = Math.floor(now.getTime() / minute) * minute;
  let [before, after] = [0, farthest];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (businessDate(new Date(start + middle * minute), day) === today) before = middle;
    else after = middle;
  }
  return new Date(start + after * minute);
}
