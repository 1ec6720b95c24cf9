/**
 * `npm run fire -- <name>` or `-- all`: breaks the system while it works, and looks afterwards whether what is promised holds.
 * `--quick` short form, `--seed n` the chance of an earlier run, `--minutes n` how long `soak` takes.
 * Status 0 when all held, else 1.
 */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Fire } from '../tools/field/fire.ts';
import { keep } from '../tools/field/report.ts';
import { root } from '../tools/stack/layout.mjs';
import { lineOf, runFire, type Outcome } from './run-fire.ts';
import { Stacks } from './stacks.ts';

const folder = join(root, 'fire');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    running: { type: 'boolean', default: false },
  },
});

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.fire.ts'))
  .map((file) => file.slice(0, -'.fire.ts'.length))
  .sort();

async function load(name: string): Promise<Fire> {
  const { default: fire } = (await import(pathToFileURL(join(folder, `${name}.fire.ts`)).href)) as { default: Fire };
  if (fire.name !== name) throw new Error(`${name}.fire.ts calls itself ${fire.name}`);
  return fire;
}

/** What `all` runs, in its order: those that kill servers come last. */
async function everything(): Promise<Fire[]> {
  const all = await Promise.all(names.map(load));
  return all
    .filter(({ byItself }) => !byItself)
    .sort((one, other) => Number(one.killsServers ?? false) - Number(other.killsServers ?? false));
}

async function main(): Promise<boolean> {
  const asked = positionals.length > 0 ? positionals : [''];
  const unknown = asked.filter((name) => name !== 'all' && !names.includes(name));
  if (unknown.length > 0) {
    console.error(`npm run fire -- <name> [--quick] [--seed n] [--running]\nThere are: all, ${names.join(', ')}`);
    return false;
  }
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error('--seed is a whole number');
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes is a number of minutes');
  const { quick, running } = values;
  console.log(`seed ${seed}${quick ? ', the short form' : ''}`);
  const fires = asked.includes('all') ? await everything() : await Promise.all(asked.map(load));
  const stacks = new Stacks({ running });
  const end = (signal: NodeJS.Signals) => {
    console.error(`${signal}: stopping`);
    void stacks.end().finally(() => process.exit(130));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const since = performance.now();
  const outcomes: Outcome[] = [];
  try {
    for (const fire of fires) outcomes.push(await runFire(fire, { stacks, quick, seed, minutes }));
  } finally {
    await stacks.end();
  }
  const ok = outcomes.every((one) => one.ok);
  if (asked.includes('all')) {
    const seconds = Math.round((performance.now() - since) / 1000);
    console.log('\nAll together');
    for (const one of outcomes) console.log(`  ${one.ok ? '✓' : '✗'} ${one.fire.padEnd(18)} ${one.seconds} s`);
    if (!quick) keep(`fire-all-${seed}`, { seed, ok, seconds, scripts: outcomes });
    const passed = outcomes.filter((one) => one.ok).length;
    console.log(JSON.stringify({ fire: 'all', ok, seed, quick, passed, failed: outcomes.length - passed, seconds }));
  } else {
    for (const one of outcomes) {
      if (!quick) keep(`fire-${one.fire}`, one);
      console.log(lineOf(one));
    }
  }
  return ok;
}

process.exitCode = (await main()) ? 0 : 1;
