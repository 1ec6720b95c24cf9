import { localTime } from '@chowk/pricing';
import type { Item } from '../../items/domain/item.js';
import type { MenuPlace } from './menu-place.js';
import { pausesAt } from '../../items/domain/outlet-pauses.js';

const minute = 60_000;
const dayMinutes = 1_440;
/** Wall clocks are put forward or back at full or half hours: whatever depends on them is looked at again by then. */
const halfHour = 30 * minute;

/**
 * Until when what the menu says there stays as it is if nobody changes anything: the first end of a sold-out time, the first
 * boundary of a serving window, the next half hour where there are windows at all. Null: nothing changes by itself.
 */
export function nextChange(items: readonly Item[], { at, timeZone }: MenuPlace): Date | null {
  const now = at.getTime();
  const ends = items.flatMap((item) => [
    item.unavailableUntil?.getTime() ?? now,
    ...pausesAt(item.pauses, at).map(({ until }) => (until === null ? now : Date.parse(until))),
  ]);
  const windows = items.flatMap(({ servingWindows }) => servingWindows);
  const upcoming = ends.filter((end) => end > now);
  if (windows.length > 0) {
    const walls = windows.flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)]);
    upcoming.push(nextWall([0, ...walls], at, timeZone), (Math.floor(now / halfHour) + 1) * halfHour);
  }
  return upcoming.length === 0 ? null : new Date(Math.min(...upcoming));
}

/** When the wall clock next shows one of these minutes of the day. */
function nextWall(walls: readonly number[], at: Date, timeZone: string): number {
  const { minutes } = localTime(at, timeZone);
  const waits = walls.map((wall) => (wall - minutes + dayMinutes) % dayMinutes || dayMinutes);
  return (Math.floor(at.getTime() / minute) + Math.min(...waits)) * minute;
}

function minutesOf(wallTime: string): number {
  const [hours = '0', minutes = '0'] = wallTime.split(':');
  return Number(hours) * 60 + Number(minutes);
}
