import { latenciesOf, openLoop, type Latencies } from '../../tools/field/open-loop.ts';
import type { Seen } from './load.ts';

/** Notes how long things took, by name. */
export class StopWatch {
  private readonly taken = new Map<string, number[]>();

  note(name: string, milliseconds: number): void {
    const all = this.taken.get(name);
    if (all) all.push(milliseconds);
    else this.taken.set(name, [milliseconds]);
  }

  latencies(): Record<string, Latencies> {
    return Object.fromEntries([...this.taken].map(([name, all]) => [name, latenciesOf(all)]));
  }
}

/** Does the work at an even rate and tells what was seen. */
export async function seenAt(
  ratePerSecond: number,
  seconds: number,
  work: (n: number, watch: StopWatch) => Promise<void>,
): Promise<Seen> {
  const watch = new StopWatch();
  const { done, errors, lateStarts, skipped } = await openLoop({
    ratePerSecond,
    seconds,
    work: (n) => work(n, watch),
  });
  return {
    ...{ done, errors: errors.length, late: lateStarts + skipped },
    faults: errors.slice(0, 5).map(String),
    latencies: watch.latencies(),
  };
}
