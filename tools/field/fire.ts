import type { FieldStackOptions, FieldSystem } from './field-system.ts';
import type { Random } from './random.ts';

/** What a script saw, by name; printed at the end and kept. */
export type Figures = Readonly<Record<string, number | string | boolean>>;

/** One script under fire. */
export interface Fire {
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly promise: string;
  /** Kills PostgreSQL, Redis or Kafka: comes last where scripts share a stack. */
  readonly killsServers?: boolean;
  /** What its stack needs beyond the usual one; then it gets a stack of its own. The quick form shares one and does without. */
  readonly stack?: FieldStackOptions;
  /** Left out of `all`, because of the time it takes. */
  readonly byItself?: boolean;
  run(field: Field): Promise<Figures>;
}

/** What a script works with. */
export interface Field {
  readonly quick: boolean;
  readonly seed: number;
  /** How long a script that only takes its time should take, when that was said. */
  readonly minutes: number | undefined;
  readonly random: Random;
  readonly system: FieldSystem;
  /** A row of the printed table; a false one turns the script red. `detail` is what was seen. */
  check(what: string, ok: boolean, detail?: unknown): void;
  /** A line for who watches. */
  say(text: string): void;
  /** How much of something is done: the full amount, or the quick form's. */
  amount(full: number, quick: number): number;
}

/** Names a script's parts: `export default defineFire({ name, promise, run })`. */
export function defineFire(fire: Fire): Fire {
  return fire;
}
