import { timelineView } from '@chowk/contracts';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followedTo } from './followed-order.js';
import { KitchenScreen } from './kitchen-screen.js';
import { checkout, Restaurant, type Person } from './restaurant.js';

const system = runningSystem();

describe('A customer at a table', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let cook: Person;
  let screen: KitchenScreen;
  beforeAll(async () => {
    manager = await restaurant.staff('manager');
    cook = await restaurant.staff('kitchen');
    screen = await KitchenScreen.open(cook);
  });
  afterAll(() => screen.close());

  it('orders, is served, is shown the bill and pays it through Razorpay; money, stock and numbers agree', async () => {
    const idOf = await restaurant.menu();
    const table = await restaurant.table('T7', manager);
    const customer = await restaurant.customersPhone();
    const { id: tableSessionId } = await customer.sitDown(table.code);
    const lines = [
      { itemId: idOf('Masala dosa'), quantity: 2 },
      { itemId: idOf('Butter naan'), quantity: 3 },
      { itemId: idOf('Gulab jamun'), quantity: 1 },
    ];
    const cart = { fulfilment: 'DINE_IN' as const, tableSessionId, lines };
    // 2 x 120.00 + 3 x 60.00 less 10 % + 80.00 = 482.00, GST 5 % on each line: 24.10
    const quote = await customer.post('/orders/quote', { body: cart });
    expect(quote).toMatchObject({ subtotal: 50_000, discount: 1_800, tax: 2_410, total: 50_610, payable: 50_600 });

    const stockBefore = await gulabJamuns();
    const placed = await customer.post('/orders', { body: { ...cart, expectedTotal: quote.total } });
    const order = await followedTo('CONFIRMED', customer, placed.id);
    expect(order).toMatchObject({
      paymentStatus: 'UNPAID',
      channel: 'QR',
      tableLabel: 'T7',
      customerId: order.placedBy.id,
    });
    expect(order.token).toBeGreaterThan(0);

    const tickets = await screen.ticketsOf(order.id, 3);
    expect(tickets.map(({ data }) => data['station']).sort()).toEqual(['counter', 'tandoor', 'tawa']);
    await eventually('the stock is taken', async () => (await gulabJamuns()) === stockBefore - 2);
    for (const { data } of tickets)
      for (const status of ['STARTED', 'READY'])
        expect((await cook.patch(`/kitchen/tickets/${String(data['ticketId'])}`, { status })).status).toBe(200);
    await followedTo('READY', customer, order.id);
    expect((await manager.patch(`/orders/${order.id}/status`, { status: 'COMPLETED' })).status).toBe(200);

    const tooEarly = await manager.post(`/sessions/${tableSessionId}/close`, {});
    expect([tooEarly.status, tooEarly.code]).toEqual([409, 'BILL_NOT_SETTLED']);
    const presented = await manager.post(`/bills/${order.billId}/present`, {});
    expect(presented.at('data')).toMatchObject({ status: 'PRESENTED', total: 50_600, roundOff: -10, due: 50_600 });
    const { razorpayOrderId } = await customer.post('/payments/create-razorpay-order', { body: { orderId: order.id } });
    await customer.post('/payments/verify-razorpay', { body: await checkout(razorpayOrderId) });
    const bill = await eventually('the bill is settled', async () => {
      const seen = await customer.get('/bills/{id}', { path: { id: order.billId } });
      return seen.status === 'SETTLED' && seen;
    });
    expect(bill).toMatchObject({ total: 50_600, roundOff: -10, paid: 50_600, due: 0 });
    const { paymentStatus } = await customer.get('/orders/{order}', { path: { order: order.id } });
    expect(paymentStatus).toBe('PAID');
    const balance = await manager.get('/ledger/trial-balance');
    expect(balance.at('data.difference')).toBe(0);
    expect((await manager.post(`/sessions/${tableSessionId}/close`, {})).at('data.status')).toBe('CLOSED');

    await theTimelineHoldsEventsOfAllServices(order.id);
  });

  async function gulabJamuns(): Promise<number> {
    const rows = await behind<{ on_hand: number }>(
      system,
      'inventory',
      `select on_hand from stock_item s join known_outlet o on o.id = s.outlet_id
       where sku = 'gulab-jamun' and o.state ->> 'code' = 'IND'`,
    );
    return rows[0]?.on_hand ?? Number.NaN;
  }

  async function theTimelineHoldsEventsOfAllServices(orderId: string): Promise<void> {
    const types = ['payment.captured.v1', 'inventory.reserved.v1', 'inventory.committed.v1', 'discount.redeemed.v1'];
    const timeline = await eventually('the timeline is whole', async () => {
      const view = (await manager.get(`/orders/${orderId}/timeline`)).data(timelineView);
      return types.every((type) => view.events.some((event) => event.type === type)) && view;
    });
    for (const type of types) {
      const event = timeline.events.find((one) => one.type === type);
      const service = type.split('.')[0] ?? '';
      const facts = await eventually(`${type} is in the journal of ${service}: it was sent`, async () => {
        const rows = await behind(system, service, 'select topic from fact where event_id = $1', [event?.eventId]);
        return rows.length === 1 && rows;
      });
      expect(facts).toEqual([{ topic: service }]);
    }
  }
});
