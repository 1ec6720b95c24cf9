import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingOf, type Bucket } from './bucket.js';
import { LocalBuckets } from './local-buckets.js';

const bucket = (key: string, calls: number, milliseconds: number): Bucket => ({
  limit: 'person',
  key,
  allowance: { calls, milliseconds },
});

describe('Buckets of one instance', () => {
  it('let the whole allowance through at once, then as it grows back', async () => {
    let now = 5_000;
    const buckets = new LocalBuckets(() => now);
    const mine = [bucket('a', 2, 1_000)];
    const admitted = async () => (await buckets.spend(mine))[0]?.admitted;
    expect([await admitted(), await admitted(), await admitted()]).toEqual([true, true, false]);
    now += 499;
    expect(await admitted()).toBe(false);
    now += 1;
    expect([await admitted(), await admitted()]).toEqual([true, false]);
  });

  it('spend all buckets of a call or none', async () => {
    const buckets = new LocalBuckets(() => 0);
    const [narrow, wide] = [bucket('narrow', 1, 1_000), bucket('wide', 10, 1_000)];
    await buckets.spend([narrow, wide]);
    const refused = await buckets.spend([narrow, wide]);
    expect(refused).toMatchObject([
      { admitted: false, remaining: 0, waitMs: 1_000 },
      { admitted: true, remaining: 9, waitMs: 0 },
    ]);
    expect((await buckets.spend([wide]))[0]?.remaining).toBe(8);
  });

  it('never let more through in any window than the allowance and what grew back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 }),
        async (calls, pauses) => {
          let now = 0;
          let admitted = 0;
          const buckets = new LocalBuckets(() => now);
          for (const pause of pauses) {
            now += pause;
            if ((await buckets.spend([bucket('a', calls, 1_000)]))[0]?.admitted) admitted++;
          }
          expect(admitted).toBeLessThanOrEqual(calls + Math.floor((now * calls) / 1_000 + 1e-6));
        },
      ),
    );
  });

  it('forget full buckets, and the oldest ones in a flood of keys', async () => {
    let now = 0;
    const buckets = new LocalBuckets(() => now);
    for (let key = 0; key < 50_001; key++) await buckets.spend([bucket(`k${key}`, 1, 10_000)]);
    expect((await buckets.spend([bucket('k0', 1, 10_000)]))[0]?.admitted).toBe(true);
    expect((await buckets.spend([bucket('k50000', 1, 10_000)]))[0]?.admitted).toBe(false);
    now = 20_000;
    for (let key = 0; key < 50_001; key++) await buckets.spend([bucket(`l${key}`, 1, 10_000)]);
    expect((await buckets.spend([bucket('k50000', 1, 10_000)]))[0]?.admitted).toBe(true);
  });

  it('go on from what was last heard of all instances, instead of giving the allowance once more', async () => {
    let now = 1_000;
    const buckets = new LocalBuckets(() => now);
    const mine = bucket('a', 4, 1_000);
    buckets.learn([standingOf(mine, 1_000, true)]);
    expect((await buckets.spend([mine]))[0]?.admitted).toBe(false);
    now += 250;
    expect((await buckets.spend([mine]))[0]?.admitted).toBe(true);
  });

  it('hand back what they admitted alone, until it is known everywhere', async () => {
    const buckets = new LocalBuckets(() => 1_000);
    const mine = bucket('a', 4, 1_000);
    expect(buckets.owed([mine])).toEqual([mine]);
    await buckets.spend([mine]);
    await buckets.spend([mine]);
    expect(buckets.owed([mine, bucket('b', 4, 1_000)])).toMatchObject([{ owedMs: 500 }, { key: 'b' }]);
    buckets.learn([standingOf(mine, 250, true)]);
    expect(buckets.owed([mine])).toMatchObject([{ owedMs: 500 }]);
    buckets.learn([standingOf(mine, 750, true)]);
    expect(buckets.owed([mine])).toEqual([mine]);
  });
});
