import { randomUUID } from 'node:crypto';
import { orderView, paymentView } from '@chowk/contracts';
import { behind, eventually, runningSystem, type Reply } from '@chowk/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, tally } from './refusals-answers.js';
import { outletOf, takeaway } from './refusals-dinner.js';
import { payableOrder, razorpayControl } from './refusals-razorpay.js';
import { rowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';

const system = runningSystem();

/** Takes away all that Redis has kept for this system. */
async function emptyRedis(): Promise<void> {
  const redis = new Redis(system.redisUrl);
  try {
    for await (const keys of redis.scanStream({ match: `${system.prefix}*`, count: 1_000 }) as AsyncIterable<string[]>)
      if (keys.length > 0) await redis.del(keys);
  } finally {
    redis.disconnect();
  }
}

describe('A call that is made again', () => {
  const restaurant = new Restaurant();
  let customer: Person;
  let manager: Person;
  let outletId: string;
  let cart: { fulfilment: string; outletId: string; lines: { itemId: string; quantity: number }[] };
  beforeAll(async () => {
    [customer, manager] = [await restaurant.customer(), await restaurant.staff('manager')];
    outletId = await outletOf(restaurant, 'IND');
    const itemId = (await restaurant.menu())('Filter coffee');
    cart = { fulfilment: 'TAKEAWAY', outletId, lines: [{ itemId, quantity: 1 }] };
  });
  afterEach(() => razorpayControl('DELETE', '/faults'));

  const sameAnswer = (one: Reply, other: Reply) => {
    expect([other.status, other.text]).toEqual([one.status, one.text]);
    expect(other.headers['location']).toBe(one.headers['location']);
    expect([one.headers['idempotency-replayed'], other.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
  };

  it('with its key and its body is answered the same, byte for byte, also when Redis has lost everything', async () => {
    const unpaid = await takeaway(restaurant, customer);
    await restaurant.beginPayment(customer, unpaid.id);
    const served = await takeaway(restaurant, customer);
    const paid = (await restaurant.pay(customer, served.id)).data(paymentView);
    const byCard = await payableOrder(restaurant, customer);
    const stock = String((await manager.get(`/inventory/items?outlet=${outletId}`)).at('data.0.id'));
    const rule = {
      kind: 'TIME_BASED',
      name: 'Some day',
      weekdays: [1],
      from: '10:00',
      to: '11:00',
      gives: { amount: 1 },
    };
    const code = `T-${randomUUID().slice(-8).toUpperCase()}`;
    const coupon = { code, name: 'Twice', subject: { on: 'ORDER' }, gives: { amount: 1 } };
    const calls = [
      [customer, '/orders', cart],
      [customer, '/orders', { ...cart, outletId: randomUUID() }],
      [customer, '/orders', { ...cart, expectedTotal: 1 }],
      [customer, '/payments/create-razorpay-order', { orderId: unpaid.id }],
      [manager, `/payments/${paid.id}/refund`, { amount: 100, reason: 'cold' }],
      [manager, `/payments/${paid.id}/refund`, { amount: 100_000_000, reason: 'greed' }],
      [manager, '/tables', { outletId, label: `R${String(Date.now()).slice(-6)}` }],
      [manager, '/inventory/receive', { stockItemId: stock, quantity: 7 }],
      [manager, '/menu/categories', { name: { en: 'Twice' } }],
      [manager, '/discounts/rules', { ...rule, subject: { on: 'ORDER' }, outletIds: [outletId], active: false }],
      [manager, '/discounts/coupons', { ...coupon, outletIds: [outletId], active: false }],
      [manager, `/bills/${served.billId}/refunds`, { amount: 100, reason: 'cold' }],
      [manager, `/bills/${served.billId}/refunds`, { amount: 100_000_000, reason: 'greed' }],
      [manager, '/payments/record', { orderId: byCard.id, method: 'CARD_TERMINAL', reference: 'slip 1' }],
      [manager, '/payments/confirm-cash', { orderId: unpaid.id, tendered: 1 }],
    ] as const;
    const made: { again: () => Promise<Reply>; first: Reply }[] = [];
    for (const [who, path, body] of calls) {
      const key = randomUUID();
      const again = () => who.post(path, body, key);
      made.push({ again, first: await again() });
    }
    const first = made.map(({ first: { status } }) => status);
    expect(first).toEqual([201, 422, 409, 201, 201, 422, 201, 201, 201, 201, 201, 201, 422, 201, 422]);
    const before = await rowCounts();
    await emptyRedis();
    for (const one of made) for (const reply of [await one.again(), await one.again()]) sameAnswer(one.first, reply);
    expect(await rowCounts()).toEqual(before);
  });

  it('with another body is 422 IDEMPOTENCY_KEY_REUSED; the first stands', async () => {
    const key = randomUUID();
    const { id } = (await customer.post('/orders', cart, key)).data(orderView);
    await restaurant.settled(customer, id);
    const before = await rowCounts();
    const other = { ...cart, lines: [{ ...cart.lines[0], quantity: 2 }] };
    expect(answerOf(await customer.post('/orders', other, key))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    const spaced = JSON.stringify(cart, null, 1);
    expect(answerOf(await customer.post('/orders', spaced, key))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect(await rowCounts()).toEqual(before);
  });

  it('is another call when somebody else makes it, or at another address', async () => {
    const key = randomUUID();
    const mine = (await customer.post('/orders', cart, key)).data(orderView);
    const other = await payableOrder(restaurant, customer);
    const theirs = (await (await restaurant.customer()).post('/orders', cart, key)).data(orderView);
    expect(theirs.id).not.toBe(mine.id);
    expect((await customer.post('/payments/create-razorpay-order', { orderId: other.id }, key)).status).toBe(201);
  });

  it('while the first is still running is 409 IDEMPOTENCY_IN_PROGRESS', async () => {
    const order = await payableOrder(restaurant, customer);
    const key = randomUUID();
    const slow = { match: { path: '/v1/orders' }, fault: 'slow', delayMs: 1_500, times: 1 };
    await razorpayControl('POST', '/faults', slow);
    const pay = () => customer.post('/payments/create-razorpay-order', { orderId: order.id }, key);
    const first = pay();
    await eventually('it has begun', async () => {
      const text = `select 1 from idempotency where key = $1 and state = 'PENDING'`;
      return (await behind(system, 'payment', text, [key])).length === 1;
    });
    expect(answerOf(await pay())).toBe('409 IDEMPOTENCY_IN_PROGRESS');
    expect((await first).status).toBe(201);
    sameAnswer(await first, await pay());
  });

  it('twenty times at once makes one order', async () => {
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 20 }, () => customer.post('/orders', cart, key)));
    const refused = new Set(Object.keys(tally(replies)));
    for (const known of ['201', '202', '409 IDEMPOTENCY_IN_PROGRESS']) refused.delete(known);
    expect([...refused]).toEqual([]);
    const ids = new Set(replies.filter(({ status }) => status < 300).map((reply) => reply.at('data.id')));
    expect(ids.size).toBe(1);
    const made = await behind(system, 'order', 'select subject_id from idempotency where key = $1', [key]);
    expect(made).toEqual([{ subject_id: [...ids][0] }]);
  });

  it('needs a key of at most 255 visible characters where it creates, charges or refunds', async () => {
    const posts = [
      [customer, '/orders', cart],
      [customer, '/payments/create-razorpay-order', { orderId: randomUUID() }],
      [manager, `/payments/${randomUUID()}/refund`, { reason: 'cold' }],
    ] as const;
    const before = await rowCounts();
    for (const [who, path, body] of posts) {
      const identity = { token: who.token ?? '' };
      const withKey = (key?: string) =>
        who.call('POST', path, undefined, { ...identity, body, ...(key === undefined ? {} : { key }) });
      expect(answerOf(await withKey())).toBe('400 IDEMPOTENCY_KEY_REQUIRED');
      for (const key of ['k'.repeat(256), 'k'.repeat(4_000), '', 'two words', 'tab\there', 'é'])
        expect([key, answerOf(await withKey(key))]).toEqual([key, '400 IDEMPOTENCY_KEY_INVALID']);
    }
    expect(
      answerOf(await customer.post('/payments/create-razorpay-order', { orderId: randomUUID() }, 'k'.repeat(255))),
    ).toBe('404 NOT_FOUND');
    expect(await rowCounts()).toEqual(before);
  });
});
