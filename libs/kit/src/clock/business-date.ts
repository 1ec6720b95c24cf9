/** Where and when a business day begins. */
export interface BusinessDay {
  /** IANA zone, `Asia/Kolkata`. */
  readonly timeZone: string;
  /** Wall time `HH:MM` at which the outlet's day begins. */
  readonly businessDayStart: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * The business date `YYYY-MM-DD` an instant belongs to: the calendar date in the outlet's zone, or the one before
 * while the wall clock is earlier than `businessDayStart` (01:40 belongs to the evening before). Throws RangeError
 * for an unknown zone or a start that is not `HH:MM`.
 */
export function businessDate(instant: Date, { timeZone, businessDayStart }: BusinessDay): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(businessDayStart)) throw new RangeError(`No wall time: ${businessDayStart}`);
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  const wall = `${parts.get('hour')}:${parts.get('minute')}`;
  return wall < businessDayStart ? dayBefore(date) : date;
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}
