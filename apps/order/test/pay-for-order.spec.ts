import { randomUUID } from 'node:crypto';
import {
  BillRefundDue,
  BillSettled,
  BillState,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderRejected,
  TicketVoided,
  orderView,
} from '@chowk/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import { Deadlines } from '../src/orders/events/deadlines.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());
beforeEach(() => {
  running.stock = 'held';
});

const cancel = async (id: string, token: string, body?: unknown) =>
  running.http.patch(`/orders/${id}/cancel`, { token, ...(body === undefined ? {} : { body }) });

describe('money for an order', () => {
  it('confirms once, however often the capture is told', async () => {
    const view = await running.placed(await running.customer());
    const { due } = await running.bill(view.billId);
    const money = { billId: view.billId, orderIds: [view.id], amount: due, paymentId: randomUUID() };
    const eventId = randomUUID();
    expect(await running.pay({ ...money, eventId })).toBe('done');
    expect(await running.pay({ ...money, eventId })).toBe('duplicate');
    expect(await running.pay(money)).toBe('done');
    expect(await running.facts(OrderConfirmed, view.id)).toHaveLength(1);
    expect(await running.facts(BillSettled, view.billId)).toHaveLength(1);
    expect(await running.facts(BillRefundDue, view.billId)).toEqual([]);
    expect(await running.bill(view.billId)).toMatchObject({ status: 'SETTLED', paid: due, due: 0 });
  });

  it('confirms once when webhook and verification arrive at the same moment', async () => {
    const view = await running.placed(await running.customer());
    const { due } = await running.bill(view.billId);
    const money = { billId: view.billId, orderIds: [view.id], amount: due, paymentId: randomUUID() };
    expect(await Promise.all([running.pay(money), running.pay(money)])).toEqual(['done', 'done']);
    expect(await running.facts(OrderConfirmed, view.id)).toHaveLength(1);
    expect((await running.bill(view.billId)).paid).toBe(due);
  });

  it('leaves a partly paid order waiting for the rest', async () => {
    const view = await running.placed(await running.customer());
    const { due } = await running.bill(view.billId);
    await running.pay({ billId: view.billId, orderIds: [view.id], amount: due - 100 });
    expect(await running.order(view.id)).toMatchObject({ status: 'AWAITING_PAYMENT', paymentStatus: 'PARTLY_PAID' });
    expect(await running.bill(view.billId)).toMatchObject({ status: 'OPEN', due: 100 });
    await running.pay({ billId: view.billId, orderIds: [view.id], amount: 100 });
    expect(await running.order(view.id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
  });

  it('that is paid twice is asked back once', async () => {
    const view = await running.placed(await running.customer());
    await running.payAll(view);
    const paymentId = randomUUID();
    await running.pay({ billId: view.billId, orderIds: [view.id], amount: 12_600, paymentId });
    const refunds = await running.facts(BillRefundDue, view.billId);
    expect(refunds).toMatchObject([{ paymentId, amount: 12_600, reason: 'OVERPAID' }]);
  });

  it('that arrives after the cancellation is asked back once, and comes back', async () => {
    const token = await running.customer();
    const view = await running.placed(token);
    expect((await cancel(view.id, token)).data(orderView)).toMatchObject({ status: 'CANCELLED', allowedMoves: [] });
    const money = { billId: view.billId, orderIds: [view.id], amount: 12_600, paymentId: randomUUID() };
    await running.pay(money);
    await running.pay(money);
    const refunds = await running.facts(BillRefundDue, view.billId);
    expect(refunds).toMatchObject([{ amount: 12_600, paymentId: money.paymentId, reason: 'ORDER_ENDED' }]);
    expect(await running.order(view.id)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'PAID' });
    await running.refund(money, 12_600);
    expect(await running.order(view.id)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await running.bill(view.billId)).toMatchObject({ status: 'VOID', paid: 0, refunded: 12_600, due: 0 });
    expect(await running.facts(OrderConfirmed, view.id)).toEqual([]);
  });

  it('for a bill nobody knows is a dead letter, not a loss', async () => {
    expect(await running.pay({ billId: randomUUID(), orderIds: [], amount: 1 })).toBe('dead');
    expect(await running.refund({ billId: randomUUID(), orderIds: [], amount: 1, paymentId: randomUUID() }, 1)).toBe(
      'dead',
    );
  });

  it('tells each state of a bill once per version', async () => {
    const view = await running.confirmed(await running.customer());
    const states = await running.facts(BillState, view.billId);
    expect(states.map(({ status, paid, due }) => [status, paid, due])).toEqual([
      ['OPEN', 0, 12_600],
      ['SETTLED', 12_600, 0],
    ]);
  });
});

describe('calling an order off', () => {
  it('is free before preparation: money is asked back, the kitchen stops', async () => {
    const token = await running.customer(randomUUID());
    const view = await running.confirmed(token);
    const reply = await cancel(view.id, token, { reason: 'changed my mind' });
    expect(reply.data(orderView)).toMatchObject({ status: 'CANCELLED' });
    expect(await running.facts(OrderCancelled, view.id)).toMatchObject([
      { from: 'CONFIRMED', reason: 'changed my mind' },
    ]);
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([
      { amount: 12_600, reason: 'ORDER_CANCELLED' },
    ]);
    const tickets = await running.service.query<{ id: string; status: string }>(
      'select id, status from ticket where order_id = $1',
      [view.id],
    );
    expect(tickets.map(({ status }) => status)).toEqual(['VOIDED']);
    expect(await running.facts(TicketVoided, tickets[0]?.id ?? '')).toHaveLength(1);
    expect((await cancel(view.id, token)).data(orderView).version).toBe(reply.at('data.version'));
  });

  it('needs a permission of its own and a reason once preparation began', async () => {
    const token = await running.customer();
    const view = await running.confirmed(token);
    const [waiter, manager] = [await running.staff('WAITER'), await running.staff('MANAGER')];
    await running.http.patch(`/orders/${view.id}/status`, { token: waiter, body: { status: 'PREPARING' } });
    for (const refused of [await cancel(view.id, token), await cancel(view.id, waiter, { reason: 'x' })])
      expect([refused.status, refused.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await cancel(view.id, manager)).faults).toEqual(['reason REQUIRED']);
    expect((await cancel(view.id, manager, { reason: 'dropped' })).status).toBe(200);
  });

  it('is refused once it is over: 409 with what is allowed', async () => {
    const manager = await running.staff('MANAGER');
    const view = await running.confirmed(await running.customer());
    for (const status of ['PREPARING', 'READY', 'COMPLETED'])
      await running.http.patch(`/orders/${view.id}/status`, { token: manager, body: { status } });
    const reply = await cancel(view.id, manager, { reason: 'too late' });
    expect([reply.status, reply.code]).toEqual([409, 'ORDER_CANNOT_MOVE']);
    expect(reply.at('error.details')).toEqual({ status: 'COMPLETED', to: 'CANCELLED', allowed: [] });
  });

  it('overtakes inventory: a late answer changes nothing', async () => {
    running.stock = 'silent';
    const token = await running.customer();
    const view = await running.placed(token);
    await cancel(view.id, token);
    expect((await running.order(view.id)).status).toBe('CANCELLED');
    expect((await running.http.get(`/bills/${view.billId}`, { token })).status).toBe(404);
  });

  it('honours If-Match', async () => {
    const token = await running.customer();
    const view = await running.placed(token);
    const reply = await running.http.patch(`/orders/${view.id}/cancel`, { token, headers: { 'if-match': '"1"' } });
    expect([reply.status, reply.code, reply.at('error.details.version')]).toEqual([
      412,
      'VERSION_CONFLICT',
      view.version,
    ]);
  });

  it('covers the others of a bill when what was paid is enough without it', async () => {
    const token = await running.customer();
    const [one, other] = [await running.placed(token), await running.placed(token)];
    await onOneBill(one.billId, other.id);
    await running.pay({ billId: one.billId, orderIds: [one.id, other.id], amount: 12_600 });
    expect((await running.order(one.id)).status).toBe('AWAITING_PAYMENT');
    await cancel(other.id, token);
    expect(await running.order(one.id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
    expect(await running.bill(one.billId)).toMatchObject({ status: 'SETTLED', total: 12_600, paid: 12_600 });
  });
});

describe('time', () => {
  it('ends an order that nobody answered, and one that nobody paid', async () => {
    const token = await running.customer();
    const unpaid = await running.placed(token);
    running.stock = 'silent';
    const unanswered = await running.place(token, {}, { headers: { prefer: 'respond-async' } });
    const id = String(unanswered.at('data.id'));
    await running.service.app.get(Deadlines).look();
    expect((await running.order(id)).status).toBe('PLACED');
    await running.moveClock(16 * 60_000);
    expect(await eventually('both have ended', () => bothEnded(id, unpaid.id))).toBe(true);
    expect(await running.order(id)).toMatchObject({
      status: 'REJECTED',
      rejection: { code: 'TIMED_OUT', details: [] },
    });
    expect(await running.facts(OrderRejected, id)).toHaveLength(1);
    expect(await running.facts(OrderExpired, unpaid.id)).toMatchObject([{ from: 'AWAITING_PAYMENT' }]);
    expect(await running.bill(unpaid.billId)).toMatchObject({ status: 'VOID', total: 0, due: 0 });
    await running.moveClock(0);
  });
});

async function bothEnded(unanswered: string, unpaid: string): Promise<boolean> {
  const [one, other] = [await running.order(unanswered), await running.order(unpaid)];
  return one.status === 'REJECTED' && other.status === 'EXPIRED';
}

/** Brings an order onto another one's bill, as a table session would. */
async function onOneBill(billId: string, otherId: string): Promise<void> {
  const [row] = await running.service.query<{ orders: unknown }>(
    'select orders from bill where id <> $1 and orders @> $2',
    [billId, JSON.stringify([{ orderId: otherId }])],
  );
  await running.service.query('update orders set bill_id = $1 where id = $2', [billId, otherId]);
  await running.service.query(
    `update bill set orders = orders || $2::jsonb, subtotal = 25200, total = 25200, due = 25200 where id = $1`,
    [billId, JSON.stringify(row?.orders)],
  );
}
