import type { Allowance } from './allowance.js';
import type { LimitName } from './allowances.js';

/** One count a call is held against. */
export interface Bucket {
  readonly limit: LimitName;
  readonly key: string;
  readonly allowance: Allowance;
  /** Milliseconds until its allowance is whole, where an instance counted calls alone; unset when all of them are known everywhere. */
  readonly owedMs?: number;
  /** Calls to take beside this one, for later, if more than half of the allowance is there without them. */
  readonly ahead?: number;
}

/** How a bucket stands after a call was counted, or refused. */
export interface Standing {
  readonly bucket: Bucket;
  readonly admitted: boolean;
  /** Calls that could follow at once. */
  readonly remaining: number;
  /** Milliseconds until the next call is admitted; 0 when it would be now. */
  readonly waitMs: number;
  /** Milliseconds until the whole allowance is there again. */
  readonly resetMs: number;
  /** The same, not rounded. */
  readonly untilFullMs: number;
  /** Calls that were taken beside this one. */
  readonly ahead?: number;
}

/** Counts calls in buckets: all of them or, when one is empty, none. Answers how each stands, in the order given. */
export interface Buckets {
  spend(buckets: readonly Bucket[]): Promise<readonly Standing[]>;
}

/** Takes over where calls cannot be counted for all instances, and hands back what it counted: no allowance is given twice. */
export interface StandIn extends Buckets {
  /** The same buckets with what was spent here alone. */
  owed(buckets: readonly Bucket[]): readonly Bucket[];
  /** How they stand everywhere; nothing is owed any more that is in there. */
  learn(standings: readonly Standing[]): void;
}

/**
 * How a bucket stands whose allowance is whole again in `untilFull` milliseconds (the theoretical arrival time of the generic cell rate
 * algorithm, ITU-T I.371): no bursts at the edges of windows, one number per bucket.
 */
export function standingOf(bucket: Bucket, untilFull: number, admitted: boolean): Standing {
  const { calls, milliseconds } = bucket.allowance;
  const interval = milliseconds / calls;
  const room = milliseconds - Math.max(0, untilFull);
  return {
    bucket,
    admitted,
    remaining: Math.max(0, Math.floor(room / interval + tolerance)),
    waitMs: Math.max(0, Math.ceil(interval - room - tolerance)),
    resetMs: Math.max(0, Math.ceil(untilFull)),
    untilFullMs: Math.max(0, untilFull),
  };
}

/** Fractions of a call, or of a millisecond, that are nothing but rounding. */
const tolerance = 1e-6;
