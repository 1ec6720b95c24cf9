import type { Allowance } from './allowance.js';
import { standingOf, type Bucket, type Buckets, type Standing } from './bucket.js';

/** Calls that were taken from a bucket ahead and are not used yet. */
interface Lease {
  left: number;
  readonly endsAt: number;
  /** When the bucket's allowance is whole again, with the calls taken ahead. */
  fullAt: number;
}

/** A part of the allowance, and what grows back in a second: so much is lost with an instance that ends, at most. */
const part = 1 / 50;
const growthMs = 1_000;
const mostCalls = 100;
/** How long (ms) calls that were taken ahead can be used; they have grown back long before. */
const lastsMs = 10_000;
const mostLeases = 50_000;

/** How many calls are taken ahead from a bucket of this allowance; none from small ones, which are counted call by call. */
export function callsAhead({ calls, milliseconds }: Allowance): number {
  const ahead = Math.min(mostCalls, Math.floor(calls * part), Math.floor((calls * growthMs) / milliseconds));
  return ahead < 2 ? 0 : ahead;
}

/**
 * Takes some calls ahead where a bucket is more than half full, so that most calls need not be counted elsewhere first
 * (docs/adr/0032). What is taken is counted, used or not: all instances together admit no more than the allowance and, of calls
 * taken before, {@link callsAhead} for each instance.
 */
export class LeasedBuckets implements Buckets {
  private readonly leases = new Map<string, Lease>();
  /** Buckets from which calls are being taken ahead just now. */
  private readonly asking = new Set<string>();

  constructor(
    private readonly source: Buckets,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async spend(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    return this.spendHeld(buckets) ?? this.ask(buckets);
  }

  /** Undefined unless calls were taken ahead from all of the buckets. */
  private spendHeld(buckets: readonly Bucket[]): readonly Standing[] | undefined {
    const now = this.now();
    const leases: Lease[] = [];
    for (const { key, owedMs } of buckets) {
      const lease = this.leaseOf(key, now);
      if (!lease || owedMs !== undefined) return undefined;
      leases.push(lease);
    }
    return buckets.map((bucket, index) => {
      const lease = leases[index];
      if (!lease) throw new Error(`No call was taken ahead from ${bucket.key}`);
      lease.left--;
      return standingOf(bucket, lease.fullAt - now - unusedMs(bucket, lease.left), true);
    });
  }

  private async ask(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    const asked = buckets.map((bucket) => {
      const isHeld = this.asking.has(bucket.key) || this.leaseOf(bucket.key, this.now()) !== undefined;
      const ahead = isHeld ? 0 : callsAhead(bucket.allowance);
      return ahead === 0 ? bucket : { ...bucket, ahead };
    });
    const wanting = asked.filter(({ ahead }) => ahead !== undefined);
    for (const { key } of wanting) this.asking.add(key);
    try {
      return (await this.source.spend(asked)).map((standing) => this.keep(standing));
    } finally {
      for (const { key } of wanting) this.asking.delete(key);
    }
  }

  /** Remembers what was taken ahead, and tells how the bucket stands as if it had not been. */
  private keep(standing: Standing): Standing {
    const { bucket, ahead = 0, untilFullMs, admitted } = standing;
    const now = this.now();
    if (ahead > 0) {
      if (this.leases.size >= mostLeases) this.leases.clear();
      this.leases.set(bucket.key, { left: ahead, endsAt: now + lastsMs, fullAt: now + untilFullMs });
    }
    const lease = this.leaseOf(bucket.key, now);
    if (!lease) return standing;
    lease.fullAt = Math.max(lease.fullAt, now + untilFullMs);
    return standingOf(bucket, untilFullMs - unusedMs(bucket, lease.left), admitted);
  }

  private leaseOf(key: string, now: number): Lease | undefined {
    const lease = this.leases.get(key);
    if (lease && lease.left > 0 && now < lease.endsAt) return lease;
    if (lease) this.leases.delete(key);
    return undefined;
  }
}

function unusedMs({ allowance: { calls, milliseconds } }: Bucket, left: number): number {
  return (left * milliseconds) / calls;
}
