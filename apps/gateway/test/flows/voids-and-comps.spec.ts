import { billView, orderView, ticketView, voidsReportView, type OrderView, type TicketView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes, movementsOf, stockOf } from './books.js';
import { Phone } from './phone.js';
import { Restaurant, type Person } from './restaurant.js';

describe('Dishes that are taken off or given free', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let waiter: Person;
  let cashier: Person;
  let cook: Person;
  let idOf: (name: string) => string;
  beforeAll(async () => {
    [manager, waiter] = await Promise.all([restaurant.staff('manager'), restaurant.staff('waiter')]);
    [cashier, cook] = await Promise.all([restaurant.staff('cashier'), restaurant.staff('kitchen')]);
    idOf = await restaurant.menu();
  });

  it('leave a bill, a stock and a report that tell the same, before and after the kitchen began', async () => {
    const table = await restaurant.table('T11', manager);
    const before = await stockOf(table.outletId);
    const phone = await Phone.scan(table);
    const names = ['Masala dosa', 'Gulab jamun', 'Paneer butter masala', 'Butter naan'];
    const lines = names.map((name) => ({ itemId: idOf(name), quantity: 1 }));
    const cart = { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines };
    const placed = await phone.post('/orders', cart);
    const order = await restaurant.reached(phone, placed.data(orderView).id, 'CONFIRMED');
    // 120.00 + 80.00 + 260.00 + 60.00 = 520.00, GST 5 %: 26.00
    expect(order.total).toBe(54_600);
    await eventually('the stock is taken', async () => (await movementsOf(order.id)).length === 4);

    for (const who of [waiter, cashier, phone]) await refused(who, order, ['void', 'comp']);
    await refused(cook, order, ['comp']);
    expect((await phone.get(`/orders/${order.id}`)).at('data.version')).toBe(order.version);

    const early = (await change(cook, order, 'Gulab jamun', 'void', 'dropped')).data(orderView);
    expect([early.status, early.total]).toEqual(['CONFIRMED', 46_200]);
    await begin(order, 'tawa');
    const late = (await change(manager, order, 'Masala dosa', 'void', 'burnt')).data(orderView);
    expect(late.total).toBe(33_600);
    const free = (await change(manager, order, 'Paneer butter masala', 'comp', 'cold')).data(orderView);
    expect(free).toMatchObject({ total: 6_300, subtotal: 32_000, discount: 26_000 });
    expect((await phone.get(`/bills/${order.billId}`)).data(billView)).toMatchObject({ total: 6_300, due: 6_300 });
    expect((await ticketsOf(order, 'VOIDED')).map(({ station }) => station).sort()).toEqual(['counter', 'tawa']);

    const moved = await eventually('the stock has heard of it', async () => {
      const all = await movementsOf(order.id);
      return all.length === 9 && all;
    });
    expect(moved.filter((movement) => !movement.includes('SALE'))).toEqual([
      'dosa-batter RETURN 150 1200',
      'dosa-batter WASTE -150 -1200',
      'gulab-jamun RETURN 2 2400',
      'potato RETURN 120 420',
      'potato WASTE -120 -420',
    ]);
    expect(changes(before, await stockOf(table.outletId))).toEqual({ 'dosa-batter': -150, potato: -120, paneer: -200 });
    await theReportTells(order);

    for (const status of ['READY', 'COMPLETED'])
      expect((await waiter.patch(`/orders/${order.id}/status`, { status })).status).toBe(200);
    expect((await waiter.post(`/bills/${order.billId}/present`, {})).status).toBe(200);
    expect((await restaurant.pay(phone, order.id)).status).toBe(200);
    await eventually('the bill is settled', async () => {
      return (await phone.get(`/bills/${order.billId}`)).at('data.status') === 'SETTLED';
    });
    const tooLate = await change(manager, order, 'Butter naan', 'void', 'too late');
    expect([tooLate.status, tooLate.code]).toEqual([409, 'BILL_CLOSED']);
    expect((await waiter.post(`/sessions/${phone.sessionId}/close`, {})).at('data.status')).toBe('CLOSED');
    await everythingAgrees(manager, [order.billId]);
  });

  function change(who: Person, { id, lines }: OrderView, name: string, how: 'void' | 'comp', reason: string) {
    const line = lines.find(({ itemId }) => itemId === idOf(name));
    return who.post(`/orders/${id}/lines/${String(line?.lineId)}/${how}`, { reason });
  }

  async function refused(who: Person, order: OrderView, ways: readonly ('void' | 'comp')[]): Promise<void> {
    for (const how of ways) {
      const reply = await change(who, order, 'Butter naan', how, 'for a friend');
      expect([reply.status, reply.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
  }

  async function ticketsOf({ id }: OrderView, status: TicketView['status']): Promise<TicketView[]> {
    const tickets = (await cook.get(`/kitchen/tickets?limit=100&status=${status}`)).data(ticketView.array());
    return tickets.filter(({ orderId }) => orderId === id);
  }

  async function begin(order: OrderView, station: string): Promise<void> {
    const ticket = (await ticketsOf(order, 'QUEUED')).find((one) => one.station === station);
    expect((await cook.patch(`/kitchen/tickets/${ticket?.id}`, { status: 'STARTED' })).status).toBe(200);
  }

  async function theReportTells({ id, outletId, businessDate }: OrderView): Promise<void> {
    const path = `/reports/voids?date=${businessDate}&outlet=${outletId}`;
    expect((await cook.get(path)).status).toBe(403);
    const { staff } = (await manager.get(path)).data(voidsReportView);
    const told = async (who: Person) => {
      const staffId = (await who.get('/auth/me')).at('data.id');
      const lines = staff.find((one) => one.staffId === staffId)?.lines ?? [];
      return lines
        .filter(({ orderId }) => orderId === id)
        .map(({ kind, name, amount, isPrepared, reason }) => ({ kind, name, amount, isPrepared, reason }));
    };
    expect(await told(cook)).toEqual([
      { kind: 'VOIDED', name: 'Gulab jamun', amount: 8_400, isPrepared: false, reason: 'dropped' },
    ]);
    expect(await told(manager)).toEqual([
      { kind: 'VOIDED', name: 'Masala dosa', amount: 12_600, isPrepared: true, reason: 'burnt' },
      { kind: 'COMPED', name: 'Paneer butter masala (Full)', amount: 27_300, isPrepared: false, reason: 'cold' },
    ]);
    const ofOrder = staff.flatMap(({ lines }) => lines).filter(({ orderId }) => orderId === id);
    expect(ofOrder).toHaveLength(3);
  }
});
