import {
  billView,
  orderView,
  quoteView,
  scannedTableView,
  tableSessionView,
  type OrderView,
  type TableView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countedDish } from './counted-dish.js';
import { KitchenScreen } from './kitchen-screen.js';
import { ownTable, withoutTable } from './own-table.js';
import { Phone } from './phone.js';
import { answerOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import { outletOf } from './refusals-dinner.js';
import type { Try } from './refusals-foreign-references.js';
import { Restaurant, type Person } from './restaurant.js';

const nameOf = ([, method, path]: Try) => `${method} ${path}`;
const ask = async ([who, method, path, body]: Try) => answerOf(await who.call(method, path, body));

describe('A guest without a number', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let waiter: Person;
  let outletId: string;
  let itemId: string;
  let table: TableView;
  let phone: Phone;
  let other: TableView;
  beforeAll(async () => {
    [manager, waiter] = await Promise.all([restaurant.staff('manager'), restaurant.staff('waiter')]);
    outletId = await outletOf(restaurant, 'IND');
    itemId = (await restaurant.menu())('Filter coffee');
  });
  beforeEach(async () => {
    [table, other] = [await ownTable(manager, outletId), await ownTable(manager, outletId)];
    phone = await Phone.scan(table);
  });
  afterEach(async () => {
    for (const one of [table, other]) await withoutTable(manager, one);
  });

  const cart = (more: Record<string, unknown> = {}) => ({
    ...{ fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines: [{ itemId, quantity: 1 }] },
    ...more,
  });
  async function order(who: Phone = phone): Promise<OrderView> {
    const placed = await who.post('/orders', cart({ tableSessionId: who.sessionId }));
    return restaurant.reached(who, placed.data(orderView).id, 'CONFIRMED');
  }

  it('of another table is told 404 for order, bill and session, and hears nothing', async () => {
    const { id, billId, lines } = await order();
    const outsider = await Phone.scan(other);
    const tries: readonly Try[] = [
      [outsider, 'GET', `/orders/${id}`],
      [outsider, 'GET', `/orders/${id}/invoice`],
      [outsider, 'PATCH', `/orders/${id}/cancel`, {}],
      [outsider, 'PATCH', `/orders/${id}/items`, { remove: [lines[0]?.lineId] }],
      [outsider, 'GET', `/bills/${billId}`],
      [outsider, 'PATCH', `/bills/${billId}`, { serviceCharge: true }],
      [outsider, 'POST', `/bills/${billId}/split`, { by: 'EQUALLY', parts: 2 }],
      [outsider, 'GET', `/bills/${billId}/invoice`],
      [outsider, 'GET', `/bills/${billId}/refunds`],
      [outsider, 'GET', `/sessions/${phone.sessionId}`],
      [outsider, 'GET', `/sessions/${phone.sessionId}/requests`],
      [outsider, 'POST', `/sessions/${phone.sessionId}/requests`, { kind: 'BILL' }],
      [outsider, 'GET', `/payments/order/${id}`],
      [outsider, 'GET', `/orders?session=${phone.sessionId}`],
      [outsider, 'GET', `/bills?session=${phone.sessionId}`],
    ];
    expect(await othersThan('404 NOT_FOUND', tries, nameOf, ask)).toEqual([]);
    const atOurTable = await outsider.post('/orders', cart());
    expect([atOurTable.status, atOurTable.faults]).toEqual([422, ['tableSessionId UNKNOWN_REFERENCE']]);
    for (const list of ['/orders', '/bills']) expect([list, (await outsider.get(list)).at('data')]).toEqual([list, []]);
    const screen = await KitchenScreen.open(outsider, '/orders');
    for (const room of [`table-session:${phone.sessionId}`, `order:${id}`, `floor:${outletId}`])
      expect(await screen.socket.emitWithAck('subscribe', { room })).toMatchObject({ status: 404 });
    screen.close();
  });

  it('sits in the one session of the table, however many scan at once; there is no second', async () => {
    const phones = await Promise.all(Array.from({ length: 12 }, () => Phone.scan(other)));
    const [sessionId] = phones.map((one) => one.sessionId);
    expect(new Set(phones.map((one) => one.sessionId))).toEqual(new Set([sessionId]));
    const opened = await waiter.post(`/tables/${other.code}/sessions`, {});
    expect([opened.status, opened.at('data.id')]).toEqual([200, sessionId]);
    const open = (await manager.get(`/sessions?table=${other.id}`)).data(tableSessionView.array());
    expect(open.map(({ id, guests }) => [id, guests.length])).toEqual([[sessionId, 12]]);
    expect((await restaurant.anybody.get(`/tables/${other.code}`)).data(scannedTableView).open).toBe(true);
  });

  it('whose session was closed is nobody any more; who scans a photo of the code sits in a new one', async () => {
    const placed = await order();
    (await manager.patch(`/orders/${placed.id}/cancel`, { reason: 'left' })).data(orderView);
    expect((await waiter.post(`/sessions/${phone.sessionId}/close`, {})).status).toBe(200);
    await eventually('the gateway has heard of it', async () => {
      const reply = await phone.get(`/orders/${placed.id}`);
      return reply.status === 401 && reply.code === 'AUTH_SESSION_REVOKED';
    });
    for (const [method, path, body] of [
      ['POST', '/orders', cart()],
      ['GET', `/bills/${placed.billId}`],
      ['POST', `/sessions/${phone.sessionId}/requests`, { kind: 'WAITER' }],
    ] as const)
      expect(await ask([phone, method, path, body])).toBe('401 AUTH_SESSION_REVOKED');

    const later = await Phone.scan(table, restaurant.slug, phone.deviceId);
    expect(later.sessionId).not.toBe(phone.sessionId);
    expect(later.seat.guest?.guestId).not.toBe(phone.seat.guest?.guestId);
    for (const path of [`/orders/${placed.id}`, `/bills/${placed.billId}`, `/sessions/${phone.sessionId}`])
      expect(await ask([later, 'GET', path])).toBe('404 NOT_FOUND');
    expect(await ask([later, 'POST', '/orders', cart()])).toBe('422 UNKNOWN_REFERENCE');
  });

  it('becomes a customer with the number they say later: orders, bill, and what they order from then on', async () => {
    const before = await order();
    const companion = await Phone.scan(table);
    const theirs = await order(companion);
    expect([before.customerId, before.guestId]).toEqual([null, phone.seat.guest?.guestId]);
    const customer = await restaurant.customer();
    const customerId = String((await customer.get('/auth/me')).at('data.id'));
    expect(await ask([customer, 'GET', `/orders/${before.id}`])).toBe('404 NOT_FOUND');
    const elsewhere = await Phone.scan(other);
    const wrong = await customer.post(`/sessions/${elsewhere.sessionId}/customer`, { guestToken: 'x' });
    expect([wrong.status, wrong.faults]).toEqual([422, ['guestToken UNKNOWN_REFERENCE']]);

    const attached = await customer.post(`/sessions/${phone.sessionId}/customer`, { guestToken: phone.token });
    expect(attached.data(tableSessionView).id).toBe(phone.sessionId);
    expect((await customer.get(`/orders/${before.id}`)).data(orderView).customerId).toBe(customerId);
    expect((await customer.get(`/orders/${theirs.id}`)).data(orderView).customerId).toBe(null);
    expect((await customer.get(`/bills/${before.billId}`)).data(billView).customerId).toBe(customerId);
    expect((await order()).customerId).toBe(customerId);
    expect(await ask([companion, 'POST', `/sessions/${phone.sessionId}/customer`, { guestToken: phone.token }])).toBe(
      '403 PERMISSION_DENIED',
    );
  });

  it('pays no other price than they saw: 409 with the new quote, and nothing is ordered until they agree', async () => {
    const owner = await restaurant.staff('owner');
    const dish = await countedDish(restaurant, owner, { outletId, portions: 5 });
    const wanted = cart({ lines: [{ itemId: dish.itemId, quantity: 2 }] });
    const seen = (await phone.post('/orders/quote', wanted)).data(quoteView);
    expect(seen.total).toBe(21_000);
    expect((await owner.patch(`/menu/items/${dish.itemId}`, { price: 12_000 })).status).toBe(200);
    const changed = await eventually('order has heard of the new price', async () => {
      const quote = (await phone.post('/orders/quote', wanted)).data(quoteView);
      return quote.total !== seen.total && quote;
    });
    const refused = await phone.post('/orders', { ...wanted, expectedTotal: seen.total });
    expect([refused.status, refused.code]).toEqual([409, 'PRICE_CHANGED']);
    const details = z.tuple([z.object({ expectedTotal: z.number(), quote: quoteView })]);
    const [{ expectedTotal, quote }] = details.parse(refused.at('error.details'));
    expect([expectedTotal, quote]).toMatchObject([21_000, { ...changed, trace: expect.any(Array) as unknown }]);
    expect((await phone.get('/orders')).at('data')).toEqual([]);
    const placed = (await phone.post('/orders', { ...wanted, expectedTotal: quote.total })).data(orderView);
    expect((await restaurant.reached(phone, placed.id, 'CONFIRMED')).total).toBe(25_200);
  });
});
