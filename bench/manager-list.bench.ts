import { atRates, costOf, printRates } from './at-rates.ts';
import { defineBench } from './bench.ts';
import { LoadProcess } from './load/load-process.ts';

export default defineBench({
  name: 'manager-list',
  what: 'GET /orders, the latest 20 with lines, through the gateway',
  unit: 'cpu-ms',
  bar: 3,
  goal: 1.5,
  rates: [50],
  seconds: 15,
  async run(run) {
    await run.prepared();
    const load = await LoadProcess.start('order-lists', run.system);
    try {
      await load.go(50, 10);
      const results = await atRates(run, load, run.rates);
      printRates(run, results);
      return costOf(results);
    } finally {
      await load.stop();
    }
  },
});
