import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { Field } from '../../tools/field/fire.ts';
import { latenciesOf, openLoop } from '../../tools/field/open-loop.ts';
import type { Answer, Person } from '../../tools/field/people.ts';
import type { Restaurant } from '../../tools/field/restaurant.ts';
import { plentifulCart } from '../overload/plenty.ts';

/** What became of the calls: each is made once, and every answer but a success is a failure. */
export interface Traffic {
  readonly calls: number;
  readonly orders: number;
  /** Orders whose outcome was not known after two seconds (202). */
  readonly openOrders: number;
  readonly failures: readonly string[];
  readonly p50: number;
  readonly p99: number;
  readonly paid: number;
  /** Payments that were asked for before payment had heard of the order (503 NOT_YET_AVAILABLE): asked for again, as the answer says. */
  readonly notYet: number;
}

/** Every such order is paid, so that there is something to be seen on the screens. */
const paidOf = 3;

/** Calls for each order; the others are reads of guests, kitchen and manager. */
const callsOfAnOrder = 4;

/** Orders, some of which are paid, and reads. */
export async function mixedTraffic(
  { random }: Field,
  restaurant: Restaurant,
  guests: readonly Person[],
  { ratePerSecond, signal }: { readonly ratePerSecond: number; readonly signal: AbortSignal },
): Promise<Traffic> {
  const [cook, manager, cart] = await Promise.all([
    restaurant.staff('kitchen'),
    restaurant.staff('manager'),
    plentifulCart(restaurant),
  ]);
  const failures: string[] = [];
  const milliseconds: number[] = [];
  let [orders, openOrders, paid, notYet] = [0, 0, 0, 0];
  const note = (what: string, answer: Answer): Answer => {
    if (answer.status >= 300) failures.push(`${what}: ${answer.status} ${answer.code ?? ''}`);
    milliseconds.push(answer.ms);
    return answer;
  };
  const order = async (): Promise<void> => {
    const who = random.pick(guests);
    const answer = note('POST /orders', await who.post('/orders', cart));
    if (answer.status >= 300) return;
    orders++;
    if (answer.status === 202) openOrders++;
    if (orders % paidOf === 0) await pay(who, answer.text('data.id'));
  };
  const pay = async (who: Person, orderId: string): Promise<void> => {
    const key = randomUUID();
    let begun = await who.post('/payments/create-razorpay-order', { orderId }, key);
    for (let tries = 0; begun.code === 'NOT_YET_AVAILABLE' && tries < 30; tries++) {
      notYet++;
      await pause(1_000);
      begun = await who.post('/payments/create-razorpay-order', { orderId }, key);
    }
    if (note('create-razorpay-order', begun).status >= 300) return;
    const checkout = await restaurant.checkout(begun.text('data.razorpayOrderId'));
    const paymentId = begun.text('data.paymentId');
    note('verify-razorpay', await who.post('/payments/verify-razorpay', { paymentId, ...checkout }));
    paid++;
  };
  const reads: readonly (() => Promise<Answer>)[] = [
    () => restaurant.anybody.get('/menu'),
    () => random.pick(guests).get('/orders'),
    () => cook.get('/kitchen/tickets'),
    () => manager.get('/orders'),
    () => manager.get('/inventory/items'),
    () => manager.get('/payments'),
    () => manager.get('/discounts/rules'),
    () => manager.get('/analytics/orders-count'),
    () => random.pick(guests).get('/notifications/subscribe'),
    () => random.pick(guests).get('/auth/me'),
  ];
  const work = async (n: number): Promise<void> => {
    const name = n % callsOfAnOrder === 0 ? 'order' : 'read';
    try {
      if (name === 'order') await order();
      else {
        const index = n % reads.length;
        const read = reads[index];
        if (read) note(`read ${index}`, await read());
      }
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await openLoop({ ratePerSecond, seconds: 3_600, work, signal });
  const { p50, p99 } = latenciesOf(milliseconds);
  return { calls: milliseconds.length, orders, openOrders, failures, p50, p99, paid, notYet };
}
