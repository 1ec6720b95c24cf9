import { Redis } from 'ioredis';
import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import type { Place } from '../tools/field/place.ts';
import { until } from '../tools/field/until.ts';
import { effectsOf, effectsWished } from './money/effects.ts';
import { Replays } from './money/replays.ts';
import { succeeded, Till, type Sale } from './money/till.ts';
import { beginWish, billRefundWish, orderWish, recordWish, refundWish, type Wish } from './money/wishes.ts';

const callersAtOnce = 32;
const writersAtOnce = 12;

/** Everything that was wished before the storm, and what the storm may wish for the first time. */
interface Prepared {
  readonly wishes: readonly Wish[];
  readonly fresh: Readonly<Record<'order' | 'payment', readonly Wish[]>>;
}

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Orders, a third of them paid at Razorpay and refunded, a third paid at the counter and partly taken back. */
async function prepare(field: Field, till: Till, replays: Replays): Promise<Prepared> {
  const [each, fresh] = [field.amount(100, 6), field.amount(30, 3)];
  const order = async (): Promise<Wish> => {
    const wish = orderWish(till);
    await replays.first(wish);
    return wish;
  };
  const atRazorpay = async (): Promise<Wish[]> => {
    const placed = await order();
    const begin = beginWish((await payable(till, replays, placed)).billId);
    const { paymentId } = await payFor(till, replays, begin);
    const refund = refundWish(paymentId);
    await replays.first(refund);
    return [placed, begin, refund];
  };
  const atTheCounter = async (): Promise<Wish[]> => {
    const placed = await order();
    const { billId } = await payable(till, replays, placed);
    const record = recordWish(billId);
    await replays.first(record);
    await settled(till, billId);
    const refund = billRefundWish(billId);
    await replays.first(refund);
    return [placed, record, refund];
  };
  const wishes = [
    ...(await sideBySide(times(each), writersAtOnce, order)),
    ...(await sideBySide(times(each), writersAtOnce, atRazorpay)).flat(),
    ...(await sideBySide(times(each), writersAtOnce, atTheCounter)).flat(),
  ];
  const unpaid = await sideBySide(times(fresh), writersAtOnce, () => till.sale(1));
  const paid = await sideBySide(times(fresh), writersAtOnce, () => till.paidSale(1));
  return {
    wishes,
    fresh: {
      order: times(fresh).map(() => orderWish(till)),
      payment: [
        ...unpaid.map(({ billId }) => recordWish(billId)),
        ...paid.map(({ paymentId }) => refundWish(paymentId)),
      ],
    },
  };
}

async function payable(till: Till, replays: Replays, placed: Wish): Promise<Sale> {
  const orderId = replays.answerOf(placed).text('data.id');
  return until(`order ${orderId} asks to be paid`, 60, async () => {
    const order = await till.decided(till.manager, 'GET', `/orders/${orderId}`);
    const isWaiting = order.at('data.status') === 'AWAITING_PAYMENT';
    return isWaiting && { orderId, billId: order.text('data.billId'), total: Number(order.at('data.total')) };
  });
}

async function payFor(till: Till, replays: Replays, begin: Wish): Promise<{ readonly paymentId: string }> {
  const begun = await replays.first(begin);
  const paymentId = begun.text('data.paymentId');
  const paid = await till.restaurant.checkout(begun.text('data.razorpayOrderId'));
  succeeded(await till.verify(paymentId, paid));
  return { paymentId };
}

async function settled(till: Till, billId: string): Promise<void> {
  await until(`bill ${billId} is settled`, 60, async () => {
    const bill = await till.decided(till.manager, 'GET', `/bills/${billId}`);
    return bill.at('data.status') === 'SETTLED';
  });
}

/**
 * The calls of the storm in their order: replays, with a kill of order after a fifth, a flush of Redis after the half and a kill of payment
 * at four fifths. Around a kill, wishes are made for the first time, two calls at once each. In the short form they keep away from the kills:
 * the key of a call that died is leased for 30 s.
 */
function storm(field: Field, replays: Replays, { wishes, fresh }: Prepared): (() => Promise<void>)[] {
  const { random, system } = field;
  const calls = times(field.amount(10_000, 700)).map(() => {
    const wish = random.pick(wishes);
    return () => replays.again(wish);
  });
  const restart = (place: Place) => async () => {
    await place.kill();
    await place.start();
    field.say(`${place.name} was killed and is back`);
  };
  const twice = (news: readonly Wish[]) =>
    news.flatMap((wish) => [() => replays.again(wish), () => replays.again(wish)]);
  const at = (share: number) => Math.floor(share * calls.length);
  const aside = field.quick ? 0.1 : 0;
  const around = (kill: () => Promise<void>, news: readonly (() => Promise<void>)[]) => {
    const half = Math.floor(news.length / 2);
    return field.quick ? [kill] : [...news.slice(0, half), kill, ...news.slice(half)];
  };
  const news = { order: twice(fresh.order), payment: twice(fresh.payment) };
  return [
    ...calls.slice(0, at(0.2)),
    ...around(restart(system.services.order), news.order),
    ...calls.slice(at(0.2), at(0.5)),
    () => flush(system.servers.redisUrl),
    ...calls.slice(at(0.5), at(0.8 - aside)),
    ...around(restart(system.services.payment), news.payment),
    ...calls.slice(at(0.8 - aside)),
    ...(field.quick ? [...news.order, ...news.payment] : []),
  ];
}

async function flush(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

export default defineFire({
  name: 'idempotency',
  promise:
    'A call that is repeated with its key has its effect once and the same answer, byte for byte, through kills and flushes.',
  async run(field) {
    const { system } = field;
    const till = await Till.open(system);
    const replays = new Replays(till);
    const prepared = await prepare(field, till, replays);
    field.say(`${prepared.wishes.length} calls have been answered; now they are repeated, ${callersAtOnce} at a time`);
    await sideBySide(storm(field, replays, prepared), callersAtOnce, (call) => call());
    await drained(system);

    const wishes = [...prepared.wishes, ...prepared.fresh.order, ...prepared.fresh.payment];
    const { answers, replayed, otherBytes, otherStatus, unmarked } = replays.seen;
    const [there, wished] = [await effectsOf(system, wishes), effectsWished(wishes)];
    const seconds = Object.entries(wished).filter(([name, number]) => Reflect.get(there, name) !== number);
    field.check('every answer is the first one, byte for byte', otherBytes === 0 && otherStatus === 0, replays.seen);
    field.check('all but the first say that they are replayed', unmarked === 0, replays.seen);
    field.check('nothing happened twice, and everything once', seconds.length === 0, { there, wished });
    field.say(`repeated because nothing was decided: ${String(till.repeats)}`);
    return {
      wishes: wishes.length,
      answers,
      replayed,
      otherBytes,
      secondEffects: seconds.length,
      repeats: till.repeats.total,
    };
  },
});
