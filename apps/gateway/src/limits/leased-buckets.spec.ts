import { describe, expect, it } from 'vitest';
import { standingOf, type Bucket, type Buckets, type Standing } from './bucket.js';
import { callsAhead, LeasedBuckets } from './leased-buckets.js';

const bucket = (calls: number, milliseconds = 60_000): Bucket => ({
  limit: 'tenant',
  key: 'tenant:dosa',
  allowance: { calls, milliseconds },
});

/** As Redis counts: one number for all instances. */
class Everywhere implements Buckets {
  asked = 0;
  now = 0;
  private fullAt = 0;

  spend(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    this.asked++;
    return Promise.resolve(
      buckets.map((one) => {
        const interval = one.allowance.milliseconds / one.allowance.calls;
        this.fullAt = Math.max(this.fullAt, this.now);
        if (this.fullAt - this.now + interval > one.allowance.milliseconds)
          return standingOf(one, this.fullAt - this.now, false);
        const wanted = one.ahead ?? 0;
        const isHalfFull = this.fullAt - this.now + (1 + wanted) * interval <= one.allowance.milliseconds / 2;
        const ahead = isHalfFull ? wanted : 0;
        this.fullAt += (1 + ahead) * interval;
        return { ...standingOf(one, this.fullAt - this.now, true), ahead };
      }),
    );
  }
}

describe('Calls taken ahead', () => {
  it('are a fiftieth of the allowance, of which a second’s growth at most; none of small allowances', () => {
    expect([12_000, 1_200, 300].map((calls) => callsAhead({ calls, milliseconds: 60_000 }))).toEqual([100, 20, 5]);
    expect(callsAhead({ calls: 5, milliseconds: 1_000 })).toBe(0);
    expect(callsAhead({ calls: 300, milliseconds: 3_600_000 })).toBe(0);
    expect(callsAhead({ calls: 30, milliseconds: 60_000 })).toBe(0);
  });

  it('spare the question for those that follow, and show in no header', async () => {
    const everywhere = new Everywhere();
    const buckets = new LeasedBuckets(everywhere, () => everywhere.now);
    const remaining: unknown[] = [];
    for (let call = 0; call < 22; call++) remaining.push((await buckets.spend([bucket(1_200)]))[0]?.remaining);
    expect(remaining).toEqual(Array.from({ length: 22 }, (_, call) => 1_199 - call));
    expect(everywhere.asked).toBe(2);
  });

  it('are counted: two instances together admit the allowance and not one more', async () => {
    const everywhere = new Everywhere();
    const instances = [everywhere, everywhere].map((source) => new LeasedBuckets(source, () => 0));
    let admitted = 0;
    for (let call = 0; call < 400; call++)
      if ((await instances[call % 2]?.spend([bucket(300)]))?.[0]?.admitted) admitted++;
    expect(admitted).toBe(300);
  });

  it('are taken once when many calls come in the same moment', async () => {
    const everywhere = new Everywhere();
    const buckets = new LeasedBuckets(everywhere, () => 0);
    const standings = await Promise.all(Array.from({ length: 10 }, () => buckets.spend([bucket(1_200)])));
    expect(standings.map(([standing]) => standing?.admitted)).toEqual(Array<boolean>(10).fill(true));
    expect((await buckets.spend([bucket(1_200)]))[0]?.remaining).toBe(1_189);
  });

  it('are of no use after ten seconds', async () => {
    const everywhere = new Everywhere();
    const buckets = new LeasedBuckets(everywhere, () => everywhere.now);
    await buckets.spend([bucket(1_200)]);
    everywhere.now += 10_000;
    await buckets.spend([bucket(1_200)]);
    expect(everywhere.asked).toBe(2);
  });

  it('wait while an instance has calls to hand back that it counted alone', async () => {
    const everywhere = new Everywhere();
    const buckets = new LeasedBuckets(everywhere, () => 0);
    await buckets.spend([bucket(1_200)]);
    await buckets.spend([{ ...bucket(1_200), owedMs: 50 }]);
    expect(everywhere.asked).toBe(2);
  });
});
