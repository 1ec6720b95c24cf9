import { standingOf, type Bucket, type Buckets, type Standing } from './bucket.js';

const mostKeys = 50_000;

/** Counts in this process alone: what holds while Redis is away, for each instance by itself. */
export class LocalBuckets implements Buckets {
  /** When each bucket's allowance is whole again. */
  private readonly fullAt = new Map<string, number>();

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
      return standingOf(bucket, after - now, true);
    });
    if (this.fullAt.size > mostKeys) this.forget(now);
    return Promise.resolve(standings);
  }

  /** Full buckets need no entry; when a flood of keys leaves too many others, the oldest go. */
  private forget(now: number): void {
    for (const [key, fullAt] of this.fullAt) if (fullAt <= now) this.fullAt.delete(key);
    for (const key of this.fullAt.keys()) {
      if (this.fullAt.size <= mostKeys / 2) return;
      this.fullAt.delete(key);
    }
  }
}
