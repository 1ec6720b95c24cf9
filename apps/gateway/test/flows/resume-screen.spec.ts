import { orderView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KitchenScreen, type ScreenEvent } from './kitchen-screen.js';
import { Restaurant } from './restaurant.js';

const mapValues = (rooms: object, value: string) => Object.fromEntries(Object.keys(rooms).map((room) => [room, value]));

describe("A cook's screen", () => {
  it('that was away resumes without a gap and without a double', async () => {
    const restaurant = new Restaurant();
    const cook = await restaurant.staff('kitchen');
    const customer = await restaurant.customer();
    const itemId = (await restaurant.menu())('Dal makhani');
    const outlets = (await restaurant.anybody.get('/outlets')).data(
      z.array(z.object({ id: z.uuid(), code: z.string() })),
    );
    const outletId = outlets.find(({ code }) => code === 'IND')?.id;
    const orderAndPay = async () => {
      const placed = await customer.post('/orders', {
        outletId,
        fulfilment: 'TAKEAWAY',
        lines: [{ itemId, quantity: 1 }],
      });
      const { id } = placed.data(orderView);
      await restaurant.pay(customer, id);
      await restaurant.reached(customer, id, 'CONFIRMED');
      return id;
    };

    const always = await KitchenScreen.open(cook);
    const before = await KitchenScreen.open(cook);
    const first = await orderAndPay();
    await before.ticketsOf(first, 1);
    await always.ticketsOf(first, 1);
    const seen = before.lastSeen();
    before.close();

    const missed = [await orderAndPay(), await orderAndPay()];
    for (const orderId of missed) await always.ticketsOf(orderId, 1);

    const after = await KitchenScreen.open(cook);
    const answer: unknown = await after.socket.timeout(5_000).emitWithAck('resume', { rooms: seen });
    expect(answer).toMatchObject({ success: true, data: { rooms: mapValues(seen, 'resumed') } });
    const last = await orderAndPay();
    await always.ticketsOf(last, 1);
    await eventually('the screen has caught up', () => after.ticketsOf(last, 1));

    const ids = (events: readonly ScreenEvent[]) =>
      [...new Set(events.map(({ room, seq }) => `${room} ${seq}`))].sort();
    expect(ids([...before.events, ...after.events])).toEqual(ids(always.events));
    expect(after.events.length).toBe(ids(after.events).length);
    for (const room of new Set(after.events.map((event) => event.room))) {
      const numbers = after.events.filter((event) => event.room === room).map(({ seq }) => seq);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    always.close();
    after.close();
  });
});
