import type { Latencies } from '../../tools/field/open-loop.ts';
import type { Address } from '../../tools/field/people.ts';

/** What a load saw while it went at one rate. */
export interface Seen {
  /** Operations that came to their end. */
  readonly done: number;
  readonly errors: number;
  /** The first few, in words. */
  readonly faults: readonly string[];
  /** Operations that began more than 100 ms late, or not at all: the generator could not keep up. */
  readonly late: number;
  /** Milliseconds by what was measured: `POST`, `ticket` ... */
  readonly latencies: Readonly<Record<string, Latencies>>;
  readonly figures?: Readonly<Record<string, number>>;
}

/** Something that people do over and over. */
export interface Load {
  /** Signs everybody in and connects the screens. */
  prepare(): Promise<void>;
  /** Goes on at an even rate, whatever becomes of what was begun before; resolves when all of it has ended. */
  go(ratePerSecond: number, seconds: number): Promise<Seen>;
}

/** A kind of load, made for the system at an address. */
export type LoadKind = new (address: Address) => Load;
