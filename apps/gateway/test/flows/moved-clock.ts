import { businessDate } from '@chowk/kit';
import { moveClock, runningSystem } from '@chowk/testing';

const system = runningSystem();
/** Where the demo's outlets are: five and a half hours ahead, all the year. */
const bengaluru = { timeZone: 'Asia/Kolkata', businessDayStart: '04:00' };
const zoneMs = 5.5 * 3_600_000;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** What a moved clock shows at the outlets. */
export interface LocalMoment {
  /** Of the business day that runs then. */
  readonly businessDate: string;
  /** In the calendar. */
  readonly date: string;
}

/**
 * Moves the clock of the whole system on to the next time of day, `01:40`, at the demo's outlets. Whoever signed in before has to do it
 * again; the clock is turned back by {@link backToNow}.
 */
export async function moveOnTo(time: string): Promise<LocalMoment> {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const local = Date.now() + zoneMs;
  const passed = local % dayMs;
  const wanted = (hours * 60 + minutes) * minuteMs;
  const ahead = Math.round(wanted - passed + (wanted < passed ? dayMs : 0));
  await moveClock(system, ahead);
  const then = new Date(Date.now() + ahead);
  const midnight = { ...bengaluru, businessDayStart: '00:00' };
  return { businessDate: businessDate(then, bengaluru), date: businessDate(then, midnight) };
}

/** The same to the first minute of the next business day. */
export const moveOnToTheNextDay = (): Promise<LocalMoment> => moveOnTo('04:00');

/** Sets the clock so many minutes ahead of the real time. */
export const moveOnBy = (minutes: number): Promise<void> => moveClock(system, minutes * minuteMs);

export const backToNow = (): Promise<void> => moveClock(system, 0);
