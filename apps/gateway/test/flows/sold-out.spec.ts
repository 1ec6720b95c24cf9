import { itemAnswer, menuAnswer, menuAvailabilityAnswer, orderView, stockItemAnswer } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrowsingPhone } from './browsing-phone.js';
import { countedDish, type CountedDish } from './counted-dish.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

/** How soon a phone that only browses must know. */
const second = 1_000;

describe('What is sold out', () => {
  const restaurant = new Restaurant();
  let owner: Person;
  let cook: Person;
  let customer: Person;
  let outletId: string;
  let elsewhere: string;
  let dish: CountedDish;
  let phone: BrowsingPhone;
  beforeAll(async () => {
    [owner, cook, customer] = await Promise.all([
      restaurant.staff('owner'),
      restaurant.staff('kitchen'),
      restaurant.customer(),
    ]);
    [outletId, elsewhere] = [await outletOf(restaurant, 'IND'), await outletOf(restaurant, 'KOR')];
  });
  beforeEach(async () => {
    dish = await countedDish(restaurant, owner, { outletId, portions: 2 });
    phone = await BrowsingPhone.open(restaurant.slug, outletId);
    expect([phone.kinds, phone.knows(dish.itemId)?.available]).toEqual([['availability'], true]);
  });
  afterEach(() => phone.close());

  /** Somebody else buys that many; answers when the order was taken. */
  async function sold(quantity: number): Promise<number> {
    const lines = [{ itemId: dish.itemId, quantity }];
    const reply = await customer.post('/orders', { fulfilment: 'TAKEAWAY', outletId, lines });
    const at = performance.now();
    expect(reply.data(orderView).status).toBe('AWAITING_PAYMENT');
    return at;
  }

  /** What the menu of an outlet says to anybody. */
  async function onTheMenu(at = outletId): Promise<boolean | undefined> {
    const { categories } = (await restaurant.anybody.get(`/menu?outlet=${at}`)).data(menuAnswer);
    return categories.flatMap(({ items }) => items).find(({ id }) => id === dish.itemId)?.available;
  }

  it('is known within a second to a phone that only browses, from the order that takes the last portion', async () => {
    await sold(1);
    expect(phone.knows(dish.itemId)?.available).toBe(true);
    const soldOutAt = await sold(1);
    expect((await phone.hears(dish.itemId, false)) - soldOutAt).toBeLessThan(second);
    expect(await onTheMenu()).toBe(false);
    expect(await onTheMenu(elsewhere)).toBe(true);
    const tooLate = await customer.post('/orders', {
      ...{ fulfilment: 'TAKEAWAY', outletId },
      lines: [{ itemId: dish.itemId, quantity: 1 }],
    });
    expect(tooLate.status).toBe(409);

    const received = await owner.post('/inventory/receive', { stockItemId: dish.stockItemId, quantity: 5 });
    const receivedAt = performance.now();
    expect(received.data(stockItemAnswer)).toMatchObject({ free: 5 });
    expect((await phone.hears(dish.itemId, true)) - receivedAt).toBeLessThan(second);
    expect(await onTheMenu()).toBe(true);
    expect(phone.kinds).toEqual(['availability', 'change', 'change']);
  });

  it('comes back when the order that took it is called off', async () => {
    await sold(2);
    await phone.hears(dish.itemId, false);
    const [order] = (await customer.get('/orders?limit=1')).data(orderView.array());
    expect((await customer.patch(`/orders/${order?.id}/cancel`, { reason: 'too hot' })).status).toBe(200);
    const calledOffAt = performance.now();
    expect((await phone.hears(dish.itemId, true)) - calledOffAt).toBeLessThan(second);
  });

  it('by the word of the cook stays so whatever comes in, until the cook says otherwise', async () => {
    const say = async (available: boolean) =>
      (await cook.patch(`/menu/items/${dish.itemId}/availability`, { available, outletId })).data(itemAnswer);
    expect(await say(false)).toMatchObject({ soldOutAt: [{ outletId, until: null }], outOfStockAt: [] });
    const saidAt = performance.now();
    expect((await phone.hears(dish.itemId, false)) - saidAt).toBeLessThan(second);

    const { stockItemId } = dish;
    await owner.patch('/inventory/deduct', { stockItemId, quantity: 2, reason: 'WASTE' });
    await eventually('the stock says it, too', async () => (await say(false)).outOfStockAt.length === 1);
    await owner.post('/inventory/receive', { stockItemId, quantity: 5 });
    await eventually('the stock is back', async () => (await say(false)).outOfStockAt.length === 0);
    expect(await onTheMenu()).toBe(false);
    expect(phone.kinds).toEqual(['availability', 'change']);
    await say(true);
    await phone.hears(dish.itemId, true);
    expect(await onTheMenu()).toBe(true);
  });

  it('is not sent again to who has it: ETag and 304, until something changes', async () => {
    const path = `/menu/availability?outlet=${outletId}`;
    const first = await restaurant.anybody.get(path);
    const { items } = first.data(menuAvailabilityAnswer);
    expect(items.find(({ itemId }) => itemId === dish.itemId)?.available).toBe(true);
    const again = () =>
      restaurant.anybody.call('GET', path, undefined, { headers: { 'if-none-match': first.headers['etag'] ?? '' } });
    const same = await again();
    expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', first.headers['etag']]);
    await sold(2);
    await phone.hears(dish.itemId, false);
    const changed = await again();
    expect([changed.status, changed.headers['etag'] === first.headers['etag']]).toEqual([200, false]);
    const now = changed.data(menuAvailabilityAnswer).items.find(({ itemId }) => itemId === dish.itemId);
    expect(now?.available).toBe(false);
  });
});
