/**
 * `npm run bench -- <name>|all [--seconds n] [--rate n,n] [--profile] [--keep] [--running]`: measures on a system of its own,
 * or on the one that `npm start` runs, and ends with one JSON
 * line for each bench; status 1 when a bar is missed. README.md beside this file says how to read it.
 */
import { parseArgs } from 'node:util';
import { BenchSystem } from './bench-system.ts';
import type { Bench, Outcome } from './bench.ts';
import evening from './evening.bench.ts';
import { floorOf, type Floor } from './floor/floor.ts';
import growth from './growth.bench.ts';
import idle from './idle.bench.ts';
import { keepResult } from './kept-results.ts';
import managerList from './manager-list.bench.ts';
import menu from './menu.bench.ts';
import orderRate from './order-rate.bench.ts';
import paidOrder from './paid-order.bench.ts';
import { prepare, type Prepared } from './preparation.ts';
import { printTable, rounded } from './printing.ts';
import { profiledStack } from './profile/profile.ts';
import relay from './relay.bench.ts';
import screen from './screen.bench.ts';

const benches: readonly Bench[] = [paidOrder, menu, managerList, screen, evening, orderRate, relay, idle, growth];
const ordersBefore = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    rate: { type: 'string' },
    profile: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    running: { type: 'boolean', default: false },
  },
});
const isAll = positionals.includes('all');
const chosen = benches.filter(({ name }) => isAll || positionals.includes(name));
const unknown = positionals.filter((name) => name !== 'all' && !benches.some((bench) => bench.name === name));
if (chosen.length === 0 || unknown.length > 0) {
  console.error(`Which one? ${[...benches.map(({ name }) => name), 'all'].join(', ')}`);
  process.exit(2);
}
if (values.running && (values.profile || chosen.some(({ fillsTables }) => fillsTables))) {
  console.error('Profiles and growth need a system of their own: run them without --running');
  process.exit(2);
}

/** The system that benches share, and what was prepared and measured on it once. */
class Stand {
  private system: BenchSystem | undefined;
  private preparation: Promise<Prepared> | undefined;
  private measuredFloor: Promise<Floor> | undefined;

  async systemFor({ smallSystem = false }: Bench): Promise<BenchSystem> {
    const small = { serverOptions: { maxConnections: 300, kafkaHeapMb: 192 } };
    if (values.running) return (this.system ??= await BenchSystem.found());
    this.system ??= await BenchSystem.start(smallSystem ? small : values.profile ? profiledStack : {});
    return this.system;
  }

  prepared(system: BenchSystem, orders = ordersBefore): Promise<Prepared> {
    return (this.preparation ??= prepare(system, orders));
  }

  floor(system: BenchSystem): Promise<Floor> {
    return (this.measuredFloor ??= floorOf(system, 50));
  }

  async stop(): Promise<void> {
    await (await this.preparation)?.shoppers.stop();
    await this.system?.stop();
    [this.system, this.preparation, this.measuredFloor] = [undefined, undefined, undefined];
  }
}

function isMet({ bar, atLeast = false }: Bench, { value, missed = [] }: Outcome): boolean {
  return missed.length === 0 && (atLeast ? value >= bar : value <= bar);
}

async function runBench(bench: Bench, stand: Stand): Promise<void> {
  console.log(`\n${bench.name}: ${bench.what}`);
  const system = await stand.systemFor(bench);
  const outcome = await bench.run({
    system,
    seconds: Number(values.seconds ?? bench.seconds ?? 20),
    rates: values.rate === undefined ? (bench.rates ?? []) : values.rate.split(',').map(Number),
    profile: values.profile,
    prepared: (orders) => stand.prepared(system, orders),
    floor: () => stand.floor(system),
    say: (text) => console.log(`  ${text}`),
    table: printTable,
  });
  const { name, unit, bar, goal } = bench;
  const { value, parts = {}, floor, figures, missed = [] } = outcome;
  for (const word of missed) console.log(`  missed: ${word}`);
  const ok = isMet(bench, outcome);
  if (!ok) process.exitCode = 1;
  const round = Object.fromEntries(Object.entries(parts).map(([part, amount]) => [part, rounded(amount)]));
  const below = floor === undefined ? {} : { floor: rounded(floor), timesFloor: rounded(value / floor) };
  const line = { bench: name, ok, value: rounded(value), unit, bar, goal, ...below, parts: round, ...figures };
  if (values.keep) keepResult(name, missed.length > 0 ? { ...line, missed } : line);
  console.log(JSON.stringify(line));
}

const stand = new Stand();
try {
  for (const bench of chosen) {
    if (bench.ownSystem) await stand.stop();
    await runBench(bench, stand);
    if (bench.ownSystem) await stand.stop();
  }
} finally {
  await stand.stop();
}
