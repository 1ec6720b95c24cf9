import { sumOf, type ByPart } from '../tools/field/cpu.ts';
import type { Outcome, Run } from './bench.ts';
import type { Seen } from './load/load.ts';
import { measured, perOperation, type Measured } from './measure.ts';
import { rounded } from './printing.ts';

/** A load, as far as it can be told to go. */
export interface Going {
  go(rate: number, seconds: number): Promise<Seen>;
}

/** One rate that a load went at. */
export interface AtRate extends Measured {
  readonly rate: number;
  /** CPU-milliseconds per operation, in all and by part. */
  readonly value: number;
  readonly parts: ByPart;
}

/** Goes at one rate and measures until everything is at rest again. */
export async function atRate({ system, say }: Run, load: Going, rate: number, seconds: number): Promise<AtRate> {
  const one = await measured(system, () => load.go(rate, seconds));
  const parts = perOperation(one.cpu, Math.max(1, one.seen.done));
  for (const fault of one.seen.faults) say(`at ${rate}/s: ${fault}`);
  return { rate, ...one, parts, value: sumOf(parts) };
}

/** Goes at each rate in turn. */
export async function atRates(run: Run, load: Going, rates: readonly number[]): Promise<AtRate[]> {
  const results: AtRate[] = [];
  for (const rate of rates) results.push(await atRate(run, load, rate, run.seconds));
  return results;
}

/** Prints rates side by side. */
export function printRates({ table }: Run, results: readonly AtRate[]): void {
  const [main] = results;
  if (!main) return;
  table([
    ['a second', ...results.map(({ rate }) => rate)],
    ['CPU-ms each', ...results.map(({ value }) => rounded(value))],
    ...Object.keys(main.parts).map((name) => [`  ${name}`, ...results.map(({ parts }) => rounded(parts[name] ?? 0))]),
    ...Object.keys(main.seen.latencies).map((name) => [
      `${name}, ms p50 / p95`,
      ...results.map(({ seen }) => {
        const { p50 = 0, p95 = 0 } = seen.latencies[name] ?? {};
        return `${rounded(p50)} / ${rounded(p95)}`;
      }),
    ]),
    ['elsewhere, CPU-ms a second', ...results.map(({ elsewhere }) => rounded(elsewhere))],
    ['seconds', ...results.map(({ seconds }) => rounded(seconds))],
    ['done', ...results.map(({ seen }) => seen.done)],
    ['errors', ...results.map(({ seen }) => seen.errors)],
    ['begun late', ...results.map(({ seen }) => seen.late)],
    ['left in outboxes', ...results.map(({ outbox }) => outbox)],
    ['consumer lag', ...results.map(({ lag }) => lag)],
  ]);
}

/** What must hold at every rate whatever the bar says: everything was answered, and nothing is left over. */
export function missedAt(results: readonly AtRate[]): string[] {
  return results.flatMap(({ rate, seen, outbox, lag }) => [
    ...(seen.errors > 0 ? [`${seen.errors} of ${seen.errors + seen.done} failed at ${rate}/s`] : []),
    ...(outbox + lag > 0 ? [`outbox ${outbox} and lag ${lag} at the end of ${rate}/s`] : []),
  ]);
}

/** The outcome of a bench whose value is CPU-ms at its first rate. */
export function costOf(results: readonly AtRate[], floor?: number): Outcome {
  const [main] = results;
  if (!main) throw new Error('No rate was asked for');
  const figures = Object.fromEntries(
    results.flatMap(({ rate, value, seen, elsewhere }) => [
      [`at ${rate}/s`, rounded(value)],
      [`elsewhere, CPU-ms a second at ${rate}/s`, rounded(elsewhere)],
      ...Object.entries(seen.latencies).map(([name, { p95 }]) => [`${name} p95 ms at ${rate}/s`, rounded(p95)]),
    ]),
  ) as Record<string, number>;
  const missed = missedAt(results);
  return { value: main.value, parts: main.parts, figures, missed, ...(floor === undefined ? {} : { floor }) };
}
