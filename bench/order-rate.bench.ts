import { setTimeout as after } from 'node:timers/promises';
import { backlogOf } from '../tools/field/drained.ts';
import { atRate, printRates, type AtRate } from './at-rates.ts';
import { defineBench, type Run } from './bench.ts';
import { rounded } from './printing.ts';

const steps = [10, 20, 30, 40, 50, 60, 80, 100, 125, 150, 175, 200, 250, 300];
const p95BelowMs = 500;
/** Messages under way a second after the last order, per order a second; more means that something piles up. */
const mostUnderWay = 5;

export default defineBench({
  name: 'order-rate',
  what: 'the highest steady rate of paid orders, p95 of POST below 500 ms and nothing piling up',
  unit: 'orders/s',
  bar: 60,
  goal: 200,
  atLeast: true,
  rates: steps,
  seconds: 15,
  async run(run) {
    const { shoppers } = await run.prepared();
    await shoppers.go(20, 8);
    const results: AtRate[] = [];
    let best: AtRate | undefined;
    for (const rate of run.rates) {
      const { result, faults } = await tried(run, rate);
      results.push(result);
      if (faults.length > 0) {
        run.say(`not steady at ${rate}/s: ${faults.join(', ')}`);
        break;
      }
      best = result;
    }
    printRates(run, results);
    const figures = { 'cpu-ms per order': rounded(best?.value ?? 0) };
    return { value: best?.rate ?? 0, parts: best?.parts ?? {}, figures };

    async function tried({ system, seconds }: Run, rate: number): Promise<{ result: AtRate; faults: string[] }> {
      let underWay = 0;
      const watched = {
        go: async (...args: [number, number]) => {
          const seen = await shoppers.go(...args);
          await after(1_000);
          const { outbox, lag } = await backlogOf(system.running);
          underWay = outbox + lag;
          return seen;
        },
      };
      const result = await atRate(run, watched, rate, seconds);
      const p95 = result.seen.latencies['POST']?.p95 ?? Infinity;
      const faults = [
        ...(result.seen.errors > 0 ? [`${result.seen.errors} failed`] : []),
        ...(p95 >= p95BelowMs ? [`p95 of POST ${rounded(p95)} ms`] : []),
        ...(underWay > mostUnderWay * rate ? [`${underWay} messages wait`] : []),
        ...(result.seen.late > rate * seconds * 0.01 ? ['the generator was late'] : []),
      ];
      return { result, faults };
    }
  },
});
