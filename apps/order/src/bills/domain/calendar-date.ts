import { localTime } from '@chowk/pricing';

/** The date on the wall at an instant, `YYYY-MM-DD`: invoices carry it, whatever business day the sale belongs to. */
export function calendarDate(at: Date, timeZone: string): string {
  return localTime(at, timeZone).date;
}

/** The time on the wall at an instant, `21:42`. */
export function wallTime(at: Date, timeZone: string): string {
  const { minutes } = localTime(at, timeZone);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The year in which the financial year of a date begins: 2026 for 2026-04-01 to 2027-03-31. */
export function financialYearOf(date: string): number {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return month >= 4 ? year : year - 1;
}

/** `2026-27`. */
export function financialYearName(start: number): string {
  return `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
}
