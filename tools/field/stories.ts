import { randomUUID } from 'node:crypto';
import { nothingIfBroken } from './held-answers.ts';
import { Answer, type Person } from './people.ts';
import type { Restaurant } from './restaurant.ts';
import { until } from './until.ts';

/** People who do not give up: they repeat what was not answered, as a careful client does, until it is so. */

/** Longest (s) that anybody here waits for one step. */
const patience = 90;
const everyMs = 400;

/** An order as its guest got it acknowledged. */
export interface Placed {
  readonly id: string;
  /** Status of the answer that acknowledged it; 0 when it was found by its reference. */
  readonly status: number;
}

/** Was the call refused for good? Broken connections, 503, 504 and a first call under way are none of that. */
function isFinal(answer: Answer | undefined): answer is Answer {
  if (!answer || answer.status >= 500 || answer.status === 429) return false;
  return answer.code !== 'IDEMPOTENCY_IN_PROGRESS';
}

/** The answer, or nothing when the connection broke or nobody answered. */
export async function attempt(call: () => Promise<Answer>): Promise<Answer | undefined> {
  return call().catch(nothingIfBroken);
}

/** Repeats a call until it is answered for good; each try says itself which key it uses. */
export function insist(what: string, call: () => Promise<Answer>): Promise<Answer> {
  return until(
    what,
    patience,
    async () => {
      const answer = await attempt(call);
      return isFinal(answer) ? answer : undefined;
    },
    everyMs,
  );
}

/** Places an order: the same intention under one key, looked up by its reference where the first call did not come back. */
export async function placeOrder(who: Person, cart: Readonly<Record<string, unknown>>): Promise<Placed> {
  const [clientReference, key] = [randomUUID(), randomUUID()];
  const body = { ...cart, clientReference };
  const answer = await until(
    'the order is placed',
    patience,
    async () => {
      const placed = await attempt(() => who.post('/orders', body, key));
      if (isFinal(placed)) return placed;
      const known = await attempt(() => who.get(`/orders/ref:${clientReference}`));
      return known?.status === 200 ? known : undefined;
    },
    everyMs,
  );
  if (answer.status >= 300) throw new Error(`no order: ${answer.status} ${answer.bytes.toString('utf8')}`);
  return { id: answer.text('data.id'), status: answer.status };
}

/** Waits until the order stands so, or in one of the ways; answers which. */
export function reaches(who: Person, orderId: string, ...statuses: readonly string[]): Promise<string> {
  return until(
    `order ${orderId} is ${statuses.join(' or ')}`,
    patience,
    async () => {
      const answer = await attempt(() => who.get(`/orders/${orderId}`));
      const status = String(answer?.at('data.status'));
      if (!statuses.includes(status)) throw new Error(`it is ${status}`);
      return status;
    },
    everyMs,
  );
}

/** Pays what an order asks for in Razorpay's checkout; with `verify` the page reports back, else only Razorpay's webhook does. */
export async function payOrder(
  restaurant: Restaurant,
  who: Person,
  orderId: string,
  how: 'webhook' | 'verify' = 'webhook',
): Promise<void> {
  // A page that is loaded anew begins anew, under a new key
  const begun = await insist('the payment is begun', () => who.post('/payments/create-razorpay-order', { orderId }));
  if (begun.status >= 300) throw new Error(`not begun: ${begun.status} ${begun.bytes.toString('utf8')}`);
  const paid = await restaurant.checkout(begun.text('data.razorpayOrderId'));
  if (how === 'webhook') return;
  const report = { paymentId: begun.text('data.paymentId'), ...paid };
  const verified = await insist('the payment is verified', () => who.post('/payments/verify-razorpay', report));
  if (verified.status >= 300) throw new Error(`not verified: ${verified.status} ${verified.bytes.toString('utf8')}`);
}

/** Calls an order off, however often that takes. */
export async function cancelOrder(who: Person, orderId: string): Promise<void> {
  await until(
    `order ${orderId} is called off`,
    patience,
    async () => {
      await attempt(() => who.patch(`/orders/${orderId}/cancel`, { reason: 'Changed my mind' }));
      const answer = await attempt(() => who.get(`/orders/${orderId}`));
      if (answer?.at('data.status') !== 'CANCELLED') throw new Error(`it is ${String(answer?.at('data.status'))}`);
      return true;
    },
    everyMs,
  );
}

/** Cooks all tickets of a confirmed order and hands it over. */
export async function cookOrder(
  restaurant: Restaurant,
  orderId: string,
  ticketsOf: (orderId: string) => Promise<readonly { readonly id: string; readonly status: string }[]>,
): Promise<void> {
  const [cook, manager] = [await restaurant.staff('kitchen'), await restaurant.staff('manager')];
  await until(
    `order ${orderId} is cooked`,
    patience,
    async () => {
      const order = await attempt(() => manager.get(`/orders/${orderId}`));
      const status = String(order?.at('data.status'));
      if (status === 'COMPLETED') return true;
      if (status === 'READY') await attempt(() => manager.patch(`/orders/${orderId}/status`, { status: 'COMPLETED' }));
      for (const { id, status: cooked } of await ticketsOf(orderId)) {
        const next = cooked === 'QUEUED' ? 'STARTED' : cooked === 'STARTED' ? 'READY' : undefined;
        if (next) await attempt(() => cook.patch(`/kitchen/tickets/${id}`, { status: next }));
      }
      throw new Error(`it is ${status}`);
    },
    everyMs,
  );
}
