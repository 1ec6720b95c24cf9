import { randomUUID } from 'node:crypto';
import {
  BillRefundDue,
  CouponState,
  OrderConfirmed,
  OrderExpired,
  OrderRejected,
  OrderRevived,
  orderView,
  type OrderView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Deadlines } from '../src/orders/events/deadlines.js';
import { DiningRoom } from './dining-room.js';
import { coupon, dosaId, koramangala } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
});
afterAll(() => running.close());
beforeEach(() => {
  running.stock = 'held';
  running.coupons = 'redeemed';
});
afterEach(async () => {
  await running.moveClock(0);
  await room.runBy({});
});

/** An order nobody paid in time. */
async function expired(body: Record<string, unknown> = {}): Promise<OrderView> {
  const view = await running.placed(await running.customer(), body);
  return letExpire(view);
}

async function letExpire(view: OrderView): Promise<OrderView> {
  await running.moveClock(16 * 60_000);
  await running.service.app.get(Deadlines).look();
  await running.moveClock(0);
  const after = await running.order(view.id);
  expect(after.status).toBe('EXPIRED');
  return after;
}

const moneyFor = (view: OrderView, amount = Math.round(view.total / 100) * 100) => ({
  ...{ billId: view.billId, orderIds: [view.id], amount, paymentId: randomUUID() },
});
const becomes = (view: OrderView, status: string) =>
  eventually(`the order becomes ${status}`, async () => (await running.order(view.id)).status === status);
const statuses = (view: OrderView) => view.history.map(({ status }) => status);

describe('money for an order that has expired', () => {
  it('revives it: it is checked again like a new one and confirmed, and nothing is asked back', async () => {
    const view = await expired();
    expect(await running.facts(OrderExpired, view.id)).toHaveLength(1);
    expect(await running.bill(view.billId)).toMatchObject({ status: 'VOID', due: 0 });
    const money = moneyFor(view);
    await running.pay(money);
    await becomes(view, 'CONFIRMED');
    await running.pay(money);
    const after = await running.order(view.id);
    expect(after.paymentStatus).toBe('PAID');
    expect(statuses(after)).toEqual(['PLACED', 'AWAITING_PAYMENT', 'EXPIRED', 'PLACED', 'CONFIRMED']);
    expect(await running.facts(OrderRevived, view.id)).toMatchObject([{ status: 'PLACED', total: 12_600 }]);
    expect(await running.facts(OrderConfirmed, view.id)).toHaveLength(1);
    expect(await running.bill(view.billId)).toMatchObject({ status: 'SETTLED', paid: 12_600, due: 0 });
    expect(await running.facts(BillRefundDue, view.billId)).toEqual([]);
  });

  it('does not settle the bill before the stock is certain', async () => {
    const view = await expired();
    running.stock = 'silent';
    await running.pay(moneyFor(view));
    expect((await running.order(view.id)).status).toBe('PLACED');
    expect(await running.bill(view.billId)).toMatchObject({ status: 'OPEN', paid: 12_600, due: 0 });
    await running.holdStock(view.id);
    expect((await running.order(view.id)).status).toBe('CONFIRMED');
    expect((await running.bill(view.billId)).status).toBe('SETTLED');
  });

  it('is asked back when the stock is gone by now', async () => {
    const view = await expired();
    running.stock = 'short';
    await running.pay(moneyFor(view));
    await becomes(view, 'REJECTED');
    expect(await running.order(view.id)).toMatchObject({ rejection: { code: 'OUT_OF_STOCK' } });
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
    expect(await running.bill(view.billId)).toMatchObject({ status: 'VOID', due: 0 });
    expect(await running.facts(OrderRejected, view.id)).toHaveLength(1);
  });

  it('asks discount again for a coupon', async () => {
    const id = randomUUID();
    await running.tell(CouponState, id, { coupon: coupon({ id, code: 'LATE10' }), removed: false });
    const lines = [{ itemId: dosaId, quantity: 2 }];
    const [one, other] = [
      await expired({ lines, couponCode: 'LATE10' }),
      await expired({ lines, couponCode: 'LATE10' }),
    ];
    await running.pay(moneyFor(one));
    await becomes(one, 'CONFIRMED');
    const [revived] = await running.facts(OrderRevived, one.id);
    expect(revived?.coupon).toMatchObject({ couponId: id, amount: 2_400 });
    running.coupons = 'refused';
    await running.pay(moneyFor(other));
    await becomes(other, 'REJECTED');
    expect(await running.facts(BillRefundDue, other.billId)).toMatchObject([{ amount: 22_700 }]);
  });

  it('that is not enough revives it, and the rest is awaited anew', async () => {
    const view = await expired();
    await running.pay(moneyFor(view, 12_000));
    await becomes(view, 'AWAITING_PAYMENT');
    const waiting = await running.order(view.id);
    expect(waiting).toMatchObject({ paymentStatus: 'PARTLY_PAID' });
    expect(waiting.endsAt).not.toBeNull();
    await running.pay(moneyFor(view, 600));
    expect((await running.order(view.id)).status).toBe('CONFIRMED');
  });

  it('and whose revival nobody answers, is asked back after a minute', async () => {
    const view = await expired();
    running.stock = 'silent';
    await running.pay(moneyFor(view));
    await running.moveClock(60 * 60_000);
    await becomes(view, 'REJECTED');
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
  });

  it('that comes twice at the same moment revives it once', async () => {
    const view = await expired();
    const money = moneyFor(view);
    await Promise.all([running.pay(money), running.pay(money), running.pay(moneyFor(view))]);
    await becomes(view, 'CONFIRMED');
    expect(await running.facts(OrderRevived, view.id)).toHaveLength(1);
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
  });

  it('is asked back at once where the business wants it so', async () => {
    await room.runBy({ latePayment: 'REFUND' });
    const view = await expired();
    await running.pay(moneyFor(view));
    expect(await running.order(view.id)).toMatchObject({ status: 'EXPIRED' });
    expect(await running.facts(OrderRevived, view.id)).toEqual([]);
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600, reason: 'ORDER_ENDED' }]);
  });

  it('is asked back when the people have left the table', async () => {
    const guest = await room.guest((await room.table()).code);
    const view = (await room.order(guest.token, guest.session.id)).data(orderView);
    await letExpire(view);
    const closed = await running.http.post(`/sessions/${guest.session.id}/close`, {
      token: await running.staff('WAITER'),
    });
    expect(closed.status).toBe(200);
    await running.pay(moneyFor(view));
    expect((await running.order(view.id)).status).toBe('EXPIRED');
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
  });

  it('does not revive what was cancelled or refused', async () => {
    const token = await running.customer();
    const view = await running.placed(token);
    await running.http.patch(`/orders/${view.id}/cancel`, { token });
    await running.pay(moneyFor(view));
    expect((await running.order(view.id)).status).toBe('CANCELLED');
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
  });
});

describe('what costs nothing', () => {
  it('is confirmed without a payment, also where people pay first', async () => {
    const id = randomUUID();
    const free = coupon({ id, code: 'FREE', cap: null, minSubtotal: null, gives: { percentBasisPoints: 10_000 } });
    await running.tell(CouponState, id, { coupon: free, removed: false });
    const view = await running.placed(await running.customer(), { couponCode: 'FREE' });
    expect(view).toMatchObject({ status: 'CONFIRMED', total: 0, paymentStatus: 'PAID' });
    expect(view.token).not.toBeNull();
  });
});

describe('when people pay', () => {
  it('is said per way of fulfilment: later at the table, first to take away', async () => {
    await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
    const guest = await room.guest((await room.table()).code);
    const atTable = (await room.order(guest.token, guest.session.id)).data(orderView);
    expect(atTable).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'UNPAID', guestId: guest.guestId });
    expect(atTable.lines.map(({ guestId }) => guestId)).toEqual([guest.guestId]);
    expect((await running.placed(await running.customer())).status).toBe('AWAITING_PAYMENT');
  });
});

describe('a business day whose books are closed', () => {
  it('has no order that came while they were being closed', async () => {
    const manager = await running.staff('MANAGER', [koramangala]);
    const token = await running.customer();
    const [closed, ...placed] = await Promise.all([
      running.http.post(`/outlets/${koramangala}/day-close`, { token: manager }),
      ...Array.from({ length: 6 }, () => running.place(token, { outletId: koramangala })),
    ]);
    const sold = placed.filter(({ status }) => status === 201);
    expect(placed.every(({ status, code }) => status === 201 || code === 'OUTLET_DAY_CLOSED')).toBe(true);
    expect(closed?.status === 201 ? sold.length : closed?.code).toBe(closed?.status === 201 ? 0 : 'OUTLET_DAY_OPEN');
    for (const reply of sold) await running.http.patch(`/orders/${reply.data(orderView).id}/cancel`, { token });
  });

  it('takes no more orders, but says what they would cost; another outlet goes on', async () => {
    const manager = await running.staff('MANAGER', [koramangala]);
    const closed = await running.http.post(`/outlets/${koramangala}/day-close`, { token: manager });
    expect([200, 201]).toContain(closed.status);
    const token = await running.customer();
    const reply = await running.place(token, { outletId: koramangala });
    expect([reply.status, reply.code]).toEqual([409, 'OUTLET_DAY_CLOSED']);
    expect(reply.at('error.details')).toEqual({ businessDate: closed.at('data.businessDate') });
    const body = { outletId: koramangala, fulfilment: 'TAKEAWAY', lines: [{ itemId: dosaId, quantity: 1 }] };
    expect((await running.http.post('/orders/quote', { token, body })).status).toBe(200);
    expect((await running.place(token)).status).toBe(201);
  });
});
