import { orderView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Restaurant } from './restaurant.js';

const clockTime = (minutes: number) => {
  const inDay = (minutes + 1440) % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
};

describe('Happy hour', () => {
  it('is given while it lasts, by calculation, quote and order alike, and is over when its rule is', async () => {
    const restaurant = new Restaurant();
    const manager = await restaurant.staff('manager.kor');
    const customer = await restaurant.customer();
    const idOf = await restaurant.menu();
    const itemId = idOf('Masala dosa');
    const outlets = (await restaurant.anybody.get('/outlets')).data(
      z.array(z.object({ id: z.uuid(), code: z.string() })),
    );
    const outletId = outlets.find(({ code }) => code === 'KOR')?.id;
    // Bengaluru is 5 h 30 min ahead of UTC, the whole year
    const now = (Math.floor(Date.now() / 60_000) + 330) % 1440;
    const rule = await manager.post('/discounts/rules', {
      kind: 'TIME_BASED',
      name: 'An hour for dosas',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: clockTime(now - 30),
      to: clockTime(now + 30),
      subject: { on: 'ITEMS', itemIds: [itemId] },
      gives: { percentBasisPoints: 2_500 },
      outletIds: [outletId],
    });
    expect(rule.status).toBe(201);
    const cart = { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 1 }] };
    const calculated = await restaurant.anybody.post('/discounts/calculate', cart);
    expect(calculated.at('data.discount')).toBe(3_000);
    const quote = await eventually('order has heard of the rule', async () => {
      const answer = await restaurant.quote(customer, cart);
      return answer.discount > 0 && answer;
    });
    expect(quote).toMatchObject({ subtotal: 12_000, discount: 3_000, tax: 450, total: 9_450 });
    const order = (await customer.post('/orders', { ...cart, expectedTotal: 9_450 })).data(orderView);
    expect(order).toMatchObject({ discount: 3_000, appliedRules: [{ name: 'An hour for dosas', amount: 3_000 }] });

    expect((await manager.delete(`/discounts/rules/${String(rule.at('data.id'))}`)).status).toBe(204);
    await eventually(
      'order has heard that it is over',
      async () => (await restaurant.quote(customer, cart)).discount === 0,
    );
    const stale = await customer.post('/orders', { ...cart, expectedTotal: 9_450 });
    expect([stale.status, stale.code]).toEqual([409, 'PRICE_CHANGED']);
    expect(stale.at('error.details.0.quote.total')).toBe(12_600);
  });
});
