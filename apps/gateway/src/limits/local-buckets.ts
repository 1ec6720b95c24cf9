import { standingOf, type Bucket, type StandIn, type Standing } from './bucket.js';

const mostKeys = 50_000;

/** Counts in this process alone: what holds while Redis is away, for each instance by itself, from where Redis was last heard. */
export class LocalBuckets implements StandIn {
  /** When each bucket's allowance is whole again. */
  private readonly fullAt = new Map<string, number>();
  /** Buckets from which calls were taken that nobody else has heard of. */
  private readonly unheard = new Set<string>();

  constructor(private readonly now: () => number) {}

  spend(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    const now = this.now();
    const before = buckets.map((bucket) => {
      const fullAt = Math.max(this.fullAt.get(bucket.key) ?? 0, now);
      return { bucket, fullAt, admits: standingOf(bucket, fullAt - now, true).waitMs === 0 };
    });
    const counts = before.every(({ admits }) => admits);
    const standings = before.map(({ bucket, fullAt, admits }) => {
      if (!counts) return standingOf(bucket, fullAt - now, admits);
      const after = fullAt + bucket.allowance.milliseconds / bucket.allowance.calls;
      this.fullAt.set(bucket.key, after);
      this.unheard.add(bucket.key);
      return standingOf(bucket, after - now, true);
    });
    if (this.fullAt.size > mostKeys) this.forget(now);
    return Promise.resolve(standings);
  }

  owed(buckets: readonly Bucket[]): readonly Bucket[] {
    if (this.unheard.size === 0) return buckets;
    const now = this.now();
    return buckets.map((bucket) => {
      const owedMs = this.unheard.has(bucket.key) ? (this.fullAt.get(bucket.key) ?? 0) - now : 0;
      return owedMs > 0 ? { ...bucket, owedMs } : bucket;
    });
  }

  learn(standings: readonly Standing[]): void {
    const now = this.now();
    for (const { bucket, resetMs } of standings) {
      // An answer that was on its way while calls were counted here does not know of them
      if (this.unheard.has(bucket.key) && (this.fullAt.get(bucket.key) ?? 0) > now + resetMs) continue;
      this.unheard.delete(bucket.key);
      this.fullAt.set(bucket.key, now + resetMs);
    }
    if (this.fullAt.size > mostKeys) this.forget(now);
  }

  /** Full buckets need no entry; when a flood of keys leaves too many others, the oldest go. */
  private forget(now: number): void {
    for (const [key, fullAt] of this.fullAt) if (fullAt <= now) this.drop(key);
    for (const key of this.fullAt.keys()) {
      if (this.fullAt.size <= mostKeys / 2) return;
      this.drop(key);
    }
  }

  private drop(key: string): void {
    this.fullAt.delete(key);
    this.unheard.delete(key);
  }
}
