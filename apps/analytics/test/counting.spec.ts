import { newId } from '@chowk/kit';
import { assertTenantIsolation, eventually } from '@chowk/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anyTelling,
  coffee,
  cookingOf,
  countsOfStories,
  factsOf,
  seated,
  sitting,
  soldOfStories,
  storyMother,
} from './day.mother.js';
import { RunningAnalytics } from './running-analytics.js';

/** Analytics on real PostgreSQL, Redis and Kafka; order and payment are played by the test. */
describe('Counting', () => {
  let analytics: RunningAnalytics;
  beforeAll(async () => {
    analytics = await RunningAnalytics.start();
  });
  afterAll(() => analytics.close());

  it('gives the numbers of the orders table, in whatever order and however often facts come, and the recount agrees', async () => {
    const day = { outletId: newId(), businessDate: '2026-11-20' };
    await fc.assert(
      fc.asyncProperty(anyTelling(day), async ({ stories, told }) => {
        const restaurant = await analytics.restaurant();
        await restaurant.count(told);
        const { tally, differences } = await restaurant.recount(day);
        expect(differences).toEqual([]);
        const { tableSessionsOpened, tableSessionsClosed } = tally.counts;
        expect(tally.counts).toEqual({ ...countsOfStories(stories), tableSessionsOpened, tableSessionsClosed });
        const answer = await restaurant.get('top-items?from=2026-11-20&to=2026-11-20');
        const items = answer.at('data.items') as { itemId: string; quantity: number }[];
        expect(Object.fromEntries(items.map(({ itemId, quantity }) => [itemId, quantity]))).toEqual(
          soldOfStories(stories),
        );
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('counts what the topics tell, each event once', async () => {
    const restaurant = await analytics.restaurant();
    const { today } = restaurant;
    const stories = [
      storyMother(),
      storyMother({ ending: 'WASTED', tender: 'CASH', refunded: 64_000 }),
      storyMother({ ending: 'REJECTED', tender: null }),
      storyMother({ ending: 'EXPIRED', tender: null }),
      storyMother({ ending: 'CALLED_OFF', tender: null }),
    ];
    const told = [seated(today), ...stories.flatMap((story) => factsOf(story, today))];
    await restaurant.tell(...told, ...told);
    const last = storyMother({ ending: 'PLACED', tender: null });
    await restaurant.tell(...factsOf(last, today));

    const expected = { ...countsOfStories([...stories, last]), tableSessionsOpened: 1 };
    await eventually(
      'all of it is counted',
      async () => {
        const { tally, differences } = await restaurant.recount(today);
        expect(tally.counts).toEqual(expected);
        expect(differences).toEqual([]);
        return true;
      },
      { timeout: 20_000 },
    );
    expect((await restaurant.recount(today)).tally.tenders).toEqual({
      RAZORPAY: { captured: 1, amount: 64_000, tips: 0, refunded: 0 },
      CASH: { captured: 1, amount: 64_000, tips: 0, refunded: 64_000 },
    });
  });

  it('built again from the topics, in another order, gives what was there', async () => {
    const [restaurant, other] = [await analytics.restaurant(), await analytics.restaurant()];
    const { today } = restaurant;
    const eaten = storyMother({
      ...{ ending: 'REVIVED', tip: 700, credited: 1_200 },
      changes: [
        { reason: 'VOIDED', line: 0 },
        { reason: 'COMPED', line: 1 },
      ],
    });
    const evening = [
      ...[eaten, storyMother({ ending: 'WASTED', refunded: 64_000 })].flatMap((story) => factsOf(story, today)),
      ...[
        ...sitting(today, 3_600),
        ...cookingOf({ station: 'curry', waited: 1_000, cooked: 2_000, again: 500 }, today),
      ],
    ];
    await restaurant.tell(...evening);
    const was = await eventually('the evening is counted', async () => {
      const { facts, tally, differences } = await restaurant.recount(today);
      // Both orders take a step between confirmation and completion, which counts for nothing
      return facts === evening.length - 2 && differences.length === 0 && tally;
    });
    expect(was.counts).toMatchObject({ ordersExpired: 0, ordersConfirmed: 2, revenue: 0, tips: 700, credited: 1_200 });
    expect(was.counts).toMatchObject({ linesVoided: 1, voided: 52_000, linesComped: 1, comped: 12_000 });

    await other.count((await restaurant.toldBefore()).reverse());
    const again = await other.recount(today);
    expect(again.tally).toEqual(was);
    expect(again.differences).toEqual([]);
  });

  it('takes the newest of what an order sells, whenever it is heard of', async () => {
    const restaurant = await analytics.restaurant();
    const changes = [
      { reason: 'REVISED', lines: [{ itemId: coffee, name: 'Filter coffee', quantity: 4, total: 20_000 }] },
      { reason: 'VOIDED', line: 0 },
    ] as const;
    const facts = factsOf(storyMother({ ending: 'CONFIRMED', tender: null, changes }), restaurant.today);
    for (const told of facts.slice(0, -1).reverse()) await restaurant.count([told]);
    const soFar = await restaurant.recount(restaurant.today);
    expect([soFar.tally.counts.revenue, soFar.tally.items[coffee]?.quantity]).toEqual([20_000, 4]);
    await restaurant.count(facts);
    const { tally, differences } = await restaurant.recount(restaurant.today);
    expect(differences).toEqual([]);
    expect([tally.counts.revenue, tally.counts.voided, tally.items[coffee]?.quantity]).toEqual([0, 20_000, 0]);
  });

  it('keeps steps between confirmation and completion out of the journal', async () => {
    const restaurant = await analytics.restaurant();
    const story = storyMother({ ending: 'CONFIRMED', tender: null });
    await restaurant.count(factsOf(story, restaurant.today));
    expect((await restaurant.recount(restaurant.today)).facts).toBe(2);
  });

  it('takes back a sale that is called off before it was heard of', async () => {
    const restaurant = await analytics.restaurant();
    const story = storyMother({ ending: 'WASTED', tender: null });
    for (const told of factsOf(story, restaurant.today).reverse()) await restaurant.count([told]);
    const { tally, differences } = await restaurant.recount(restaurant.today);
    expect(differences).toEqual([]);
    expect(tally.counts).toMatchObject({ ordersConfirmed: 1, ordersCancelled: 1, revenue: 0, discount: 0, tax: 0 });
  });

  it('takes back what was counted before it was known that sales change', async () => {
    const restaurant = await analytics.restaurant();
    const facts = factsOf(storyMother({ ending: 'WASTED', tender: null }), restaurant.today);
    await restaurant.count(facts.slice(0, -1));
    const rows = 'where tenant_id = $1';
    await analytics.it.query(`update counted_order set is_confirmed = null, sale_version = 0 ${rows}`, [
      restaurant.tenant.id,
    ]);
    expect((await restaurant.recount(restaurant.today)).tally.counts.revenue).toBe(64_000);
    await restaurant.count(facts);
    const { tally, differences } = await restaurant.recount(restaurant.today);
    expect([tally.counts.revenue, differences]).toEqual([0, []]);
  });

  it('keeps counting for one outlet from many sides at once, without waiting in a circle', async () => {
    const restaurant = await analytics.restaurant();
    const stories = Array.from({ length: 60 }, (_, index) => {
      const { lines } = storyMother();
      return storyMother({ ending: 'CONFIRMED', tender: null, lines: index % 2 ? lines : [...lines].reverse() });
    });
    await restaurant.count(stories.flatMap((story) => factsOf(story, restaurant.today)));
    const { tally, differences } = await restaurant.recount(restaurant.today);
    expect([tally.counts.ordersConfirmed, tally.counts.revenue, differences]).toEqual([60, 60 * 64_000, []]);
  });

  it('is found out by the recount when a counter was changed behind its back', async () => {
    const restaurant = await analytics.restaurant();
    await restaurant.count(factsOf(storyMother(), restaurant.today));
    await analytics.it.query('update daily_metric set revenue = revenue + 1 where outlet_id = $1', [
      restaurant.outletId,
    ]);
    await restaurant.count(cookingOf({ station: 'curry', waited: 1, cooked: 1 }, restaurant.today));
    await analytics.it.query(`update ticket_time set ready_at = ready_at + interval '1 s' where outlet_id = $1`, [
      restaurant.outletId,
    ]);
    await analytics.it.query('delete from tender_metric where outlet_id = $1', [restaurant.outletId]);
    const { differences } = await restaurant.recount(restaurant.today);
    expect(differences).toContainEqual({ path: 'counts.revenue', recounted: 64_000, kept: 64_001 });
    expect(differences.map(({ path }) => path)).toContain('tenders.RAZORPAY.amount');
    expect(differences.filter(({ path }) => path.endsWith('.readyAt'))).toHaveLength(1);
  });

  it('has nothing to say about a day on which nothing happened', async () => {
    const restaurant = await analytics.restaurant();
    const { facts, differences } = await restaurant.recount({ ...restaurant.today, businessDate: '2026-01-01' });
    expect([facts, differences]).toEqual([0, []]);
  });

  it('goes on behind an event that cannot be read', async () => {
    const restaurant = await analytics.restaurant();
    const [first] = factsOf(storyMother({ ending: 'PLACED', tender: null }), restaurant.today);
    if (first?.fact.type !== 'order.placed.v1') throw new Error('An order begins by being placed');
    const broken = { ...first.fact, data: { ...first.fact.data, total: -1 } };
    await restaurant.tell({ eventId: newId(), fact: broken }, first);
    await eventually('the next one of its key is counted', async () => {
      const { tally } = await restaurant.recount(restaurant.today);
      return tally.counts.ordersPlaced === 1;
    });
    const letters = await analytics.it.query('select 1 from dead_letter where tenant_id = $1', [restaurant.tenant.id]);
    expect(letters).toHaveLength(1);
  });

  it('counts for one tenant only', async () => {
    const [one, other] = [await analytics.restaurant(), await analytics.restaurant()];
    const day = one.today;
    const lines = [{ itemId: coffee, name: 'Filter coffee', quantity: 1, total: 5_000 }];
    await one.count(factsOf(storyMother({ lines }), day));
    expect((await other.recount(day)).facts).toBe(0);
    expect((await other.get('top-items')).at('data.items')).toEqual([]);
    await assertTenantIsolation(analytics.it.database);
  });
});
