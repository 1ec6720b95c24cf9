import { setTimeout as pause } from 'node:timers/promises';
import { send } from '../tools/field/calls.ts';
import { defineFire } from '../tools/field/fire.ts';
import type { FieldSystem } from '../tools/field/field-system.ts';
import { until } from '../tools/field/until.ts';
import { Shoppers } from './outage/shoppers.ts';

const healthyWithin = 30;

/** All services say that they are ready. */
async function areReady(system: FieldSystem): Promise<boolean> {
  const answers = await Promise.all(
    Object.values(system.services).map(({ url }) =>
      send({ method: 'GET', url: `${url}/health/ready`, timeoutMs: 3_000 }).catch(() => undefined),
    ),
  );
  return answers.every((answer) => answer?.status === 200);
}

export default defineFire({
  name: 'outage',
  promise:
    'with Kafka, Redis or PostgreSQL away no acknowledged order is lost, and answers are right or 503 with Retry-After',
  killsServers: true,
  async run({ system, random, check, say, amount }) {
    const rate = amount(20, 5);
    const shoppers = await Shoppers.come(system);
    const ordering = shoppers.order(rate);
    const figures: Record<string, number> = {};
    let busy = 0;
    const wrong: string[] = [];
    try {
      for (const name of random.shuffle(['kafka', 'redis', 'postgres'] as const)) {
        await pause(amount(8_000, 500));
        const before = shoppers.since();
        wrong.push(...before.wrong.map((one) => `before ${name} went: ${one}`));
        busy += before.busy;
        await system.servers[name].kill();
        await pause(amount(12_000, 1_000));
        // Whoever orders now waits until nobody can say what became of it: at least one has to have come so far
        if (name === 'kafka') await until('an order is taken without kafka', 20, () => shoppers.tryOne());
        const away = shoppers.since();
        wrong.push(...away.wrong.map((one) => `without ${name}: ${one}`));
        busy += away.busy;
        say(`without ${name}: ${away.acknowledged} taken (${away.taken} of them 202), ${away.busy} times 503`);
        if (name === 'kafka') {
          check('with Kafka away orders are taken', away.taken > 0 && away.busy === 0, {
            acknowledged: away.acknowledged,
            taken: away.taken,
            busy: away.busy,
          });
        }
        const since = performance.now();
        await system.servers[name].start();
        const started = performance.now();
        await until(
          `all is well without ${name}`,
          90,
          async () => (await areReady(system)) && (await shoppers.tryOne()),
          100,
        );
        const seconds = (performance.now() - started) / 1000;
        figures[`${name}SecondsToHealth`] = Number(seconds.toFixed(1));
        figures[`${name}SecondsToStart`] = Number(((started - since) / 1000).toFixed(1));
        check(
          `healthy within ${healthyWithin} s of the return of ${name}`,
          seconds <= healthyWithin,
          `${seconds.toFixed(1)} s`,
        );
        const back = shoppers.since();
        wrong.push(...back.wrong.map((one) => `after the return of ${name}: ${one}`));
        busy += back.busy;
        say(`${name} back after ${seconds.toFixed(1)} s: ${back.acknowledged} taken, ${back.busy} times 503`);
      }
      await pause(amount(5_000, 0));
    } finally {
      await shoppers.leave(amount(120, 60));
    }
    await ordering;
    const last = shoppers.since();
    wrong.push(...last.wrong.map((one) => `at the end: ${one}`));
    check(
      'answers are right or 503 with Retry-After',
      wrong.length === 0,
      wrong.length === 0 ? { busy } : wrong.slice(0, 5),
    );
    check('what was acknowledged could be paid', shoppers.unpaid.length === 0, shoppers.unpaid.slice(0, 5));
    const statuses = await until('all acknowledged orders are at their ends', 90, async () => {
      const all = await shoppers.statuses();
      const waiting = (all['PLACED'] ?? 0) + (all['AWAITING_PAYMENT'] ?? 0);
      if (waiting > 0) throw new Error(JSON.stringify(all));
      return all;
    }).catch(() => shoppers.statuses());
    const confirmed = (statuses['CONFIRMED'] ?? 0) + (statuses['PREPARING'] ?? 0);
    check('no acknowledged order is lost', confirmed === shoppers.acknowledged.size, statuses);
    return { ratePerSecond: rate, acknowledged: shoppers.acknowledged.size, busy, wrong: wrong.length, ...figures };
  },
});
