import { defineFire, type Field } from '../tools/field/fire.ts';
import type { ServiceName } from '../tools/field/field-system.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { until } from '../tools/field/until.ts';
import { Balancer } from './rolling-restart/balancer.ts';
import { mixedTraffic, type Traffic } from './rolling-restart/traffic.ts';
import { ofProduction, oneOfEach, twoOfEach, type TwoOfEach } from './rolling-restart/two-of-each.ts';
import { openAudience, type Audience } from './sockets/audience.ts';
import type { LastingScreen } from './sockets/lasting-screen.ts';
import { differences, toldIn } from './sockets/told.ts';

const everyService = [
  'auth',
  'catalog',
  'order',
  'payment',
  'inventory',
  'notification',
  'analytics',
  'discount',
] as const satisfies readonly ServiceName[];

/** The short form has time for those that most calls need. */
const aFew = ['order', 'notification'] as const satisfies readonly ServiceName[];

const ratePerSecond = 20;
/** Services of which an instance is restarted at the same time; of one service there is always one that stays. */
const lanesOf = ({ quick }: Field): number => (quick ? 3 : 1);

export default defineFire({
  name: 'rolling-restart',
  promise:
    'Every service is restarted under load, one instance after the other: no call fails, and screens miss nothing.',
  async run(field) {
    const { system } = field;
    const rounds = field.amount(3, 1);
    const all = await twoOfEach(system, field.quick ? aFew : everyService, field.quick ? {} : ofProduction);
    const gateways = all.get('gateway') ?? [];
    const balancer = await Balancer.open(gateways.map(({ place }) => place.url));
    const screens: LastingScreen[] = [];
    const ending = new AbortController();
    try {
      const restaurant = new Restaurant({ ...system, gatewayUrl: balancer.url });
      const audience = await openAudience(restaurant, field.amount(40, 10), balancer.url);
      screens.push(...audience.screens);
      const serving = mixedTraffic(field, restaurant, audience.customers, { ratePerSecond, signal: ending.signal });
      const restarts = await restartAll(field, all, rounds);
      ending.abort();
      const traffic = await serving;
      judge(field, traffic, restarts, rounds);
      await judgeScreens(field, restaurant, audience);
      return {
        restarts: [...restarts.values()].reduce((sum, n) => sum + n, 0),
        calls: traffic.calls,
        orders: traffic.orders,
        paid: traffic.paid,
        askedTooEarly: traffic.notYet,
        answered202: traffic.openOrders,
        failed: traffic.failures.length,
        p50: Math.round(traffic.p50),
        p99: Math.round(traffic.p99),
        refusedConnections: balancer.refused,
        reconnects: audience.screens.reduce((sum, { connects }) => sum + connects - 1, 0),
      };
    } finally {
      ending.abort();
      for (const screen of screens) screen.close();
      await balancer.close();
      await oneOfEach(all);
    }
  },
});

/** Restarts every instance `rounds` times; answers how often each service was. */
async function restartAll(field: Field, all: TwoOfEach, rounds: number): Promise<ReadonlyMap<ServiceName, number>> {
  const done = new Map<ServiceName, number>();
  for (let round = 1; round <= rounds; round++) {
    await sideBySide(field.random.shuffle([...all]), lanesOf(field), async ([service, instances]) => {
      for (const instance of instances) {
        await instance.restart();
        done.set(service, (done.get(service) ?? 0) + 1);
      }
    });
    field.say(`round ${round} of ${rounds}: both instances of ${all.size} services were restarted`);
  }
  return done;
}

function judge({ check }: Field, traffic: Traffic, restarts: ReadonlyMap<ServiceName, number>, rounds: number): void {
  const kinds = Map.groupBy(traffic.failures, (failure) => failure);
  const seen = [...kinds].map(([failure, all]) => `${all.length} x ${failure}`);
  check('no call failed', traffic.failures.length === 0, seen.length > 0 ? seen : `${traffic.calls} calls`);
  check('there were calls all the time', traffic.orders > 0 && traffic.calls > traffic.orders, traffic.calls);
  const fewest = Math.min(...restarts.values());
  check(`each instance of every service was restarted ${rounds} times`, fewest === 2 * rounds, fewest);
}

async function judgeScreens({ system, check }: Field, restaurant: Restaurant, { screens }: Audience): Promise<void> {
  const tenant = await (await restaurant.staff('owner')).get('/tenants/current');
  const rooms = [...new Set(screens.flatMap((screen) => [...screen.rooms.keys()]))];
  const read = () => toldIn(system, tenant.text('data.id'), rooms);
  // What the last orders lead to is told while the table is read: a screen may have heard more than the table said a moment ago
  const reached = async () => {
    const told = await read();
    return screens.every((screen) => differences(screen, told).length === 0) && told;
  };
  const told = await until('every screen has heard what was told', 30, reached, 250).catch(read);
  const faults = screens.flatMap((screen) => differences(screen, told));
  const heard = screens.reduce(
    (sum, { rooms: all }) => sum + [...all.values()].reduce((n, { frames }) => n + frames.length, 0),
    0,
  );
  check(
    'screens missed nothing, heard nothing twice, in order',
    faults.length === 0,
    faults.length > 0 ? faults : `${heard} events`,
  );
  check(
    'no screen had to begin anew',
    screens.every(({ resyncs }) => resyncs.length === 0),
  );
  check(
    'screens came back',
    screens.some(({ connects }) => connects > 1),
  );
}
