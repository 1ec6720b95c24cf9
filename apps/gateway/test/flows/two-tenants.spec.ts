import { orderView } from '@chowk/contracts';
import { http, runningSystem } from '@chowk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Restaurant } from './restaurant.js';

const system = runningSystem();

/** The same phone number is another customer in each tenant. */
async function sale(shop: Restaurant, item: string, outlet: string) {
  const customer = await shop.customer('+919812345678');
  const outlets = (await shop.anybody.get('/outlets')).data(z.array(z.object({ id: z.uuid(), code: z.string() })));
  const outletId = outlets.find(({ code }) => code === outlet)?.id;
  const itemId = (await shop.menu())(item);
  const lines = [{ itemId, quantity: 1 }];
  const placed = await customer.post('/orders', { outletId, fulfilment: 'TAKEAWAY', lines });
  expect(placed.status).toBe(201);
  const order = placed.data(orderView);
  expect((await shop.pay(customer, order.id)).status).toBe(200);
  await shop.reached(customer, order.id, 'CONFIRMED');
  return { shop, customer, order, itemId, manager: await shop.staff('manager') };
}

describe('Two tenants side by side', () => {
  it('sell, and see nothing of each other', async () => {
    const [restaurant, cakes] = [new Restaurant('intellidine'), new Restaurant('lafete365')];
    const dine = await sale(restaurant, 'Vegetable biryani', 'IND');
    const cake = await sale(cakes, 'Black Forest cake', 'DEL');
    // The cake's price contains its tax, the restaurant's does not
    expect(cake.order.total).toBe(cake.order.subtotal);
    expect(dine.order.total).toBe(Math.round(dine.order.subtotal * 1.05));

    for (const [one, other] of [
      [dine, cake],
      [cake, dine],
    ] as const) {
      const foreign = [
        `/orders/${other.order.id}`,
        `/bills/${other.order.billId}`,
        `/payments/order/${other.order.id}`,
        `/orders/${other.order.id}/timeline`,
      ];
      for (const path of foreign) {
        const reply = await one.manager.get(path);
        expect([path, reply.status, reply.code]).toEqual([path, 404, 'NOT_FOUND']);
      }
      const cart = {
        outletId: one.order.outletId,
        fulfilment: 'TAKEAWAY',
        lines: [{ itemId: other.itemId, quantity: 1 }],
      };
      const reply = await one.customer.post('/orders', cart);
      expect([reply.status, reply.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
      const mixed = await http(`${system.gatewayUrl}/api/v1`).get('/orders', {
        ...(one.customer.token === undefined ? {} : { token: one.customer.token }),
        tenant: other.shop.slug,
      });
      expect([mixed.status, mixed.code]).toEqual([403, 'TENANT_MISMATCH']);
    }
  });
});
