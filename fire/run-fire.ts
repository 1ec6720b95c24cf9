import { setTimeout as pause } from 'node:timers/promises';
import { drained } from '../tools/field/drained.ts';
import type { FieldSystem } from '../tools/field/field-system.ts';
import type { Field, Figures, Fire } from '../tools/field/fire.ts';
import { takeUndescribed } from '../tools/field/held-answers.ts';
import { Random } from '../tools/field/random.ts';
import { shortly } from '../tools/field/report.ts';
import { faults } from '../tools/field/truth/faults.ts';
import type { Stacks } from './stacks.ts';

const patienceMs = 30_000;

/** What one script came to. */
export interface Outcome {
  readonly fire: string;
  readonly ok: boolean;
  readonly seed: number;
  readonly quick: boolean;
  readonly seconds: number;
  readonly checks: readonly { readonly what: string; readonly ok: boolean; readonly seen?: string }[];
  readonly figures: Figures;
}

/** How scripts are run. */
export interface Wish {
  readonly stacks: Stacks;
  readonly quick: boolean;
  readonly seed: number;
  /** Of scripts that take as long as they are told to. */
  readonly minutes?: number | undefined;
}

/** Runs a script on the stack it needs, lets everything come to rest, and looks for what does not hold. Never rejects. */
export async function runFire(fire: Fire, { stacks, quick, seed, minutes }: Wish): Promise<Outcome> {
  console.log(`\n${fire.name}: ${fire.promise}`);
  const checks: { what: string; ok: boolean; seen?: string }[] = [];
  const check: Field['check'] = (what, ok, detail) => {
    const seen = detail === undefined ? {} : { seen: shortly(detail) };
    checks.push({ what, ok, ...seen });
    console.log(`  ${ok ? '✓' : '✗'} ${what}${detail === undefined ? '' : ` (${shortly(detail)})`}`);
  };
  let figures: Figures = {};
  let since = performance.now();
  try {
    const system = await stacks.for(fire, quick);
    since = performance.now();
    figures = await fire.run({
      quick,
      seed,
      minutes,
      random: new Random(seed).fork(fire.name),
      system,
      check,
      say: (text) => console.log(`    ${text}`),
      amount: (full, short) => (quick ? short : full),
    });
    await drained(system, { timeout: 60 });
    const wrong = await remaining(system);
    check('all invariants hold', wrong.length === 0, wrong.length === 0 ? undefined : wrong.slice(0, 10));
    for (const one of wrong.slice(0, 20)) console.log(`      ${one}`);
  } catch (error) {
    check('it ran to its end', false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const undescribed = takeUndescribed();
  check('every answer is what the API reference says', undescribed.length === 0, undescribed[0]);
  const ok = checks.length > 0 && checks.every((one) => one.ok);
  if (!ok) await stacks.discard();
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  for (const [name, value] of Object.entries(figures)) console.log(`    ${name.padEnd(34)} ${String(value)}`);
  return { fire: fire.name, ok, seed, quick, seconds, checks, figures };
}

/** What does not hold, asked again for a while: what a sweep looks after is in no outbox and in no topic. */
async function remaining(system: FieldSystem): Promise<string[]> {
  for (const end = performance.now() + patienceMs; ;) {
    const wrong = await faults(system);
    if (wrong.length === 0 || performance.now() > end) return wrong;
    await pause(500);
  }
}

/** The last line of a run. */
export function lineOf({ fire, ok, seed, quick, seconds, figures }: Outcome): string {
  return JSON.stringify({ fire, ok, seed, quick, seconds, ...figures });
}
