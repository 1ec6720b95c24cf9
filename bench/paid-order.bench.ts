import { atRates, costOf, printRates } from './at-rates.ts';
import { defineBench } from './bench.ts';
import { printProfile } from './profile/print-profile.ts';
import { profiled } from './profile/profile.ts';
import { rounded } from './printing.ts';

export default defineBench({
  name: 'paid-order',
  what: 'one paid order of 3 lines, from POST /orders to the ticket on the kitchen socket, with the webhook of Razorpay',
  unit: 'cpu-ms',
  bar: 25,
  goal: 12,
  rates: [50, 10, 100],
  seconds: 20,
  async run(run) {
    const { system, rates, seconds, say } = run;
    const { shoppers, orders } = await run.prepared();
    say(`${orders} orders are there`);
    await shoppers.go(Math.min(...rates, 25), 8);
    if (run.profile) {
      let [done, errors] = [0, 0];
      const profile = await profiled(system, async () => {
        const seen = await shoppers.go(rates[0] ?? 50, seconds);
        [done, errors] = [seen.done, seen.errors];
        for (const fault of seen.faults) say(fault);
        await system.drained();
      });
      if (done === 0) throw new Error('No order came to its end');
      if (errors > 0) say(`${errors} orders failed: what they took is in all figures below, which are too high`);
      printProfile(run, profile, done);
    }
    const results = await atRates(run, shoppers, rates);
    printRates(run, results);
    const floor = await run.floor();
    say(`floor: bare transaction ${rounded(floor.transaction)}, bare server ${rounded(floor.server)} CPU-ms`);
    const cost = costOf(results, floor.transaction);
    return { ...cost, figures: { ...cost.figures, 'floor of a bare server': rounded(floor.server) } };
  },
});
