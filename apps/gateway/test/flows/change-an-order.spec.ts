import { billView, orderView, ticketView, type BillView, type OrderView, type TableView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes, movementsOf, stockOf } from './books.js';
import { countedDish } from './counted-dish.js';
import { Phone } from './phone.js';
import { Restaurant, type Person } from './restaurant.js';

describe('An order at a table, before the kitchen begins', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let cook: Person;
  let table: TableView;
  let idOf: (name: string) => string;
  beforeAll(async () => {
    [manager, cook] = await Promise.all([restaurant.staff('manager'), restaurant.staff('kitchen')]);
    table = await restaurant.table('T10', manager);
    idOf = await restaurant.menu();
  });

  it('takes other dishes instead: totals, bill, tickets and stock follow; nobody else may ask for it', async () => {
    const before = await stockOf(table.outletId);
    const { phone, order } = await ordered();
    const asked = { add: [{ itemId: idOf('Butter naan'), quantity: 2 }], remove: [lineOf(order, 'Gulab jamun')] };

    const beside = await Phone.scan(table);
    const notTheirs = await change(beside, order, asked);
    expect([notTheirs.status, notTheirs.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await change(cook, order, asked)).status).toBe(403);
    const dearer = await change(phone, order, { ...asked, expectedTotal: 25_100 });
    expect([dearer.status, dearer.code, dearer.at('error.details.0.quote.total')]).toEqual([
      ...[409, 'PRICE_CHANGED', 25_200],
    ]);
    expect((await read(phone, order)).version).toBe(order.version);

    const reply = await change(phone, order, { ...asked, expectedTotal: 25_200 });
    expect(reply.status).toBe(200);
    const changed = reply.data(orderView);
    // 120.00 + 2 x 60.00 = 240.00, GST 5 %: 12.00
    expect(changed).toMatchObject({ subtotal: 24_000, tax: 1_200, total: 25_200, pendingRevision: null });
    expect(changed.lines.map(({ name, quantity }) => `${quantity} ${name}`)).toEqual([
      '1 Masala dosa',
      '2 Butter naan',
    ]);
    expect(await bill(phone, order)).toMatchObject({ total: 25_200, due: 25_200 });
    expect(await ticketsOf(order)).toEqual(['counter VOIDED', 'tandoor QUEUED', 'tawa QUEUED']);
    await everythingAgrees(manager, [order.billId]);
    expect(changes(before, await stockOf(table.outletId))).toEqual({ 'dosa-batter': -150, potato: -120 });
    await calledOff(phone, order);
  });

  it('stays as it was when there is too little of what is added', async () => {
    const owner = await restaurant.staff('owner');
    const { itemId, sku } = await countedDish(restaurant, owner, { outletId: table.outletId, portions: 2 });
    const { phone, order } = await ordered();
    const before = await stockOf(table.outletId);
    const billBefore = await bill(phone, order);
    const remove = [lineOf(order, 'Gulab jamun')];
    const reply = await change(phone, order, { add: [{ itemId, quantity: 3 }], remove });
    expect([reply.status, reply.code]).toEqual([409, 'OUT_OF_STOCK']);
    expect(reply.at('error.details')).toMatchObject([{ itemId, requested: 3, available: 2 }]);
    const { lines, total, status, pendingRevision } = await read(phone, order);
    expect({ lines, total, status, pendingRevision }).toEqual({
      ...{ lines: order.lines, total: order.total, status: 'CONFIRMED', pendingRevision: null },
    });
    expect(await bill(phone, order)).toEqual(billBefore);
    expect(await ticketsOf(order)).toEqual(['counter QUEUED', 'tawa QUEUED']);
    expect(changes(before, await stockOf(table.outletId))).toEqual({});

    const enough = await change(phone, order, { add: [{ itemId, quantity: 2 }], remove });
    expect([enough.status, enough.at('data.total')]).toEqual([200, 33_600]);
    expect(changes(before, await stockOf(table.outletId))).toEqual({ 'gulab-jamun': 2, [sku]: -2 });
    await calledOff(phone, order);
    await everythingAgrees(manager, [order.billId]);
  });

  it('cannot be changed any more once the cook has begun', async () => {
    const { phone, order } = await ordered();
    const tickets = (await cook.get('/kitchen/tickets?limit=100')).data(ticketView.array());
    const ticket = tickets.find(({ orderId }) => orderId === order.id);
    expect((await cook.patch(`/kitchen/tickets/${ticket?.id}`, { status: 'STARTED' })).status).toBe(200);
    const begun = await restaurant.reached(phone, order.id, 'PREPARING');
    for (const who of [phone, manager]) {
      const reply = await change(who, order, { remove: [lineOf(order, 'Gulab jamun')] });
      expect([reply.status, reply.code]).toEqual([409, 'ORDER_CANNOT_MOVE']);
    }
    expect((await read(phone, order)).version).toBe(begun.version);
    const cancelled = await manager.patch(`/orders/${order.id}/cancel`, { reason: 'they had to leave' });
    expect(cancelled.status).toBe(200);
    expect((await manager.post(`/sessions/${phone.sessionId}/close`, {})).at('data.status')).toBe('CLOSED');
    await eventually('the food is written off', async () => (await movementsOf(order.id)).length === 9);
    await everythingAgrees(manager, [order.billId]);
  });

  const change = (who: Person, { id }: OrderView, body: object) => who.patch(`/orders/${id}/items`, body);
  const read = async (who: Person, { id }: OrderView) => (await who.get(`/orders/${id}`)).data(orderView);
  const bill = async (who: Person, { billId }: OrderView): Promise<BillView> =>
    (await who.get(`/bills/${billId}`)).data(billView);
  const lineOf = ({ lines }: OrderView, name: string) =>
    String(lines.find(({ itemId }) => itemId === idOf(name))?.lineId);

  /** A guest's order of 120.00 and 80.00 rupees; the stock is taken and the kitchen has it. */
  async function ordered(): Promise<{ phone: Phone; order: OrderView }> {
    const phone = await Phone.scan(table);
    const lines = ['Masala dosa', 'Gulab jamun'].map((name) => ({ itemId: idOf(name), quantity: 1 }));
    const cart = { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines };
    const placed = await phone.post('/orders', cart);
    const order = await restaurant.reached(phone, placed.data(orderView).id, 'CONFIRMED');
    await eventually('the stock is taken', async () => (await movementsOf(order.id)).length === 3);
    return { phone, order };
  }

  async function ticketsOf({ id }: OrderView): Promise<string[]> {
    const all = await Promise.all(
      ['QUEUED', 'VOIDED'].map((status) => cook.get(`/kitchen/tickets?limit=100&status=${status}`)),
    );
    return all
      .flatMap((reply) => reply.data(ticketView.array()))
      .filter(({ orderId }) => orderId === id)
      .map(({ station, status }) => `${station} ${status}`)
      .sort();
  }

  /** The guests change their mind, and the table is free again. */
  async function calledOff(phone: Phone, { id }: OrderView): Promise<void> {
    expect((await phone.patch(`/orders/${id}/cancel`, {})).status).toBe(200);
    expect((await manager.post(`/sessions/${phone.sessionId}/close`, {})).at('data.status')).toBe('CLOSED');
  }
});
