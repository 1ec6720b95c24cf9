import { availableParallelism } from 'node:os';
import { defineFire, type Field } from '../tools/field/fire.ts';
import type { FieldSystem } from '../tools/field/field-system.ts';
import { latenciesOf } from '../tools/field/open-loop.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { until } from '../tools/field/until.ts';
import { Generator } from './overload/generator.ts';
import type { LoopPlan, Seen } from './overload/plan.ts';
import { plentifulCart, signedIn } from './overload/plenty.ts';

/** Milliseconds in which a whole visit has to be over: menu, order, checkout and the thanks for the money. */
const deadlineMs = 3_000;
/** What a gateway lets in where nothing is said in production; the profile of tests is loose. */
const ofProduction = { LOAD_FLOOR: '32', LOAD_CEILING: '250', MAX_IN_FLIGHT_PER_SERVICE: '250' };
/** So little is let in that the short form's few visits are too many. */
const tiny = { ...ofProduction, LOAD_FLOOR: '6', LOAD_CEILING: '6' };
/** Visits a second that are tried to find the knee. */
const ladder = [10, 15, 20, 25, 30, 36, 42, 50, 60, 72, 86, 104, 125, 150, 180];
const beyond = [1.5, 2, 3, 5];
/**
 * How long each rate lasts, in seconds: what ends after its time counts as well, so that short steps look better than long ones, and a
 * checkpoint or a vacuum of seconds makes a short one look worse than it is.
 */
const stepSeconds = 20;

/** What a step came to. */
interface Step {
  readonly rate: number;
  /** Visits a second that were done in time. */
  readonly inTime: number;
  /** The same, had the machine not had to make the load as well: it takes the more of the cores the more it asks for. */
  readonly goodput: number;
  readonly p95: number;
  readonly seen: Seen;
}

export default defineFire({
  name: 'overload',
  promise:
    'Up to five times what it can do, the system does nearly as much as ever, says no to the rest at once, and never to who has paid.',
  async run(field) {
    const { system } = field;
    const gateway = system.services.gateway;
    await gateway.stop();
    await gateway.start(field.quick ? tiny : ofProduction);
    const generator = new Generator();
    try {
      const plan = await planOf(system, field.amount(60, 6));
      const go = async (rate: number, seconds: number) =>
        stepOf(rate, seconds, await generator.run({ ...plan, ratePerSecond: rate, seconds }));
      await go(field.amount(20, 5), field.amount(40, 1)); // what nobody has called yet is slow the first times
      const calm = field.quick ? [await go(2, 2)] : await climb(field, go);
      const peak = Math.max(...calm.map(({ goodput }) => goodput));
      const knee = Math.max(...calm.map(({ inTime }) => inTime));
      const steps: Step[] = [];
      for (const times of field.quick ? [40] : beyond) {
        const step = await go(Math.round(knee * times), field.amount(stepSeconds, 3));
        steps.push(step);
        tell(field, `${times} times the knee`, step);
      }
      const recovery = await recover(field, generator, { ...plan, ratePerSecond: Math.max(2, Math.round(knee / 2)) });
      await judge(field, [...calm, ...steps], steps, peak);
      const most = field.amount(10, 4);
      field.check(`back to normal within ${most} s`, recovery <= most, `${recovery} s`);
      const refusals = steps.flatMap(({ seen }) => seen.refusals);
      return {
        knee: rounded(knee),
        peak: rounded(peak),
        ...Object.fromEntries(steps.map(({ rate, goodput }) => [`goodputAt${rate}`, rounded(goodput)])),
        refusals: refusals.length,
        refusalP50: rounded(latenciesOf(refusals).p50),
        refusalP95: rounded(latenciesOf(refusals).p95),
        refusalP99: rounded(latenciesOf(refusals).p99),
        captured: [...calm, ...steps].reduce((sum, { seen }) => sum + seen.captured.length, 0),
        secondsToNormal: recovery,
        lateStarts: steps.reduce((sum, { seen }) => sum + seen.lateStarts, 0),
      };
    } finally {
      await generator.stop();
      await gateway.stop();
      await gateway.start();
    }
  },
});

async function planOf(system: FieldSystem, people: number): Promise<Omit<LoopPlan, 'ratePerSecond' | 'seconds'>> {
  const restaurant = new Restaurant(system);
  const guests = await signedIn(restaurant, people);
  return {
    work: 'visit',
    gatewayUrl: system.gatewayUrl,
    razorpayUrl: system.simulators.razorpay.url,
    tenant: restaurant.slug,
    tokens: guests.map(({ token }) => token ?? ''),
    cart: await plentifulCart(restaurant),
  };
}

/** Up the ladder until less than nine tenths are done in time, and once more to be sure that it was no hiccup. */
async function climb(field: Field, go: (rate: number, seconds: number) => Promise<Step>): Promise<Step[]> {
  const steps: Step[] = [];
  let tooMany = 0;
  for (const rate of ladder) {
    const step = await go(rate, stepSeconds);
    steps.push(step);
    tell(field, `${rate} visits a second`, step);
    tooMany = step.inTime < 0.9 * rate ? tooMany + 1 : 0;
    if (tooMany === 2) break;
  }
  return steps;
}

function stepOf(rate: number, seconds: number, seen: Seen): Step {
  const good = seen.pieces.filter(({ end, ms }) => end === 'done' && ms <= deadlineMs);
  const inTime = good.length / seconds;
  const cores = availableParallelism();
  const goodput = (inTime * cores) / (cores - seen.cpuSeconds / seen.seconds);
  return { rate, inTime, goodput, p95: latenciesOf(good.map(({ ms }) => ms)).p95, seen };
}

/** Half the knee after the flood: the second from which on every visit of three seconds is done in time. */
async function recover(field: Field, generator: Generator, plan: Omit<LoopPlan, 'seconds'>): Promise<number> {
  const { pieces } = await generator.run({ ...plan, seconds: field.amount(15, 5) });
  const bad = pieces.filter(({ end, ms }) => end !== 'done' || ms > deadlineMs).map(({ at }) => at);
  return bad.length === 0 ? 0 : Math.ceil(Math.max(...bad) + 0.001);
}

function tell({ say }: Field, what: string, { rate, inTime, goodput, p95, seen }: Step): void {
  const { p50, p99 } = latenciesOf(seen.refusals);
  const inMs = seen.refusals.length > 0 ? ` in ${rounded(p50)} ms (p99 ${rounded(p99)})` : '';
  const refused = `${seen.refusals.length} refused${inMs}`;
  const failed = seen.failures.length === 0 ? '' : `, ${seen.failures.length} failed: ${seen.failures[0]}`;
  say(
    `${what}: of ${rate}/s ${rounded(inTime)}/s in time, ${rounded(goodput)} without the load's own part, p95 ${Math.round(p95)} ms; ${refused}${failed}`,
  );
}

async function judge(
  { check, quick, system }: Field,
  all: readonly Step[],
  steps: readonly Step[],
  peak: number,
): Promise<void> {
  const refusals = steps.flatMap(({ seen }) => seen.refusals);
  const { p95, p99 } = latenciesOf(refusals);
  check('what is too much is refused', refusals.length > 0, refusals.length);
  check(
    'every refusal says when to come again',
    steps.every(({ seen }) => seen.withoutRetryAfter === 0),
  );
  const afterCapture = all.flatMap(({ seen }) => seen.refusedAfterCapture);
  check(
    'nobody who has paid is refused',
    afterCapture.length === 0,
    afterCapture.length > 0 ? afterCapture : undefined,
  );
  const captured = all.flatMap(({ seen }) => seen.captured);
  const waiting = () =>
    system.behind<{ id: string; status: string }>(
      'order',
      `select id, status from orders where id = any($1::uuid[])
       and status not in ('CONFIRMED', 'PREPARING', 'READY', 'DISPATCHED', 'COMPLETED')`,
      [captured],
    );
  const left = await until('all that was paid is confirmed', 60, async () => (await waiting()).length === 0, 250).then(
    () => [],
    () => waiting(),
  );
  check(
    'every order that was paid is confirmed',
    left.length === 0,
    left.length > 0 ? left : `${captured.length} orders`,
  );
  if (quick) return; // a machine that does other things beside says nothing about rates and milliseconds
  check('refusals within 20 ms (p95)', p95 <= 20, `${rounded(p95)} ms of ${refusals.length}, p99 ${rounded(p99)} ms`);
  for (const { rate, goodput } of steps)
    check(
      `at ${rate} visits a second goodput stays above 90 % of the peak`,
      goodput > 0.9 * peak,
      `${rounded(goodput)} of ${rounded(peak)}`,
    );
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
