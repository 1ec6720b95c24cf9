import { dailyMetricsAnswer, ordersCountAnswer, revenueOfSales, topItemsAnswer } from '@chowk/contracts';
import { businessDate, newId } from '@chowk/kit';
import { outletMother } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coffee, dosa, factsOf, paneer, seated, storyMother } from './day.mother.js';
import { RunningAnalytics, type Restaurant } from './running-analytics.js';

const past = '2026-01-10';

describe('The numbers of a restaurant', () => {
  let analytics: RunningAnalytics;
  let restaurant: Restaurant;
  let home: string;
  let branch: string;
  beforeAll(async () => {
    analytics = await RunningAnalytics.start();
    restaurant = await analytics.restaurant();
    home = restaurant.outletId;
    branch = await restaurant.openOutlet({ name: 'Koramangala', code: 'KOR' });
    const coffees = [{ itemId: coffee, name: 'Filter coffee', quantity: 5, total: 25_000 }];
    const january = (day: number) => `2026-01-${String(day).padStart(2, '0')}`;
    await restaurant.count([
      seated({ outletId: home, businessDate: past }),
      ...factsOf(storyMother(), { outletId: home, businessDate: past }),
      ...factsOf(storyMother({ ending: 'WASTED', tender: 'CASH', refunded: 64_000 }), {
        outletId: home,
        businessDate: past,
      }),
      ...factsOf(storyMother({ lines: coffees, tender: 'CASH' }), { outletId: branch, businessDate: past }),
      ...factsOf(storyMother({ ending: 'CONFIRMED' }), { outletId: home, businessDate: january(11) }),
    ]);
  });
  afterAll(() => analytics.close());

  it('of a day are those of all outlets together and of each', async () => {
    const answer = (await restaurant.get(`daily-metrics?date=${past}`)).data(dailyMetricsAnswer);
    expect(answer.total).toEqual({
      tableSessionsOpened: 1,
      orders: { placed: 3, confirmed: 3, rejected: 0, cancelled: 1, expired: 0, completed: 2 },
      ...{ revenue: 89_000, discount: 2_000, tax: 6_000 },
      bills: { settled: 0, amount: 0 },
      ...{ voided: { lines: 0, amount: 0 }, comped: { lines: 0, amount: 0 }, refunds: { count: 0, amount: 0 } },
      conversion: 3,
      tableTurn: { closed: 0, averageSeconds: null, p50Seconds: null, p95Seconds: null },
      payments: {
        ...{ captured: 3, amount: 153_000, tips: 0, refunded: 64_000 },
        byTender: [
          { tender: 'CASH', captured: 2, amount: 89_000, tips: 0, refunded: 64_000 },
          { tender: 'RAZORPAY', captured: 1, amount: 64_000, tips: 0, refunded: 0 },
        ],
      },
    });
    const byOutlet = answer.outlets.map(({ outletId, name, revenue }) => [outletId, name, revenue]);
    expect(byOutlet).toEqual(
      [
        [home, 'Indiranagar', 64_000],
        [branch, 'Koramangala', 25_000],
      ].sort(([one], [other]) => String(one).localeCompare(String(other))),
    );
    expect([answer.asOf, answer.provisional]).toEqual(['2026-11-20T13:40:00.000Z', false]);
  });

  it('of one outlet are its own', async () => {
    const answer = (await restaurant.get(`daily-metrics?date=${past}&outlet=${branch}`)).data(dailyMetricsAnswer);
    expect(answer.outlets.map(({ outletId }) => outletId)).toEqual([branch]);
    expect(answer.total.revenue).toBe(25_000);
  });

  it('are those of today unless a day is named, zero where nothing happened, and provisional', async () => {
    const answer = (await restaurant.get('daily-metrics')).data(dailyMetricsAnswer);
    expect([answer.date, answer.provisional, answer.total.orders.placed]).toEqual([
      restaurant.today.businessDate,
      true,
      0,
    ]);
    expect(answer.outlets).toHaveLength(2);
  });

  it('name what sold most first, without what was called off', async () => {
    const answer = (await restaurant.get(`top-items?from=${past}&to=2026-01-11`)).data(topItemsAnswer);
    expect(answer.items).toEqual([
      { itemId: coffee, name: 'Filter coffee', quantity: 5, revenue: 25_000 },
      { itemId: paneer, name: 'Paneer butter masala', quantity: 4, revenue: 104_000 },
      { itemId: dosa, name: 'Masala dosa', quantity: 2, revenue: 24_000 },
    ]);
    const top = (await restaurant.get(`top-items?from=${past}&to=${past}&outlet=${home}&limit=1`)).data(topItemsAnswer);
    expect(top.items.map(({ itemId }) => itemId)).toEqual([paneer]);
  });

  it('tell how many orders there were, over the period and per day', async () => {
    const answer = (await restaurant.get('orders-count?from=2026-01-01&to=2026-01-31')).data(ordersCountAnswer);
    expect(answer.total).toEqual({ placed: 4, confirmed: 4, rejected: 0, cancelled: 1, expired: 0, completed: 2 });
    expect(answer.days.map(({ date, placed }) => [date, placed])).toEqual([
      [past, 3],
      ['2026-01-11', 1],
    ]);
  });

  it('tell the revenue by day and by outlet, which add up to the same', async () => {
    const by = async (how: string) =>
      (await restaurant.get(`revenue?from=2026-01-01&to=2026-01-31&by=${how}`)).data(revenueOfSales);
    const [byDay, byOutlet] = [await by('day'), await by('outlet')];
    expect(byDay.rows.map(({ date, revenue }) => [date, revenue])).toEqual([
      [past, 89_000],
      ['2026-01-11', 64_000],
    ]);
    expect(new Map(byOutlet.rows.map(({ outletId, revenue }) => [outletId, revenue]))).toEqual(
      new Map([
        [home, 128_000],
        [branch, 25_000],
      ]),
    );
    const sold = { revenue: 153_000, discount: 3_000, tax: 9_000, ordersConfirmed: 4 };
    expect(byDay.total).toEqual({ ...sold, refunds: 0, tips: 0 });
    expect(byOutlet.total).toEqual(byDay.total);
  });

  it('are provisional while the business day goes on at any outlet asked about', async () => {
    const world = await analytics.restaurant();
    const late = outletMother({ timeZone: 'Pacific/Pago_Pago', businessDayStart: '00:00' });
    const early = outletMother({ timeZone: 'Pacific/Kiritimati', businessDayStart: '00:00' });
    await world.openOutlet(late);
    await world.openOutlet(early);
    // 25 hours lie between the two zones: the late one's today is over at the early one, whenever this runs.
    const date = businessDate(new Date(), late);
    const provisionalAt = async (outlet: string) =>
      (await world.get(`revenue?to=${date}${outlet}`)).at('data.provisional');
    expect(await provisionalAt(`&outlet=${early.id}`)).toBe(false);
    expect(await provisionalAt(`&outlet=${late.id}`)).toBe(true);
    expect(await provisionalAt('')).toBe(true);
  });

  it('are counted, without a name and provisional, for an outlet that was not heard of yet', async () => {
    const young = await analytics.restaurant();
    const outletId = newId();
    await young.count(factsOf(storyMother(), { outletId, businessDate: past }));
    const answer = (await young.get(`daily-metrics?date=${past}`)).data(dailyMetricsAnswer);
    expect(answer.outlets.find((outlet) => outlet.outletId === outletId)).toMatchObject({
      name: null,
      revenue: 64_000,
    });
    expect(answer.provisional).toBe(true);
  });

  it('are there for a tenant without outlets: nothing yet, as of never', async () => {
    const tenant = await analytics.it.addTenant();
    const token = await analytics.it.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    const answer = (await restaurant.get('daily-metrics', token)).data(dailyMetricsAnswer);
    expect([answer.asOf, answer.provisional, answer.outlets, answer.total.revenue]).toEqual([null, true, [], 0]);
  });

  it('leave out an outlet that was closed, except on days it sold something', async () => {
    const closing = await analytics.restaurant();
    const closed = await closing.openOutlet({ removed: true });
    const outletsOn = async (date: string) => {
      const answer = (await closing.get(`daily-metrics?date=${date}`)).data(dailyMetricsAnswer);
      return answer.outlets.map(({ outletId }) => outletId);
    };
    await closing.count(factsOf(storyMother(), { outletId: closed, businessDate: past }));
    expect(await outletsOn(past)).toContain(closed);
    expect(await outletsOn('2026-01-11')).toEqual([closing.outletId]);
  });

  it('are seen by staff limited to outlets for those alone, everywhere', async () => {
    const token = await restaurant.token('MANAGER', [branch]);
    const period = `from=${past}&to=2026-01-31`;
    const [daily, items, orders, revenue] = await Promise.all([
      restaurant.get(`daily-metrics?date=${past}`, token),
      restaurant.get(`top-items?${period}`, token),
      restaurant.get(`orders-count?${period}`, token),
      restaurant.get(`revenue?${period}&by=outlet`, token),
    ]);
    expect(daily.data(dailyMetricsAnswer).outlets.map(({ outletId }) => outletId)).toEqual([branch]);
    expect(daily.at('data.total.revenue')).toBe(25_000);
    expect(items.data(topItemsAnswer).items.map(({ itemId }) => itemId)).toEqual([coffee]);
    expect(orders.at('data.total.placed')).toBe(1);
    expect(revenue.data(revenueOfSales).rows.map(({ outletId }) => outletId)).toEqual([branch]);
  });

  it('of an outlet the caller may not enter look like those of a missing one: 404', async () => {
    const token = await restaurant.token('MANAGER', [branch]);
    const stranger = await (await analytics.restaurant()).token('OWNER');
    const paths = ['daily-metrics', 'top-items', 'orders-count', 'revenue', 'kitchen'];
    for (const path of paths) {
      const replies = await Promise.all([
        restaurant.get(`${path}?outlet=${home}`, token),
        restaurant.get(`${path}?outlet=${newId()}`, token),
        restaurant.get(`${path}?outlet=${home}`, stranger),
      ]);
      expect(replies.map(({ status, code }) => [status, code])).toEqual(Array(3).fill([404, 'NOT_FOUND']));
    }
  });

  it.each([
    ['a date that is none', 'daily-metrics?date=2026-02-30', 'date INVALID_DATE'],
    ['a date before all counting', 'daily-metrics?date=0000-01-01', 'date NOT_ALLOWED'],
    ['an outlet that is no id', 'orders-count?outlet=home', 'outlet INVALID_FORMAT'],
    ['a period upside down', 'revenue?from=2026-02-02&to=2026-02-01', 'from OUT_OF_RANGE'],
    ['a period of more than a year', 'revenue?from=2025-01-01&to=2026-01-02', 'from OUT_OF_RANGE'],
    ['more items than a hundred', 'top-items?limit=101', 'limit OUT_OF_RANGE'],
    ['a way of grouping nobody knows', 'revenue?by=week', 'by NOT_ALLOWED'],
    ['a lateness of no time', 'kitchen?lateAfter=0', 'lateAfter OUT_OF_RANGE'],
    ['a period upside down', 'kitchen?from=2026-02-02&to=2026-02-01', 'from OUT_OF_RANGE'],
    ['a field nobody knows', 'top-items?tenant=other', 'tenant UNKNOWN_FIELD'],
  ])('are refused for %s: 422', async (_, path, fault) => {
    const reply = await restaurant.get(path);
    expect([reply.status, reply.faults]).toEqual([422, [fault]]);
  });

  it.each(['CASHIER', 'WAITER', 'KITCHEN', 'CUSTOMER', 'DEVICE'] as const)(
    'are nothing for a %s: 403',
    async (role) => {
      const token = await restaurant.token(role);
      const replies = await Promise.all(
        ['daily-metrics', 'top-items', 'orders-count', 'revenue', 'kitchen'].map((path) => restaurant.get(path, token)),
      );
      expect(replies.map(({ status, code }) => [status, code])).toEqual(Array(5).fill([403, 'PERMISSION_DENIED']));
    },
  );

  it('are nothing for somebody who is not signed in: 401', async () => {
    const reply = await analytics.it.http.get('/analytics/daily-metrics', { tenant: restaurant.tenant.slug });
    expect([reply.status, reply.code]).toEqual([401, 'AUTH_TOKEN_MISSING']);
  });
});
