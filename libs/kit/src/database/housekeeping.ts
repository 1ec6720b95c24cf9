import { sql } from './sql.js';
import type { WorkerDatabase } from './worker-database.js';

export interface Keeping {
  /**
   * Days an inbox row is kept after its message was handled; must exceed the topics' retention and the longest replay,
   * or a message that comes again is handled again. Undefined: for ever, as facts are where topics are.
   */
  readonly inboxDays?: number;
}

export interface Removed {
  readonly keys: number;
  readonly inbox: number;
}

/** Rows that one statement deletes at most: locks stay short and vacuum keeps up. */
const batch = 2_000;

/**
 * Removes idempotency keys after their 72 h and old inbox rows, and makes the journal's partitions of the next two
 * months. May run on every instance at any time: what one does the others skip.
 */
export async function keepHouse(worker: WorkerDatabase, { inboxDays }: Keeping = {}): Promise<Removed> {
  await worker.execute(sql`select chowk_keep_fact_partitions(2)`);
  const keys = await inBatches(() =>
    worker.execute(sql`
      delete from idempotency where ctid = any(array(
        select ctid from idempotency where expires_at < now() limit ${batch} for update skip locked))`),
  );
  if (inboxDays === undefined) return { keys, inbox: 0 };
  const inbox = await inBatches(() =>
    worker.execute(sql`
      delete from inbox where ctid = any(array(
        select ctid from inbox where handled_at < now() - make_interval(days => ${inboxDays}) limit ${batch}
        for update skip locked))`),
  );
  return { keys, inbox };
}

/** Keeps house now and every hour until stopped; a failure is reported and the next hour tries again. */
export function keepHouseHourly(
  worker: WorkerDatabase,
  report: (error: unknown) => void,
  keeping: Keeping = {},
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  const run = () => {
    running = keepHouse(worker, keeping).catch(report);
  };
  run();
  const timer = setInterval(run, 3_600_000);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function inBatches(remove: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove();
    total += removed;
    if (removed < batch) return total;
  }
}
