import { sumOf, type ByPart } from '../tools/field/cpu.ts';
import { defineBench } from './bench.ts';
import { LoadProcess } from './load/load-process.ts';
import { measured, perOperation, type Measured } from './measure.ts';
import { rounded } from './printing.ts';

interface OrdersAtRate extends Measured {
  readonly rate: number;
  /** CPU-milliseconds per order, in all and by part. */
  readonly value: number;
  readonly parts: ByPart;
}

export default defineBench({
  name: 'paid-order',
  what: 'one paid order of 3 lines, from POST /orders to the ticket on the kitchen socket, with the webhook of Razorpay',
  unit: 'cpu-ms',
  bar: 25,
  goal: 12,
  rates: [50, 10, 100],
  seconds: 20,
  async run({ system, rates, seconds, say, table }) {
    const load = await LoadProcess.start('paid-orders', system);
    try {
      say('warming up');
      await load.go(5, 5);
      await load.go(Math.min(...rates, 25), 10);
      const results: OrdersAtRate[] = [];
      for (const rate of rates) {
        const one = await measured(system, () => load.go(rate, seconds));
        const parts = perOperation(one.cpu, one.seen.done);
        results.push({ rate, ...one, parts, value: sumOf(parts) });
        for (const fault of one.seen.faults) say(fault);
      }
      const [main] = results;
      if (!main) throw new Error('No rate was asked for');
      const measures = Object.keys(main.seen.latencies);
      table([
        ['orders a second', ...results.map(({ rate }) => rate)],
        ['CPU-ms per order', ...results.map(({ value }) => rounded(value))],
        ...Object.keys(main.parts).map((name) => [
          `  ${name}`,
          ...results.map(({ parts }) => rounded(parts[name] ?? 0)),
        ]),
        ...measures.map((name) => [
          `${name}, ms p50 / p95`,
          ...results.map(({ seen }) => {
            const { p50 = 0, p95 = 0 } = seen.latencies[name] ?? {};
            return `${rounded(p50)} / ${rounded(p95)}`;
          }),
        ]),
        ['orders', ...results.map(({ seen }) => seen.done)],
        ['errors', ...results.map(({ seen }) => seen.errors)],
        ['begun late', ...results.map(({ seen }) => seen.late)],
        ['left in outboxes', ...results.map(({ outbox }) => outbox)],
        ['consumer lag', ...results.map(({ lag }) => lag)],
      ]);
      const missed = results.flatMap(({ rate, seen, outbox, lag }) => [
        ...(seen.errors > 0 ? [`${seen.errors} orders failed at ${rate}/s`] : []),
        ...(outbox + lag > 0 ? [`outbox ${outbox}, lag ${lag} after ${rate}/s`] : []),
      ]);
      const figures = Object.fromEntries(results.map(({ rate, value }) => [`at ${rate}/s`, rounded(value)]));
      return { value: main.value, parts: main.parts, figures, missed };
    } finally {
      await load.stop();
    }
  },
});
