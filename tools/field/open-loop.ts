import { setTimeout as pause } from 'node:timers/promises';

export interface OpenLoop {
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** The `n`th piece of work, from 0. A rejection is counted as an error. */
  work(n: number): Promise<unknown>;
  /** What would begin while so many are under way is skipped and counted: 5,000 unless said. */
  readonly maxInFlight?: number;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
}

/** Milliseconds from when a piece of work was due, not from when it could begin. */
export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoopOutcome extends Latencies {
  readonly done: number;
  readonly errors: readonly unknown[];
  /** Begun more than 100 ms after they were due: the generator itself could not keep up. */
  readonly lateStarts: number;
  readonly skipped: number;
  /** All latencies, in the order in which the work ended. */
  readonly milliseconds: readonly number[];
}

/** Work that comes at its rate whether or not the work before it is done: people do not wait for each other. */
export async function openLoop(loop: OpenLoop): Promise<LoopOutcome> {
  const { ratePerSecond, seconds, work, maxInFlight = 5_000, signal } = loop;
  const milliseconds: number[] = [];
  const errors: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  let [lateStarts, skipped] = [0, 0];
  const since = performance.now();
  for (let n = 0; n < ratePerSecond * seconds && !signal?.aborted; n++) {
    const due = since + (n * 1000) / ratePerSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    if (signal?.aborted) break;
    if (performance.now() - due > 100) lateStarts++;
    if (underWay.size >= maxInFlight) {
      skipped++;
      continue;
    }
    const one = work(n)
      .then(
        () => void milliseconds.push(performance.now() - due),
        (error: unknown) => void errors.push(error),
      )
      .finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  return { ...latenciesOf(milliseconds), done: milliseconds.length, errors, lateStarts, skipped, milliseconds };
}

/** Percentiles of milliseconds; NaN of nothing. */
export function latenciesOf(milliseconds: readonly number[]): Latencies {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}

/** Does `work` for all of `items`, so many at a time; answers in the order of the items, rejects with the first failure. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array<Result>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
