import type { BenchSystem } from './bench-system.ts';
import type { Floor } from './floor/floor.ts';
import type { Prepared } from './preparation.ts';

/** Of a bench's last line: the value against its bar, the floor of the same run, and what it was made of. */
export interface Outcome {
  readonly value: number;
  readonly floor?: number;
  /** The value, by part of the system. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Other figures that belong to the record. */
  readonly figures?: Readonly<Record<string, number | string>>;
  /** More bars of this bench that were missed, in words; none when all were met. */
  readonly missed?: readonly string[];
}

/** What the runner gives to a bench. */
export interface Run {
  readonly seconds: number;
  readonly rates: readonly number[];
  readonly system: BenchSystem;
  /** 10,000 orders, and shoppers who have placed some already. */
  prepared(orders?: number): Promise<Prepared>;
  /** Measured once in a run, on the same PostgreSQL. */
  floor(): Promise<Floor>;
  readonly profile: boolean;
  say(text: string): void;
  /** A table on the screen, one row a line; the first row is its head. */
  table(rows: readonly (readonly (string | number)[])[]): void;
}

/** One measurement that can be asked for by name. */
export interface Bench {
  readonly name: string;
  /** What is measured, in a sentence. */
  readonly what: string;
  readonly unit: string;
  /** What must be met; `atLeast` turns the comparison round. */
  readonly bar: number;
  readonly goal: number;
  readonly atLeast?: boolean;
  /** Operations a second, where nothing is said. */
  readonly rates?: readonly number[];
  /** How long each rate lasts, where nothing is said. */
  readonly seconds?: number;
  /** It must find the system as it was started, or leaves it as nobody else wants it. */
  readonly ownSystem?: boolean;
  /** It leaves more in the tables than anybody would keep. */
  readonly fillsTables?: boolean;
  /** As `npm start` runs it, not as a machine for load does. */
  readonly smallSystem?: boolean;
  run(run: Run): Promise<Outcome>;
}

/** Says to the compiler what a bench file exports. */
export function defineBench(bench: Bench): Bench {
  return bench;
}
