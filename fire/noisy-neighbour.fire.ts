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

type Plan = Omit<LoopPlan, 'seconds' | 'ratePerSecond'>;

/** The neighbour's p99 without and with noise, run after run. */
interface Pair {
  readonly alone: number;
  readonly beside: number;
}

export default defineFire({
  name: 'noisy-neighbour',
  promise:
    'A tenant that calls twenty times as often as it may is refused in the gateway; its neighbour is answered as ever.',
  async run(field) {
    const { system } = field;
    // Long enough that a single slow call does not decide: a tenant that was quiet may spend its share of a second at once
    const [runs, seconds] = [field.amount(5, 1), field.amount(50, 3)];
    // Calls a second that a tenant may make: a share, so that all shares together are less than two cores can bear
    const share = 4;
    // Calls a second of the neighbour, within its own share
    const quietRate = field.amount(3.7, 3);
    const noise = await planOf(field, new Restaurant(system, 'intellidine'), 'IND', 'curry');
    const neighbour = await planOf(field, new Restaurant(system, 'lafete365'), 'DEL', 'oven');
    const gateway = system.services.gateway;
    const [noisy, quiet] = [new Generator(), new Generator()];
    try {
      // What nobody has called yet is slow the first times: neither tenant is new when it is measured, nor is the gateway with its limits
      const run = (): Promise<Seen> => quiet.run({ ...neighbour, ratePerSecond: quietRate, seconds });
      const together = (ratePerSecond: number, forSeconds: number) =>
        Promise.all([
          quiet.run({ ...neighbour, ratePerSecond, seconds: forSeconds }),
          noisy.run({ ...noise, ratePerSecond, seconds: forSeconds }),
        ]);
      await together(field.amount(20, 5), field.amount(45, 1));
      await gateway.stop();
      await gateway.start({ LIMIT_TENANT: `${share}/1s` });
      await together(quietRate, field.amount(20, 1));
      const pairs: Pair[] = [];
      const heard: Seen[] = [];
      const noises: Seen[] = [];
      for (let turn = 1; turn <= runs; turn++) {
        const alone = await run();
        await pause(1_500);
        const before = await callsPassedTo(system, ['catalog', 'order']);
        const [beside, noisySeen] = await Promise.all([
          run(),
          noisy.run({ ...noise, ratePerSecond: share * times, seconds }),
        ]);
        const passed = (await callsPassedTo(system, ['catalog', 'order'])) - before;
        const known = beside.passed + noisySeen.passed;
        // Who gave up waiting does not know whether the call had been passed on
        const unknown = beside.failures.length + noisySeen.failures.length;
        field.check(
          `run ${turn}: services count no call that was refused`,
          passed >= known && passed <= known + unknown,
          `${passed} counted, ${known} passed, ${unknown} not known, ${noisySeen.refusals.length} refused`,
        );
        const pair = { alone: latenciesOf(alone.served).p99, beside: latenciesOf(beside.served).p99 };
        const { p50, p99 } = latenciesOf(noisySeen.refusals);
        field.say(
          `run ${turn}: p99 ${rounded(pair.alone)} ms alone, ${rounded(pair.beside)} ms beside; ` +
            `noise: ${noisySeen.passed} passed, ${noisySeen.refusals.length} refused in ${rounded(p50)} ms (p99 ${rounded(p99)})`,
        );
        pairs.push(pair);
        heard.push(alone, beside);
        noises.push(noisySeen);
        await pause(1_500);
      }
      return judge(field, share, { pairs, heard, noises });
    } finally {
      await Promise.all([noisy.stop(), quiet.stop()]);
      await gateway.stop();
      await gateway.start();
    }
  },
});

/** Guests of a restaurant, each of whom reads and orders a dish of which there is enough. */
async function planOf(field: Field, restaurant: Restaurant, outletCode: string, station: string): Promise<Plan> {
  const cart = await plentifulCart(restaurant, { lines: 1, outletCode, station });
  const guests = await signedIn(restaurant, field.amount(20, 4));
  return {
    work: 'calls',
    gatewayUrl: field.system.gatewayUrl,
    razorpayUrl: field.system.simulators.razorpay.url,
    tenant: restaurant.slug,
    tokens: guests.map(({ token }) => token ?? ''),
    cart,
  };
}

function judge(
  { check, quick }: Field,
  share: number,
  {
    pairs,
    heard,
    noises,
  }: { readonly pairs: readonly Pair[]; readonly heard: readonly Seen[]; readonly noises: readonly Seen[] },
) {
  const [alone, beside] = [median(pairs.map((pair) => pair.alone)), median(pairs.map((pair) => pair.beside))];
  const errors = heard.flatMap(({ failures }) => failures);
  const refusedNeighbour = heard.reduce((sum, { refusals }) => sum + refusals.length, 0);
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
  const bar = Math.max(alone * factor, alone + milliseconds);
  if (!quick)
    check(
      'the neighbour is answered as ever (p99)',
      beside <= bar,
      `${rounded(beside)} ms, alone ${rounded(alone)} ms`,
    );
  return {
    p99Alone: rounded(alone),
    p99Beside: rounded(beside),
    bar: rounded(bar),
    offeredPerSecond: share * times,
    sharePerSecond: share,
    passed,
    refused: refusals.length,
    refusalP99: rounded(latenciesOf(refusals).p99),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
