import { dailyMetricsAnswer, kitchenAnswer, revenueOfTenders } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCooking, cookingOf, factsOf, sitting, storyMother, type Cooking } from './day.mother.js';
import { RunningAnalytics } from './running-analytics.js';

const past = '2026-01-10';

/** Analytics on real PostgreSQL, Redis and Kafka; order and payment are played by the test. */
describe('An evening in numbers', () => {
  let analytics: RunningAnalytics;
  beforeAll(async () => {
    analytics = await RunningAnalytics.start();
  });
  afterAll(() => analytics.close());

  const served = async (...cookings: Cooking[]) => {
    const restaurant = await analytics.restaurant();
    const day = { outletId: restaurant.outletId, businessDate: past };
    await restaurant.count(cookings.flatMap((cooking) => cookingOf(cooking, day)));
    return restaurant;
  };
  const minutes = (count: number) => count * 60_000;

  it('says what was voided, given free, credited and tipped, beside what the orders stand at', async () => {
    const restaurant = await analytics.restaurant();
    const day = { outletId: restaurant.outletId, businessDate: past };
    const changes = [{ reason: 'VOIDED', line: 1 }] as const;
    await restaurant.count([
      ...factsOf(storyMother({ changes, tip: 1_000, billed: 52_100, credited: 2_500 }), day),
      ...factsOf(storyMother({ changes: [{ reason: 'COMPED', line: 1 }], tender: 'CASH', refunded: 500 }), day),
      ...[...sitting(day, 1_800), ...sitting(day, 5_400), ...sitting(day, null), ...sitting(day, null)],
    ]);
    const { total, outlets } = (await restaurant.get(`daily-metrics?date=${past}`)).data(dailyMetricsAnswer);
    expect(total).toMatchObject({
      ...{ tableSessionsOpened: 4, conversion: 0.5, revenue: 104_000 },
      ...{ voided: { lines: 1, amount: 12_000 }, comped: { lines: 1, amount: 12_000 } },
      bills: { settled: 1, amount: 52_100 },
      refunds: { count: 1, amount: 2_500 },
      tableTurn: { closed: 2, averageSeconds: 3_600, p50Seconds: 3_600, p95Seconds: 5_220 },
      payments: { captured: 2, amount: 129_000, tips: 1_000, refunded: 500 },
    });
    expect(outlets).toEqual([{ outletId: restaurant.outletId, name: 'Indiranagar', ...total }]);
    const revenue = await restaurant.get(`revenue?from=${past}&to=${past}`);
    expect(revenue.at('data.total')).toMatchObject({ revenue: 104_000, refunds: 2_500, tips: 1_000 });
  });

  it('says by tender what was paid, tipped, given back and kept', async () => {
    const restaurant = await analytics.restaurant();
    const day = { outletId: restaurant.outletId, businessDate: past };
    await restaurant.count([
      ...factsOf(storyMother({ tip: 1_000 }), day),
      ...factsOf(storyMother({ tip: 300 }), { ...day, businessDate: '2026-01-11' }),
      ...factsOf(storyMother({ tender: 'CASH', refunded: 500 }), day),
    ]);
    const answer = await restaurant.get(`revenue?from=${past}&to=2026-01-31&by=tender`);
    const { total, rows } = answer.data(revenueOfTenders);
    expect(rows).toEqual([
      { tender: 'CASH', captured: 1, amount: 64_000, tips: 0, refunded: 500, net: 63_500 },
      { tender: 'RAZORPAY', captured: 2, amount: 129_300, tips: 1_300, refunded: 0, net: 128_000 },
    ]);
    expect(total).toEqual({ captured: 3, amount: 193_300, tips: 1_300, refunded: 500, net: 191_500 });
    const outsider = await restaurant.token('MANAGER', [newId()]);
    expect((await restaurant.get('revenue?by=tender', outsider)).at('data.rows')).toEqual([]);
  });

  it('counts every part of a refund that was spread over several payments', async () => {
    const restaurant = await analytics.restaurant();
    const day = { outletId: restaurant.outletId, businessDate: past };
    const refundId = newId();
    const spread = [
      ...factsOf(storyMother({ refunded: 400 }), day),
      ...factsOf(storyMother({ tender: 'CASH', refunded: 100 }), day),
    ].map(({ eventId, fact }) => ({
      eventId,
      fact: fact.type === 'payment.refunded.v1' ? { ...fact, data: { ...fact.data, refundId } } : fact,
    }));
    await restaurant.count(spread);
    await restaurant.count(spread.map(({ fact }) => ({ eventId: newId(), fact })));
    const { total, rows } = (await restaurant.get(`revenue?from=${past}&to=${past}&by=tender`)).data(revenueOfTenders);
    expect([total.refunded, rows.map(({ tender, refunded }) => [tender, refunded])]).toEqual([
      500,
      [
        ['CASH', 100],
        ['RAZORPAY', 400],
      ],
    ]);
    expect((await restaurant.recount(day)).differences).toEqual([]);
  });

  it('says how long each station let wait and cooked, and how often it was late', async () => {
    const restaurant = await served(
      { station: 'tandoor', waited: minutes(1), cooked: minutes(4) },
      { station: 'tandoor', waited: minutes(3), cooked: minutes(12) },
      { station: 'tandoor', waited: minutes(2), cooked: minutes(6), again: minutes(10) },
      { station: 'curry', waited: minutes(5), cooked: null },
      { station: 'curry', waited: null, cooked: null },
      { station: 'curry', waited: minutes(50), cooked: minutes(50), isVoided: true },
    );
    const answer = (await restaurant.get(`kitchen?from=${past}&to=${past}`)).data(kitchenAnswer);
    expect(answer.stations).toEqual([
      {
        ...{ station: 'curry', tickets: 2, late: 0 },
        queuedToStarted: { tickets: 1, p50Seconds: 300, p95Seconds: 300 },
        startedToReady: { tickets: 0, p50Seconds: null, p95Seconds: null },
      },
      {
        ...{ station: 'tandoor', tickets: 3, late: 1 },
        queuedToStarted: { tickets: 3, p50Seconds: 120, p95Seconds: 174 },
        startedToReady: { tickets: 3, p50Seconds: 720, p95Seconds: 936 },
      },
    ]);
    expect(answer.total).toMatchObject({ tickets: 5, late: 1, queuedToStarted: { tickets: 4, p50Seconds: 150 } });
    const strict = (await restaurant.get(`kitchen?from=${past}&to=${past}&lateAfter=5`)).data(kitchenAnswer);
    // Five minutes to the millisecond are not late
    expect([strict.lateAfter, strict.total.late]).toEqual([5, 2]);
  });

  it('has the percentiles of the exact durations, whatever they are', async () => {
    const percentile = (durations: readonly number[], share: number): number | null => {
      const sorted = durations.toSorted((one, other) => one - other);
      const place = share * (sorted.length - 1);
      const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
      return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
    };
    const near = (seconds: number | null, milliseconds: number | null) => {
      if (seconds === null || milliseconds === null) expect(seconds).toBe(milliseconds);
      else expect(Math.abs(seconds * 1000 - milliseconds)).toBeLessThanOrEqual(0.51);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(anyCooking, { maxLength: 12 }), async (cookings) => {
        const restaurant = await served(...cookings);
        const { total, stations } = (await restaurant.get(`kitchen?to=${past}`)).data(kitchenAnswer);
        const standing = cookings.filter(({ isVoided }) => !isVoided);
        expect(stations.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(standing.length);
        const of = (station?: string) => standing.filter((one) => station === undefined || one.station === station);
        for (const one of [{ ...total, station: undefined }, ...stations]) {
          const here = of(one.station);
          const waited = here.flatMap((cooking) => cooking.waited ?? []);
          const cooked = here.flatMap(({ waited: began, cooked: took, again = 0 }) =>
            began === null || took === null ? [] : [took + again],
          );
          expect([one.queuedToStarted.tickets, one.startedToReady.tickets]).toEqual([waited.length, cooked.length]);
          near(one.queuedToStarted.p50Seconds, percentile(waited, 0.5));
          near(one.queuedToStarted.p95Seconds, percentile(waited, 0.95));
          near(one.startedToReady.p50Seconds, percentile(cooked, 0.5));
          near(one.startedToReady.p95Seconds, percentile(cooked, 0.95));
        }
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('in the kitchen is that of the outlets the reader may enter, and of no other tenant', async () => {
    const restaurant = await served({ station: 'curry', waited: 1_000, cooked: 1_000 });
    const branch = await restaurant.openOutlet({ code: 'KOR' });
    const told = cookingOf(
      { station: 'pizza', waited: 1_000, cooked: 1_000 },
      { outletId: branch, businessDate: past },
    );
    await restaurant.count(told);
    const seenBy = async (token?: string, outlet = '') => {
      const answer = await restaurant.get(`kitchen?to=${past}${outlet}`, token);
      return answer.data(kitchenAnswer).stations.map(({ station }) => station);
    };
    expect(await seenBy()).toEqual(['curry', 'pizza']);
    expect(await seenBy(undefined, `&outlet=${branch}`)).toEqual(['pizza']);
    expect(await seenBy(await restaurant.token('MANAGER', [branch]))).toEqual(['pizza']);
    expect(await seenBy(await (await analytics.restaurant()).token('OWNER'))).toEqual([]);
  });
});
