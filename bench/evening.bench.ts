import { defineBench } from './bench.ts';
import { LoadProcess } from './load/load-process.ts';
import { rounded } from './printing.ts';

/** Milliseconds at p95 of what people wait for beside single calls. */
const bars: Readonly<Record<string, number>> = {
  'order settled': 2_000,
  'bill settled': 2_000,
  'manager screen': 200,
  'kitchen screen': 200,
};

export default defineBench({
  name: 'evening',
  what: '100 guests at 25 tables, three rounds each with thinking time, bills settled: the slowest route at p95',
  unit: 'ms',
  bar: 500,
  goal: 250,
  rates: [1],
  seconds: 12,
  async run({ system, prepared, seconds, table, say }) {
    await prepared();
    const load = await LoadProcess.start('evening', system);
    try {
      const { latencies, done, errors, faults } = await load.go(1, seconds);
      for (const fault of faults) say(fault);
      const { outbox, lag } = await system.drained();
      table([
        ['', 'p50 ms', 'p95 ms', 'max ms', 'bar ms'],
        ...Object.entries(latencies).map(([name, { p50, p95, max }]) => [
          name,
          ...[p50, p95, max].map(rounded),
          bars[name] ?? 500,
        ]),
      ]);
      say(`${done} orders, ${errors} errors; outbox ${outbox}, lag ${lag} at the end`);
      const routes = Object.entries(latencies).filter(([name]) => bars[name] === undefined);
      const missed = [
        ...(errors > 0 ? [`${errors} calls failed`] : []),
        ...(outbox + lag > 0 ? [`outbox ${outbox} and lag ${lag} at the end`] : []),
        ...Object.entries(bars).flatMap(([name, bar]) => {
          const p95 = latencies[name]?.p95 ?? Infinity;
          return p95 > bar ? [`${name}: p95 ${rounded(p95)} ms, not ${bar}`] : [];
        }),
      ];
      const figures = Object.fromEntries(
        Object.entries(latencies).map(([name, { p95 }]) => [`${name} p95`, rounded(p95)]),
      );
      return { value: Math.max(...routes.map(([, { p95 }]) => p95)), figures, missed };
    } finally {
      await load.stop();
    }
  },
});
