/**
 * `npm run bench -- <name>|all [--seconds n] [--rate n] [--profile]`: measures on a system of its own and ends with one JSON
 * line; status 1 when a bar is missed. README.md beside this file says how to read it.
 */
import { parseArgs } from 'node:util';
import { BenchSystem } from './bench-system.ts';
import type { Bench, Outcome } from './bench.ts';
import paidOrder from './paid-order.bench.ts';
import { printTable, rounded } from './printing.ts';

const benches: readonly Bench[] = [paidOrder];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, rate: { type: 'string' }, profile: { type: 'boolean', default: false } },
});
const chosen = positionals[0] === 'all' ? benches : benches.filter(({ name }) => positionals.includes(name));
if (chosen.length === 0) {
  console.error(`Which one? ${[...benches.map(({ name }) => name), 'all'].join(', ')}`);
  process.exit(2);
}

const met = ({ bar, atLeast = false }: Bench, { value, missed = [] }: Outcome) =>
  missed.length === 0 && (atLeast ? value >= bar : value <= bar);

for (const bench of chosen) {
  console.log(`\n${bench.name}: ${bench.what}`);
  const system = await BenchSystem.start();
  try {
    const outcome = await bench.run({
      system,
      seconds: Number(values.seconds ?? bench.seconds ?? 20),
      rates: values.rate === undefined ? (bench.rates ?? []) : values.rate.split(',').map(Number),
      profile: values.profile,
      say: (text) => console.log(`  ${text}`),
      table: printTable,
    });
    for (const word of outcome.missed ?? []) console.log(`  missed: ${word}`);
    if (!met(bench, outcome)) process.exitCode = 1;
    const { value, parts = {}, floor, figures } = outcome;
    const numbers = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, rounded(part)]));
    const { name, unit, bar, goal } = bench;
    console.log(
      JSON.stringify({ bench: name, value: rounded(value), unit, bar, goal, floor, parts: numbers, ...figures }),
    );
  } finally {
    await system.stop();
  }
}
