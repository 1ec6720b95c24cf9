import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { patiently } from '../tools/field/people.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { steadyEvening } from './soak/evening.ts';
import { shown, trendsOf, type Seen } from './soak/verdict.ts';
import { Watch } from './soak/watch.ts';

/** What ends a program or should have been caught in it. */
const alarming = /unhandled ?rejection|uncaught ?exception|MaxListenersExceeded|heap out of memory|"level":"fatal"/i;
const sampleSeconds = 5;
const usualMinutes = 30;
/** Seconds for the first order, its customer's sign-in included, while caches are cold and consumers may still be joining. */
const mostForFirst = 15;

export default defineFire({
  name: 'soak',
  promise:
    'At half load nothing grows: neither heaps nor memory, handles, files or connections; no rejection goes unhandled.',
  byItself: true,
  async run(field) {
    const { system, check, say } = field;
    const minutes = field.minutes ?? field.amount(usualMinutes, 0.2);
    // About half of what two cores bear (`overload`)
    const pace = {
      ordersPerSecond: field.amount(8, 4),
      readsPerSecond: field.amount(16, 10),
      screens: 40,
      seconds: minutes * 60,
    };
    const restaurant = new Restaurant(system);
    const firstOrderSeconds = await firstOrder(restaurant);
    check('the first order of a fresh system does not stall', firstOrderSeconds < mostForFirst, firstOrderSeconds);
    const seen: Seen[] = [];
    const ended = new AbortController();
    const watching = watchOver(field, seen, ended.signal);
    const { orders, reads, frames, screensOpened } = await steadyEvening(field, restaurant, pace).finally(() =>
      ended.abort(),
    );
    await watching;

    const trends = trendsOf(seen);
    const growing = trends.filter(({ isGrowing }) => isGrowing);
    for (const trend of trends) say(`${trend.isGrowing ? '✗ ' : '  '}${shown(trend)}`);
    check('nothing grew in the second half', growing.length === 0, growing.map(shown));
    const failed = [...orders.errors, ...reads.errors];
    check(
      'every order was paid and every question answered',
      failed.length === 0 && orders.skipped + reads.skipped === 0,
      {
        ...{ orders: orders.done, reads: reads.done, skipped: orders.skipped + reads.skipped },
        failed: failed.slice(0, 3).map(String),
      },
    );
    const alarms = alarmsIn(join(system.dataDir, 'logs'));
    check('no rejection went unhandled', alarms.length === 0, alarms);
    return {
      ...{
        firstOrderSeconds,
        minutes,
        orders: orders.done,
        reads: reads.done,
        frames,
        screensOpened,
        samples: seen.length,
      },
      ...{
        orderP50: Math.round(orders.p50),
        orderP99: Math.round(orders.p99),
        measures: trends.length,
        growing: growing.length,
      },
    };
  },
});

/** Seconds from nothing to a paid and confirmed order. */
async function firstOrder(restaurant: Restaurant): Promise<number> {
  const since = performance.now();
  const customer = await restaurant.customer();
  const placed = await patiently(async () => customer.post('/orders', await restaurant.cart()));
  const orderId = placed.text('data.id');
  await restaurant.pay(customer, orderId);
  await restaurant.reached(customer, orderId, 'CONFIRMED', 60);
  return Math.round((performance.now() - since) / 100) / 10;
}

/** Takes samples until told to stop, and says each minute how it stands. */
async function watchOver({ system, say }: Field, seen: Seen[], signal: AbortSignal): Promise<void> {
  const watch = new Watch(system);
  const began = performance.now();
  let said = 0;
  try {
    while (!signal.aborted) {
      const at = (performance.now() - began) / 1000;
      const sample = await watch.sample();
      seen.push({ at, sample });
      if (at >= said * 60) say(`minute ${said++}: ${totals(sample)}`);
      await pause(sampleSeconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await watch.close();
  }
}

/** All services together, in one line. */
function totals(sample: Readonly<Record<string, number>>): string {
  const sum = (measure: RegExp) =>
    Object.entries(sample).reduce((all, [name, value]) => all + (measure.test(name) ? value : 0), 0);
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  const connections = `${sum(/^postgres connections/)} to PostgreSQL, ${sum(/^redis connections/)} to Redis`;
  return `heap ${megabytes(sum(/ heap$/))} MB, memory ${megabytes(sum(/ memory$/))} MB, ${sum(/ files$/)} files, ${sum(/ handles$/)} handles, ${connections}`;
}

/** Lines of the logs that should never be written, by file. */
function alarmsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => alarming.test(line))
        .map((line) => `${file}: ${line.slice(0, 300)}`),
    )
    .slice(0, 20);
}
