import { dailyMetricsAnswer } from '@chowk/contracts';
import { Rebuild } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf, storyMother } from './day.mother.js';
import { RunningAnalytics } from './running-analytics.js';

const past = '2026-01-10';

describe('The numbers of a business', () => {
  let analytics: RunningAnalytics;
  beforeAll(async () => {
    analytics = await RunningAnalytics.start();
  });
  afterAll(() => analytics.close());

  it('are what they were after they were dropped, with the journal of what was counted, and counted again', async () => {
    const restaurant = await analytics.restaurant();
    const day = { outletId: restaurant.outletId, businessDate: past };
    const facts = [storyMother({ tip: 1_000 }), storyMother()].flatMap((story) => factsOf(story, day));
    await restaurant.tell(...facts);
    const rows = (table: string) =>
      analytics.it.query(`select * from ${table} where tenant_id = $1 order by event_id`, [restaurant.tenant.id]);
    await eventually('all are handled', async () => (await rows('inbox')).length === facts.length);
    const total = async () => (await restaurant.get(`daily-metrics?date=${past}`)).data(dailyMetricsAnswer).total;
    const [before, counted] = [await total(), await rows('counted_event')];
    const report = await analytics.it.app.get(Rebuild).run('metrics');
    expect(before.payments.captured).toBe(2);
    expect(report).toEqual({ tenants: 1, events: facts.length, faulty: 0 });
    expect([await total(), await rows('counted_event')]).toEqual([before, counted]);
  });
});
