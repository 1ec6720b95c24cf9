import { atRates, missedAt, printRates } from './at-rates.ts';
import { defineBench } from './bench.ts';
import { rounded } from './printing.ts';

const measure = 'POST to ticket';

export default defineBench({
  name: 'screen',
  what: 'p95 from POST /orders to the ticket on the kitchen socket, without the time the shopper takes to pay',
  unit: 'ms',
  bar: 100,
  goal: 30,
  rates: [20, 50],
  seconds: 20,
  async run(run) {
    const { shoppers } = await run.prepared();
    await shoppers.go(20, 8);
    const results = await atRates(run, shoppers, run.rates);
    printRates(run, results);
    const p95 = results.map(({ seen }) => seen.latencies[measure]?.p95 ?? Infinity);
    const figures = Object.fromEntries(
      results.map(({ rate, seen }) => [`p50 at ${rate}/s`, rounded(seen.latencies[measure]?.p50 ?? 0)]),
    );
    return { value: Math.max(...p95), figures, missed: missedAt(results) };
  },
});
