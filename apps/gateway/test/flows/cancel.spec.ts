import {
  billRefundView,
  billView,
  orderView,
  paymentView,
  ticketView,
  type OrderView,
  type PaymentView,
  type TicketView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes, movementsOf, stockOf } from './books.js';
import { KitchenScreen } from './kitchen-screen.js';
import { outletOf } from './refusals-dinner.js';
import { moneyBackAtRazorpay } from './refunds-at-razorpay.js';
import { Restaurant, type Person } from './restaurant.js';

describe('An order that is called off', () => {
  const restaurant = new Restaurant();
  const screens: KitchenScreen[] = [];
  let manager: Person;
  let waiter: Person;
  let cook: Person;
  let outletId: string;
  /** 120.00 and 2 x 80.00 rupees. */
  let lines: { readonly itemId: string; readonly quantity: number }[];
  beforeAll(async () => {
    [manager, waiter, cook] = await Promise.all([
      restaurant.staff('manager'),
      restaurant.staff('waiter'),
      restaurant.staff('kitchen'),
    ]);
    outletId = await outletOf(restaurant, 'IND');
    const idOf = await restaurant.menu();
    lines = [
      { itemId: idOf('Masala dosa'), quantity: 1 },
      { itemId: idOf('Gulab jamun'), quantity: 2 },
    ];
  });
  afterAll(() => {
    for (const screen of screens) screen.close();
  });

  it('before the kitchen begins costs nothing: money, stock and a credit note come back by themselves', async () => {
    const before = await stockOf(outletId);
    const { customer, phone, order } = await paid();
    expect(changes(before, await stockOf(outletId))).toEqual({ 'dosa-batter': -150, potato: -120, 'gulab-jamun': -4 });
    const { invoiceNumber } = (await customer.get(`/bills/${order.billId}`)).data(billView);

    const cancelled = (await customer.patch(`/orders/${order.id}/cancel`, {})).data(orderView);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', allowedMoves: [] });
    await moneyIsBack(customer, order);
    const bill = await eventually('the bill has heard of the refund', async () => {
      const seen = (await customer.get(`/bills/${order.billId}`)).data(billView);
      return seen.paid === 0 && seen;
    });
    expect(bill).toMatchObject({ status: 'SETTLED', invoiceNumber, total: 29_400, credited: 29_400, due: 0 });
    await eventually('the stock is back', async () => {
      expect(changes(before, await stockOf(outletId))).toEqual({});
      return true;
    });
    expect(await ticketsOf(order, 'VOIDED')).toHaveLength(2);
    await heard(phone, order, ['CONFIRMED', 'CANCELLED']);
    await everythingAgrees(manager, [order.billId]);

    const again = (await customer.patch(`/orders/${order.id}/cancel`, {})).data(orderView);
    expect(again).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', history: cancelled.history });
    const paying = await customer.post('/payments/create-razorpay-order', { orderId: order.id });
    expect([paying.status, paying.code]).toEqual([409, 'ORDER_CANNOT_MOVE']);
  });

  it('after it began is for managers with a reason: the money comes back, the food is waste', async () => {
    const before = await stockOf(outletId);
    const { customer, phone, order } = await paid();
    const [ticket] = await ticketsOf(order, 'QUEUED');
    expect((await cook.patch(`/kitchen/tickets/${ticket?.id}`, { status: 'STARTED' })).status).toBe(200);
    const preparing = await restaurant.reached(customer, order.id, 'PREPARING');
    expect(preparing.allowedMoves).toEqual([]);
    const cancel = (who: Person, body: object) => who.patch(`/orders/${order.id}/cancel`, body);
    for (const who of [customer, waiter]) {
      const reply = await cancel(who, { reason: 'changed my mind' });
      expect([reply.status, reply.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
    const silent = await cancel(manager, {});
    expect([silent.status, silent.faults]).toEqual([422, ['reason REQUIRED']]);
    expect((await customer.get(`/orders/${order.id}`)).at('data.version')).toBe(preparing.version);

    const cancelled = (await cancel(manager, { reason: 'no gas' })).data(orderView);
    expect(cancelled.status).toBe('CANCELLED');
    expect(cancelled.history.at(-1)).toMatchObject({ status: 'CANCELLED', reason: 'no gas' });
    await moneyIsBack(customer, order);
    const wasted = await eventually('the food is written off', async () => {
      const moved = await movementsOf(order.id);
      return moved.length === 9 && moved;
    });
    expect(wasted).toEqual([
      'dosa-batter RETURN 150 1200',
      'dosa-batter SALE -150 -1200',
      'dosa-batter WASTE -150 -1200',
      'gulab-jamun RETURN 4 4800',
      'gulab-jamun SALE -4 -4800',
      'gulab-jamun WASTE -4 -4800',
      'potato RETURN 120 420',
      'potato SALE -120 -420',
      'potato WASTE -120 -420',
    ]);
    expect(changes(before, await stockOf(outletId))).toEqual({ 'dosa-batter': -150, potato: -120, 'gulab-jamun': -4 });
    expect(await ticketsOf(order, 'VOIDED')).toHaveLength(2);
    await heard(phone, order, ['CONFIRMED', 'PREPARING', 'CANCELLED']);
    await everythingAgrees(manager, [order.billId]);
  });

  /** A takeaway order that a customer paid by Razorpay; the customer's own screen hears of it. */
  async function paid(): Promise<{ customer: Person; phone: KitchenScreen; order: OrderView }> {
    const customer = await restaurant.customer();
    const phone = await KitchenScreen.open(customer, '/orders');
    screens.push(phone);
    const placed = await customer.post('/orders', { fulfilment: 'TAKEAWAY', outletId, lines });
    const { id } = await restaurant.settled(customer, placed.data(orderView).id);
    expect((await restaurant.pay(customer, id)).status).toBe(200);
    const order = await restaurant.reached(customer, id, 'CONFIRMED');
    await eventually('the stock is taken', async () => (await movementsOf(id)).length === 3);
    return { customer, phone, order };
  }

  /** The customer has it all back: Razorpay says so, the payment, and a credit note. */
  async function moneyIsBack(customer: Person, { id, billId, total }: OrderView): Promise<void> {
    const payment = await eventually('the payment is refunded', async () => {
      const [only] = (await customer.get(`/payments/order/${id}`)).data(paymentView.array());
      return only?.status === 'REFUNDED' && only;
    });
    expect(payment).toMatchObject({ captured: total, refunded: total } satisfies Partial<PaymentView>);
    expect(await moneyBackAtRazorpay(payment)).toEqual([total]);
    const [note, ...others] = (await customer.get(`/bills/${billId}/refunds`)).data(billRefundView.array());
    expect(others).toEqual([]);
    expect(note).toMatchObject({ amount: total, reason: 'ORDER_CANCELLED' });
    expect(note?.creditNoteNumber).toMatch(/^IND\/C\d\d\/[1-9]\d*$/);
  }

  async function ticketsOf({ id }: OrderView, status: TicketView['status']): Promise<TicketView[]> {
    const tickets = (await manager.get(`/kitchen/tickets?limit=100&status=${status}`)).data(ticketView.array());
    return tickets.filter(({ orderId }) => orderId === id);
  }

  /** The customer's screen was told of these statuses, in this order, and of the money. */
  async function heard(phone: KitchenScreen, { id }: OrderView, statuses: readonly string[]): Promise<void> {
    const ofOrder = () => phone.events.filter(({ data }) => data['orderId'] === id);
    await eventually('the phone was told', () => {
      const told = ofOrder().flatMap(({ type, data }) => (type.startsWith('order.') ? [String(data['status'])] : []));
      expect(told.filter((status) => statuses.includes(status))).toEqual(statuses);
      expect(phone.events.map(({ type }) => type)).toContain('payment.refunded.v1');
      return true;
    });
  }
});
