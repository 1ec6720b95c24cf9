import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { prepared, sql } from '../database/sql.js';
import type { Log } from './log.js';

const everyMs = 1_000;

/** Follows the offset that tests and the local stack write to `clock_offset`, within a second; returns how to stop. */
export async function followClockOffset(clock: Clock, database: Database, log: Log): Promise<() => Promise<void>> {
  const read = async (): Promise<void> => {
    const [row] = await database.worker.query<{ offset_ms: number }>(prepared(sql`select offset_ms from clock_offset`));
    clock.setOffset(row?.offset_ms ?? 0);
  };
  let reading: Promise<void> = Promise.resolve();
  let isIdle = true;
  await read();
  const timer = setInterval(() => {
    if (!isIdle) return;
    isIdle = false;
    reading = read()
      .catch((error: unknown) => log.debug('the clock offset could not be read', { error }))
      .finally(() => {
        isIdle = true;
      });
  }, everyMs);
  return () => {
    clearInterval(timer);
    return reading;
  };
}
