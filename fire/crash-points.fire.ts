import { setTimeout as pause } from 'node:timers/promises';
import { defineFire } from '../tools/field/fire.ts';
import type { ServiceName } from '../tools/field/field-system.ts';
import { evening } from './crash-points/evening.ts';
import { Killing } from './crash-points/killing.ts';
import { points, quickPoints } from './crash-points/points.ts';
import { StoryLog } from './crash-points/story-log.ts';

/** Orders a second, all the time; while so many are open, nobody else comes in. */
const rate = 3;
const mostOpen = 40;
const endWithinSeconds = 30;

/** Spreads what each service is killed at over the rounds, so that as few as possible are killed at once. */
function roundsOf(hits: readonly { readonly service: ServiceName; readonly points: readonly string[] }[]) {
  const count = Math.max(...hits.map((one) => one.points.length));
  return Array.from({ length: count }, (_, round) =>
    hits.flatMap(({ service, points: list }) => {
      const place = list.findIndex((_point, index) => Math.floor((index * count) / list.length) === round);
      return place < 0 ? [] : [{ service, point: list[place] as string }];
    }),
  );
}

export default defineFire({
  name: 'crash-points',
  promise: 'a service that dies at any step of an order loses nothing: all orders end within 30 s of its return',
  async run({ system, quick, random, check, say }) {
    const chosen = Object.entries(quick ? quickPoints : points) as [ServiceName, readonly string[]][];
    const twice = (list: readonly string[]) => (quick ? list : [...random.shuffle(list), ...random.shuffle(list)]);
    const rounds = roundsOf(chosen.map(([service, list]) => ({ service, points: twice(list) })));
    const stories = await evening(system);
    const names = Object.keys(stories);
    const log = new StoryLog();
    const killing = new Killing(system, rounds);
    await killing.begin();

    const closing = new AbortController();
    let started = 0;
    // The next round would hide who is late in this one
    let late = 0;
    const flow = (async () => {
      while (!closing.signal.aborted) {
        if (log.open < mostOpen) {
          const name = names[started++ % names.length] as string;
          log.tell(name, stories[name] as () => Promise<void>);
        }
        await pause(1000 / rate);
      }
    })();
    try {
      for (let round = 0; round < rounds.length; round++) {
        const gone = performance.now();
        const missed = await killing.round(round);
        for (const one of missed) check(`${one} was reached`, false);
        const back = performance.now();
        log.away(gone, back);
        const open = await log.allEnded(back, endWithinSeconds);
        late += open;
        const seconds = ((performance.now() - back) / 1000).toFixed(1);
        say(
          `round ${round + 1} of ${rounds.length}: ${killing.namesOf(round)}; ${open === 0 ? 'all ended' : `${open} still open`} after ${seconds} s`,
        );
      }
    } finally {
      closing.abort();
    }
    await flow;
    late += await log.allEnded(Number.POSITIVE_INFINITY, endWithinSeconds);

    const { distinct, least, total } = killing.hits();
    check(
      quick ? 'each point was hit' : 'at least 30 points were hit at least twice each',
      quick || (distinct >= 30 && least >= 2),
      {
        distinct,
        least,
      },
    );
    check('every process ended by SIGKILL, and said where before', killing.unproven.length === 0, killing.unproven);
    check('orders came to their ends', log.failures.length === 0, log.failures.slice(0, 5));
    check(
      `each within ${endWithinSeconds} s of the restart`,
      late === 0 && log.slowest <= endWithinSeconds,
      late === 0 ? `${log.slowest.toFixed(1)} s` : `${late} were still open`,
    );
    return { points: distinct, kills: total, orders: log.count, late, slowestSeconds: Number(log.slowest.toFixed(1)) };
  },
});
