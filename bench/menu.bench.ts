import { atRates, costOf, printRates } from './at-rates.ts';
import { defineBench } from './bench.ts';
import { LoadProcess } from './load/load-process.ts';

export default defineBench({
  name: 'menu',
  what: 'GET /menu of 50 items with variants, through the gateway',
  unit: 'cpu-ms',
  bar: 1,
  goal: 0.5,
  rates: [300, 100],
  seconds: 15,
  async run(run) {
    await run.prepared();
    const load = await LoadProcess.start('menu', run.system);
    try {
      await load.go(100, 10);
      const results = await atRates(run, load, run.rates);
      printRates(run, results);
      return costOf(results);
    } finally {
      await load.stop();
    }
  },
});
