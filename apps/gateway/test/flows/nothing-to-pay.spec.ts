import { billView, joinedSessionView, orderView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { answerOnceReady, counterSale } from './counter.js';
import { couponOf, onceOrderKnows } from './coupons.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant } from './restaurant.js';

describe('A total of nothing', () => {
  const restaurant = new Restaurant();

  it('needs no payment before the kitchen begins: a coupon gave all of it', async () => {
    const [owner, cashier] = await Promise.all([restaurant.staff('owner'), restaurant.staff('cashier.kor')]);
    const outletId = await outletOf(restaurant, 'KOR');
    const itemId = (await restaurant.menu())('Masala dosa');
    const { code: couponCode } = await couponOf(owner, { gives: { percentBasisPoints: 10_000 } });
    const cart = { outletId, lines: [{ itemId, quantity: 1 }], couponCode };
    await onceOrderKnows(cashier, cart);
    const order = await counterSale(restaurant, cashier, cart);
    expect(order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', total: 0, discount: 12_000, tax: 0 });
    const bill = (await cashier.get(`/bills/${order.billId}`)).data(billView);
    expect(bill).toMatchObject({ status: 'SETTLED', total: 0, due: 0, payments: [] });
    const payment = await answerOnceReady(cashier, '/payments/record', { orderId: order.id, method: 'DUE' });
    expect([payment.status, payment.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
    await everythingAgrees(owner, [order.billId]);
  });

  it('needs none at the table either: everything was given free', async () => {
    const [manager, waiter] = await Promise.all([restaurant.staff('manager'), restaurant.staff('waiter')]);
    const table = await restaurant.table('T9', manager);
    const session = (await waiter.post(`/tables/${table.code}/sessions`, {})).data(joinedSessionView);
    const idOf = await restaurant.menu();
    const lines = ['Masala dosa', 'Gulab jamun'].map((name) => ({ itemId: idOf(name), quantity: 1 }));
    const placed = await waiter.post('/orders', { fulfilment: 'DINE_IN', tableSessionId: session.id, lines });
    const order = await restaurant.reached(waiter, placed.data(orderView).id, 'CONFIRMED');
    for (const { lineId } of order.lines) {
      const comped = await manager.post(`/orders/${order.id}/lines/${lineId}/comp`, { reason: 'waited too long' });
      expect(comped.status).toBe(200);
    }
    for (const status of ['PREPARING', 'READY', 'COMPLETED'])
      expect((await waiter.patch(`/orders/${order.id}/status`, { status })).status).toBe(200);
    await waiter.post(`/bills/${order.billId}/present`, {});
    const bill = await eventually('the bill is settled', async () => {
      const seen = (await waiter.get(`/bills/${order.billId}`)).data(billView);
      return seen.status === 'SETTLED' && seen;
    });
    expect(bill).toMatchObject({ total: 0, due: 0, payments: [] });
    expect((await waiter.post(`/sessions/${session.id}/close`, {})).at('data.status')).toBe('CLOSED');
    await everythingAgrees(manager, [order.billId]);
  });
});
