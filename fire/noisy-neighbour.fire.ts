import { setTimeout as pause } from 'node:timers/promises';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { latenciesOf } from '../tools/field/open-loop.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { callsPassedTo } from './noisy-neighbour/passed.ts';
import { Generator } from './overload/generator.ts';
import type { LoopPlan, Seen } from './overload/plan.ts';
import { plentifulCart, signedIn } from './overload/plenty.ts';

const times = 20;
/** How much later the neighbour may be answered. */
const [factor, milliseconds] = [1.2, 10];
/**
 * Calls a second that a tenant may make: all shares together are less than two cores can bear. The neighbour keeps within it, with half of its
 * calls orders.
 */
const [share, quietRate] = [4, 3.5];

type Plan = Omit<LoopPlan, 'seconds' | 'ratePerSecond' | 'work'>;

/**
 * What the other tenant does meanwhile: `nothing`; `polls` and `orders` twenty times as often as it may; or orders as often as it may
 * (`keeps to it`), which takes its time from the neighbour by right.
 */
type Other = 'nothing' | 'polls' | 'keeps to it' | 'orders';

/** The neighbour, turn after turn, by what the other does. */
type Heard = Record<Other, Seen[]>;

export default defineFire({
  name: 'noisy-neighbour',
  promise:
    'A tenant that calls twenty times as often as it may is refused in the gateway; its neighbour is answered as ever.',
  async run(field) {
    const { system, say } = field;
    // Long enough that a single slow call does not decide: a tenant that was quiet may spend its share of a second at once
    const [turns, seconds] = [field.amount(5, 1), field.amount(30, 3)];
    const noise = await planOf(field, new Restaurant(system, 'intellidine'), 'IND', 'curry');
    const neighbour = await planOf(field, new Restaurant(system, 'lafete365'), 'DEL', 'oven');
    const gateway = system.services.gateway;
    const [noisy, quiet] = [new Generator(), new Generator()];
    const heard: Heard = { nothing: [], polls: [], 'keeps to it': [], orders: [] };
    const noises: Seen[] = [];
    const listen = (ratePerSecond: number, forSeconds: number): Promise<Seen> =>
      quiet.run({ ...neighbour, work: 'calls', ratePerSecond, seconds: forSeconds });
    const make = (work: LoopPlan['work'], ratePerSecond: number): Promise<Seen> =>
      noisy.run({ ...noise, work, ratePerSecond, seconds });
    try {
      // What nobody has called yet is slow the first times
      await listen(15, field.amount(30, 1));
      await gateway.stop();
      await gateway.start({ LIMIT_TENANT: `${share}/1s` });
      await listen(quietRate, field.amount(8, 1));
      for (let turn = 1; turn <= turns; turn++) {
        for (const other of field.quick ? (['nothing', 'orders'] as const) : others) {
          await pause(1_500);
          const before = await callsPassedTo(system, ['catalog', 'order']);
          const [seen, noiseSeen] = await Promise.all([
            listen(quietRate, seconds),
            other === 'nothing' ? undefined : make(...doings[other]),
          ]);
          heard[other].push(seen);
          say(
            `turn ${turn}, the other ${other}: p99 ${rounded(p99Of(seen))} ms${noiseSeen ? `; ${told(noiseSeen)}` : ''}`,
          );
          if (!noiseSeen || other === 'keeps to it') continue;
          noises.push(noiseSeen);
          const passed = (await callsPassedTo(system, ['catalog', 'order'])) - before;
          const known = seen.passed + noiseSeen.passed;
          // Who gave up waiting does not know whether the call had been passed on
          const unknown = seen.failures.length + noiseSeen.failures.length;
          field.check(
            `turn ${turn}, the other ${other}: services count no call that was refused`,
            passed >= known && passed <= known + unknown,
            `${passed} counted, ${known} passed, ${unknown} not known, ${noiseSeen.refusals.length} refused`,
          );
        }
      }
      return judge(field, heard, noises);
    } finally {
      await Promise.all([noisy.stop(), quiet.stop()]);
      await gateway.stop();
      await gateway.start();
    }
  },
});

const others: readonly Other[] = ['nothing', 'polls', 'keeps to it', 'orders'];
const doings: Readonly<Record<Exclude<Other, 'nothing'>, [LoopPlan['work'], number]>> = {
  polls: ['reads', share * times],
  'keeps to it': ['calls', share * 0.95],
  orders: ['calls', share * times],
};

/** Guests of a restaurant, each of whom reads and orders a dish of which there is enough. */
async function planOf(field: Field, restaurant: Restaurant, outletCode: string, station: string): Promise<Plan> {
  const cart = await plentifulCart(restaurant, { lines: 1, outletCode, station });
  const guests = await signedIn(restaurant, field.amount(20, 4));
  return {
    gatewayUrl: field.system.gatewayUrl,
    razorpayUrl: field.system.simulators.razorpay.url,
    tenant: restaurant.slug,
    tokens: guests.map(({ token }) => token ?? ''),
    cart,
  };
}

function judge({ check, quick }: Field, heard: Heard, noises: readonly Seen[]) {
  const all = Object.values(heard).flat();
  const errors = all.flatMap(({ failures }) => failures);
  const refusedNeighbour = all.reduce((sum, { refusals }) => sum + refusals.length, 0);
  check('the neighbour has no errors', errors.length === 0 && refusedNeighbour === 0, [
    ...new Set(errors),
    refusedNeighbour,
  ]);
  const refusals = noises.flatMap((noise) => noise.refusals);
  const passed = noises.reduce((sum, noise) => sum + noise.passed, 0);
  // What grows back in a second may be used at once; the rest comes evenly until the last call was looked at
  const most = noises.reduce((sum, { seconds }) => sum + Math.ceil(share * (seconds + 1)), 0);
  check('the noisy tenant gets its share and no more', passed > 0 && passed <= most, `${passed} of at most ${most}`);
  check('it is told when to come again', refusals.length > 0 && noises.every((noise) => noise.withoutRetryAfter === 0));
  const p99 = (other: Other): number => rounded(median(heard[other].map(p99Of)));
  const isAsEver = (other: Other, quiet: Other): void =>
    check(
      `the neighbour is answered as ever while the other ${other} (p99)`,
      p99(other) <= Math.max(p99(quiet) * factor, p99(quiet) + milliseconds),
      `${p99(other)} ms; while the other does ${quiet === 'nothing' ? 'nothing' : 'what it may'}: ${p99(quiet)} ms`,
    );
  if (!quick) {
    isAsEver('polls', 'nothing');
    isAsEver('orders', 'keeps to it');
  }
  return {
    p99Alone: p99('nothing'),
    ...(quick ? {} : { p99BesidePolls: p99('polls'), p99BesideShare: p99('keeps to it') }),
    p99BesideOrders: p99('orders'),
    offeredPerSecond: share * times,
    sharePerSecond: share,
    passed,
    refused: refusals.length,
    refusalP99: rounded(latenciesOf(refusals).p99),
  };
}

function p99Of({ served }: Seen): number {
  return latenciesOf(served).p99;
}

function told({ passed, refusals }: Seen): string {
  const { p50, p99 } = latenciesOf(refusals);
  const inMs = refusals.length > 0 ? ` in ${rounded(p50)} ms (p99 ${rounded(p99)})` : '';
  return `${passed} of its calls passed, ${refusals.length} refused${inMs}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
