import { setTimeout as pause } from 'node:timers/promises';
import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { until } from '../tools/field/until.ts';
import { openAudience } from './sockets/audience.ts';
import { serve } from './sockets/evening.ts';
import type { LastingScreen } from './sockets/lasting-screen.ts';
import { sleepTooLong } from './sockets/sleeper.ts';
import { differences, hasAll, toldIn } from './sockets/told.ts';
import { cuts, Wire } from './sockets/wire.ts';

/** Hours for which notification keeps what was told here; the clock is moved past them. */
const resumeHours = 1;

/** As many screens are in, at the least, while lines are cut. */
const aliveShare = 0.7;

export default defineFire({
  name: 'sockets',
  promise:
    'However often 200 screens are cut off, each is told everything once and in order; one that slept too long is told to look anew.',
  stack: { serviceEnv: { notification: { RESUME_HOURS: String(resumeHours) } } },
  async run(field) {
    const { system, check } = field;
    const restaurant = new Restaurant(system);
    const tenantId = (await (await restaurant.staff('owner')).get('/tenants/current')).text('data.id');
    const wire = await Wire.to(system.gatewayUrl);
    const { customers, screens } = await openAudience(restaurant, field.amount(200, 40), wire.url);
    const served = new AbortController();
    const serving = serve(field, restaurant, customers, { ratePerSecond: field.amount(2, 4), signal: served.signal });
    const cut = await cutAll(field, wire, screens, { count: field.amount(10_000, 200), seconds: field.amount(110, 6) });
    served.abort();
    const { orders, moves, errors } = await serving;
    // An order that could not be paid in time is not what is looked at here; a screen without orders would prove nothing
    const isBusy = orders > 0 && moves > 0 && errors.length < orders / 2;
    check('the evening went on meanwhile', isBusy, { orders, moves, errors: errors.slice(0, 3).map(String) });

    await drained(system);
    const faults = await compared(field, tenantId, screens);
    check('nothing missed, nothing doubled, order kept on every screen', faults.length === 0, faults);
    const refused = screens.flatMap(({ refusal }) => refusal ?? []);
    check(
      'nobody was refused on the way back, or told to look anew',
      refused.length === 0 && screens.every(({ resyncs }) => resyncs.length === 0),
      refused,
    );
    const connects = screens.reduce((sum, screen) => sum + screen.connects, 0);
    const frames = screens.reduce(
      (sum, { rooms }) => sum + [...rooms.values()].reduce((all, one) => all + one.frames.length, 0),
      0,
    );
    check('they did come back each time', connects >= screens.length + cut * 0.5, { cut, connects });
    for (const screen of screens) screen.close();
    const slept = await sleepTooLong(field, restaurant, { tenantId, resumeHours, isClockMoved: !field.quick });
    wire.close();
    return { screens: screens.length, cuts: cut, connects, frames, orders, ticketMoves: moves, ...slept };
  },
});

/** Cuts lines at random moments, evenly spread; in the long form notification itself is killed now and then, which cuts all of them. */
async function cutAll(
  { random, system, quick, say }: Field,
  wire: Wire,
  screens: readonly LastingScreen[],
  { count, seconds }: { readonly count: number; readonly seconds: number },
): Promise<number> {
  let done = 0;
  const kills = quick ? [] : [0.25, 0.5, 0.75].map((share) => Math.floor(count * share));
  const killing: Promise<void>[] = [];
  const began = performance.now();
  while (done < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000 / seconds) * count));
    // Lines are cut at any moment of their life, but not all of them before they have begun to live
    const isAlive = screens.filter(({ isOpen }) => isOpen).length >= screens.length * aliveShare;
    const most = isAlive ? Math.min(due, done + Math.ceil(screens.length / 10)) : 0;
    while (done < most) {
      if (!wire.cut((lines) => random.pick(lines), random.pick(cuts), random.next())) break;
      if (++done === kills[0]) {
        kills.shift();
        say(`${done} cuts; notification is killed`);
        killing.push(system.services.notification.restart());
      }
    }
    await pause(random.between(1, 20));
  }
  await Promise.all(killing);
  return done;
}

/** Waits until every screen is back and has heard the newest, then holds what it heard against the table. */
async function compared({ system }: Field, tenantId: string, screens: readonly LastingScreen[]): Promise<string[]> {
  const rooms = [...new Set(screens.flatMap((screen) => [...screen.rooms.keys()]))];
  const told = await toldIn(system, tenantId, rooms);
  await until(
    'all screens are back and up to date',
    40,
    () => screens.every((one) => one.isOpen && hasAll(one, told)),
    100,
  ).catch(
    // What is missing then is named screen by screen
    () => undefined,
  );
  // What comes twice comes after what was awaited
  await pause(500);
  return screens.flatMap((screen) => differences(screen, told));
}
