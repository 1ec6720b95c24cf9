import { randomUUID } from 'node:crypto';
import { CouponState, OrderPlaced, OrderRejected, orderView, quoteView, RuleState } from '@chowk/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiningRoom } from './dining-room.js';
import { coupon, dosaId, indiranagar, lassiId, lassiRule } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());
beforeEach(() => {
  running.stock = 'held';
  running.coupons = 'redeemed';
});

const twoDosas = { lines: [{ itemId: dosaId, quantity: 2 }], couponCode: 'welcome10' };
const atOnce = { headers: { prefer: 'respond-async' } };

async function ordersOf(customerId: string): Promise<number> {
  const [row] = await running.service.query<{ count: number }>(
    'select count(*)::integer as count from orders where customer_id = $1',
    [customerId],
  );
  return row?.count ?? 0;
}

/** A code of its own, so that tests do not change each other's coupons. */
async function newCoupon(changes: Parameters<typeof coupon>[0] = {}, removed = false): Promise<string> {
  const id = randomUUID();
  const code = `T-${id.slice(0, 8).toUpperCase()}`;
  await running.tell(CouponState, id, { coupon: coupon({ id, code, ...changes }), removed });
  return code;
}

describe('a coupon', () => {
  it('takes its part off, whatever case its code is written in, and is told to discount beside the rules', async () => {
    const token = await running.customer();
    const body = { outletId: indiranagar, fulfilment: 'TAKEAWAY', ...twoDosas };
    const quote = (await running.http.post('/orders/quote', { token, body })).data(quoteView);
    expect(quote).toMatchObject({ subtotal: 24_000, discount: 2_400, total: 22_680, appliedRules: [] });
    expect(quote.coupon).toEqual({ code: 'WELCOME10', amount: 2_400 });
    const reply = await running.place(token, { ...twoDosas, expectedTotal: quote.total });
    const view = reply.data(orderView);
    expect([reply.status, view.status]).toEqual([201, 'AWAITING_PAYMENT']);
    expect(view).toMatchObject({ total: 22_680, coupon: { code: 'WELCOME10', amount: 2_400 }, appliedRules: [] });
    const [placed] = await running.facts(OrderPlaced, view.id);
    expect(placed?.coupon).toEqual({ couponId: coupon().id, code: 'WELCOME10', amount: 2_400 });
    expect((await running.bill(view.billId)).total).toBe(22_700);
  });

  it('stands beside rules that apply too, each with its own amount', async () => {
    const lines = [{ itemId: lassiId, quantity: 4 }];
    const view = await running.placed(await running.customer(), { lines, couponCode: 'WELCOME10' });
    expect(view.appliedRules).toMatchObject([{ name: 'Four lassis', amount: 7_200 }]);
    expect(view.coupon).toEqual({ code: 'WELCOME10', amount: 2_880 });
    expect(view.discount).toBe(7_200 + 2_880);
  });

  it('that lets nothing add to it keeps the rules about whole bills away from the bill of its table', async () => {
    const room = new DiningRoom(running);
    const id = randomUUID();
    const rule = { ...lassiRule(), id, name: 'Feast', scope: 'BILL' as const, subject: { on: 'ORDER' as const } };
    const feast = { ...rule, quantity: 2, gives: { amount: 1_000 } };
    await running.tell(RuleState, id, { rule: feast, removed: false });
    const billOf = async (couponCode: string) => {
      const { token, session } = await room.guest((await room.table()).code);
      const more = { outletId: undefined, tableSessionId: session.id, fulfilment: 'DINE_IN' };
      return running.bill((await running.placed(token, { ...twoDosas, ...more, couponCode })).billId);
    };
    const [shared, alone] = [await billOf(await newCoupon()), await billOf(await newCoupon({ stacking: 'EXCLUSIVE' }))];
    await running.tell(RuleState, id, { rule: feast, removed: true }, { version: 2 });
    expect(shared).toMatchObject({ discount: 3_400, appliedRules: [{ name: 'Feast', amount: 1_000 }] });
    expect(alone).toMatchObject({ discount: 2_400, appliedRules: [] });
  });

  it.each([
    ['nobody ever gave out', 'UNKNOWN', async () => 'NOSUCHCODE'],
    ['was removed', 'UNKNOWN', () => newCoupon({}, true)],
    ['is switched off', 'NOT_ACTIVE', () => newCoupon({ active: false })],
    ['has ended', 'NOT_VALID_NOW', () => newCoupon({ validTo: '2020-01-01T00:00:00.000Z' })],
    ['holds elsewhere', 'OTHER_OUTLET', () => newCoupon({ outletIds: [randomUUID()] })],
    ['is for other fulfilments', 'OTHER_FULFILMENT', () => newCoupon({ fulfilments: ['DINE_IN'] })],
    ['wants a larger order', 'BELOW_MINIMUM', () => newCoupon({ minSubtotal: 24_001 })],
    ['is for other dishes', 'NO_MATCHING_LINE', () => newCoupon({ subject: { on: 'ITEMS', itemIds: [lassiId] } })],
  ])('that %s is refused before anything is saved', async (_name, reason, codeOf) => {
    const id = randomUUID();
    const token = await running.customer(id);
    const code = await codeOf();
    const reply = await running.place(token, { ...twoDosas, couponCode: code });
    expect([reply.status, reply.code]).toEqual([409, 'COUPON_REFUSED']);
    expect(reply.at('error.details')).toEqual([{ code, reason }]);
    const body = { outletId: indiranagar, fulfilment: 'TAKEAWAY', ...twoDosas, couponCode: code };
    expect((await running.http.post('/orders/quote', { token, body })).code).toBe('COUPON_REFUSED');
    expect(await ordersOf(id)).toBe(0);
  });

  it('that is used up is refused with the same code and details as the order keeps, and both are let go', async () => {
    running.coupons = 'refused';
    const token = await running.customer();
    const clientReference = randomUUID();
    const reply = await running.place(token, { ...twoDosas, clientReference });
    expect([reply.status, reply.code]).toEqual([409, 'COUPON_REFUSED']);
    const view = (await running.http.get(`/orders/ref:${clientReference}`, { token })).data(orderView);
    expect(view).toMatchObject({ status: 'REJECTED', rejection: { code: 'COUPON_REFUSED' } });
    expect(view.rejection?.details).toEqual(reply.at('error.details'));
    expect(await running.facts(OrderRejected, view.id)).toHaveLength(1);
  });
});

describe('both answers', () => {
  async function waiting(): Promise<string> {
    running.stock = 'silent';
    running.coupons = 'silent';
    return String((await running.place(await running.customer(), twoDosas, atOnce)).at('data.id'));
  }
  const statusOf = async (id: string) => (await running.order(id)).status;

  it('are awaited, in whatever order they come', async () => {
    const [one, other] = [await waiting(), await waiting()];
    expect(await running.holdStock(one)).toBe('done');
    expect(await statusOf(one)).toBe('PLACED');
    expect(await running.redeemCoupon(one)).toBe('done');
    expect(await statusOf(one)).toBe('AWAITING_PAYMENT');
    await running.redeemCoupon(other);
    await running.redeemCoupon(other);
    expect(await statusOf(other)).toBe('PLACED');
    await running.holdStock(other);
    expect(await statusOf(other)).toBe('AWAITING_PAYMENT');
  });

  it('settle the order once when they come at the same moment', async () => {
    const id = await waiting();
    await Promise.all([running.holdStock(id), running.redeemCoupon(id), running.holdStock(id)]);
    const view = await running.order(id);
    expect(view.history.map(({ status }) => status)).toEqual(['PLACED', 'AWAITING_PAYMENT']);
    expect((await running.bill(view.billId)).total).toBe(22_700);
  });

  it('end the order when one of them is no, before or after the yes of the other', async () => {
    const [first, second, third] = [await waiting(), await waiting(), await waiting()];
    await running.holdStock(first);
    await running.refuseCoupon(first);
    await running.refuseCoupon(second);
    await running.holdStock(second);
    await running.redeemCoupon(third);
    await running.lackStock(third);
    const views = [await running.order(first), await running.order(second), await running.order(third)];
    expect(views.map(({ status, rejection }) => [status, rejection?.code])).toEqual([
      ['REJECTED', 'COUPON_REFUSED'],
      ['REJECTED', 'COUPON_REFUSED'],
      ['REJECTED', 'OUT_OF_STOCK'],
    ]);
    for (const id of [first, second, third]) expect(await running.facts(OrderRejected, id)).toHaveLength(1);
  });

  it('of discount mean nothing to an order without a coupon', async () => {
    running.stock = 'silent';
    const id = String((await running.place(await running.customer(), {}, atOnce)).at('data.id'));
    await running.redeemCoupon(id);
    expect(await statusOf(id)).toBe('PLACED');
    await running.holdStock(id);
    expect(await statusOf(id)).toBe('AWAITING_PAYMENT');
  });
});
