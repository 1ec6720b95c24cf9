import { randomUUID } from 'node:crypto';
import { orderView, recipeAnswer } from '@chowk/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import { outletOf, serveDinner, takeaway, type Dinner } from './refusals-dinner.js';
import { referencesTo, type Try } from './refusals-foreign-references.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';

const nameOf = ([, method, path, body]: Try) => `${method} ${path} ${JSON.stringify(body ?? '')}`;
const ask = async ([who, method, path, body]: Try) => answerOf(await who.call(method, path, body));

describe('What belongs to somebody else', () => {
  const restaurant = new Restaurant();
  const cakes = new Restaurant('lafete365');
  let dinner: Dinner;
  /** Of another business. */
  let stranger: Person;
  let strangerOwner: Person;
  let strangerCustomer: Person;
  let cakeOutlet: string;
  let cakeItem: string;
  let cakeCategory: string;
  let cakeSku: string;
  /** Of the other outlet of the same business. */
  let neighbour: Person;
  let koramangala: string;
  let manager: Person;
  /** Another customer of the same business. */
  let guest: Person;
  let before: RowCounts;

  beforeAll(async () => {
    [stranger, strangerOwner, strangerCustomer] = await Promise.all([
      cakes.staff('manager'),
      cakes.staff('owner'),
      cakes.customer(),
    ]);
    [neighbour, manager, guest] = await Promise.all([
      restaurant.staff('manager.kor'),
      restaurant.staff('manager'),
      restaurant.customer(),
    ]);
    dinner = await serveDinner(restaurant, 'T11');
    [cakeOutlet, koramangala] = [await outletOf(cakes, 'DEL'), await outletOf(restaurant, 'KOR')];
    cakeItem = (await cakes.menu())('Black Forest cake');
    cakeCategory = String((await cakes.anybody.get('/menu')).at('data.categories.0.id'));
    const recipes = (await stranger.get('/inventory/recipes')).data(recipeAnswer.array());
    cakeSku = recipes[0]?.ingredients[0]?.sku ?? '';
    before = await rowCounts();
  });

  /** What only those of the outlet may reach; `who` may do such things elsewhere. */
  const ofTheOutlet = (who: Person): Try[] => [
    [who, 'GET', `/orders/${dinner.orderId}`],
    [who, 'GET', `/orders/ref:${dinner.reference}`],
    [who, 'GET', `/orders/${dinner.orderId}/timeline`],
    [who, 'PATCH', `/orders/${dinner.orderId}/status`, { status: 'PREPARING' }],
    [who, 'PATCH', `/orders/${dinner.orderId}/cancel`, { reason: 'for fun' }],
    [who, 'GET', `/bills/${dinner.billId}`],
    [who, 'GET', `/payments/${dinner.paymentId}`],
    [who, 'GET', `/payments/order/${dinner.orderId}`],
    [who, 'POST', `/payments/${dinner.paymentId}/refund`, { reason: 'for me' }],
    [who, 'POST', '/payments/create-razorpay-order', { orderId: dinner.orderId }],
    [who, 'POST', '/payments/create-razorpay-order', { billId: dinner.billId }],
    [who, 'POST', '/payments/verify-razorpay', verification()],
    [who, 'POST', '/payments/confirm-cash', { orderId: dinner.orderId, tendered: 100_000 }],
    [who, 'POST', '/payments/record', { billId: dinner.billId, method: 'DUE' }],
    [who, 'POST', `/bills/${dinner.billId}/refunds`, { amount: 100, reason: 'for me' }],
    [who, 'PATCH', `/bills/${dinner.billId}`, { serviceCharge: true }],
    [who, 'GET', `/sessions/${dinner.tableSessionId}`],
    [who, 'POST', `/sessions/${dinner.tableSessionId}/close`, {}],
    [who, 'POST', `/sessions/${dinner.tableSessionId}/approve`, {}],
    [who, 'POST', `/sessions/${dinner.tableSessionId}/pin`, {}],
    [who, 'GET', `/sessions/${dinner.tableSessionId}/requests`],
    [who, 'POST', `/sessions/${dinner.tableSessionId}/requests`, { kind: 'WATER' }],
    [who, 'POST', `/tables/${dinner.tableCode}/sessions`, {}],
    [who, 'PATCH', `/tables/${dinner.tableId}`, { label: 'Mine' }],
    [who, 'DELETE', `/tables/${dinner.tableId}`],
    [who, 'GET', `/tables/${dinner.tableId}/qr.png`],
    [who, 'GET', `/tables/${dinner.tableId}/qr.svg`],
    [who, 'PATCH', `/kitchen/tickets/${dinner.ticketId}`, { status: 'STARTED' }],
    [who, 'GET', `/inventory/items/${dinner.stockItemId}`],
    [who, 'PATCH', `/inventory/items/${dinner.stockItemId}`, { name: 'Mine' }],
    [who, 'GET', `/discounts/rules/${dinner.ruleId}`],
    [who, 'PATCH', `/discounts/rules/${dinner.ruleId}`, { active: true }],
    [who, 'DELETE', `/discounts/rules/${dinner.ruleId}`],
    [who, 'GET', `/staff/${dinner.staffId}`],
    [who, 'DELETE', `/auth/sessions/${dinner.authSessionId}`],
    ...['daily-metrics', 'top-items', 'orders-count', 'revenue'].map((name): Try => [
      who,
      'GET',
      `/analytics/${name}?outlet=${dinner.outletId}`,
    ]),
  ];

  const verification = () => ({
    paymentId: dinner.paymentId,
    razorpay_order_id: 'order_1',
    razorpay_payment_id: 'pay_1',
    razorpay_signature: '0'.repeat(64),
  });

  it('of another business is 404 NOT_FOUND by its id in the path, for reading and for writing', async () => {
    const ingredients = [{ sku: cakeSku, quantity: 1 }];
    const tries: Try[] = [
      ...ofTheOutlet(stranger),
      [stranger, 'GET', `/menu/items/${dinner.itemId}`],
      [stranger, 'PATCH', `/menu/items/${dinner.itemId}`, { price: 1 }],
      [stranger, 'PATCH', `/menu/items/${dinner.itemId}/availability`, { available: false }],
      [stranger, 'DELETE', `/menu/items/${dinner.itemId}`],
      [stranger, 'PATCH', `/menu/categories/${dinner.categoryId}`, { name: { en: 'Mine' } }],
      [stranger, 'DELETE', `/menu/categories/${dinner.categoryId}`],
      [stranger, 'PATCH', `/menu/modifier-groups/${dinner.modifierGroupId}`, { name: { en: 'Mine' } }],
      [stranger, 'DELETE', `/menu/modifier-groups/${dinner.modifierGroupId}`],
      [stranger, 'GET', `/menu?outlet=${dinner.outletId}`],
      [stranger, 'GET', `/menu/items/${cakeItem}?outlet=${dinner.outletId}`],
      [stranger, 'PATCH', `/inventory/recipes/${dinner.recipeId}`, { ingredients }],
      [stranger, 'GET', `/outlets/${dinner.outletId}`],
      [stranger, 'GET', `/customers/${dinner.customerId}`],
      [strangerOwner, 'POST', `/staff/${dinner.staffId}/suspend`, {}],
    ];
    expect(await othersThan('404 NOT_FOUND', tries, nameOf, ask)).toEqual([]);
  });

  it('of another outlet of the same business is 404 NOT_FOUND for staff who do not work there', async () => {
    expect(await othersThan('404 NOT_FOUND', ofTheOutlet(neighbour), nameOf, ask)).toEqual([]);
  });

  it('of another customer is 404 NOT_FOUND', async () => {
    const tries: Try[] = [
      [guest, 'GET', `/orders/${dinner.orderId}`],
      [guest, 'GET', `/orders/ref:${dinner.reference}`],
      [guest, 'PATCH', `/orders/${dinner.orderId}/cancel`, {}],
      [guest, 'GET', `/bills/${dinner.billId}`],
      [guest, 'GET', `/payments/${dinner.paymentId}`],
      [guest, 'GET', `/payments/order/${dinner.orderId}`],
      [guest, 'POST', '/payments/create-razorpay-order', { orderId: dinner.orderId }],
      [guest, 'POST', '/payments/create-razorpay-order', { billId: dinner.billId }],
      [guest, 'POST', '/payments/verify-razorpay', verification()],
      [guest, 'GET', `/sessions/${dinner.tableSessionId}`],
      [guest, 'DELETE', `/auth/sessions/${dinner.authSessionId}`],
    ];
    expect(await othersThan('404 NOT_FOUND', tries, nameOf, ask)).toEqual([]);
  });

  it('is 422 UNKNOWN_REFERENCE inside a body, also deep in an array', async () => {
    const tries = referencesTo(dinner, {
      cakes: { item: cakeItem, category: cakeCategory, outlet: cakeOutlet, sku: cakeSku },
      stranger,
      strangerCustomer,
      neighbour,
      guest,
    });
    expect(await othersThan('422 UNKNOWN_REFERENCE', tries, nameOf, ask)).toEqual([]);
  });

  it('is 404 NOT_FOUND by a filter of a list, exactly as if it were not there; staff find a customer of others without orders', async () => {
    const { outletId, customerId, tableSessionId, tableId, billId, paymentId } = dinner;
    const filters: [Person, string][] = [stranger, neighbour].flatMap((who): [Person, string][] => [
      [who, `/orders?outlet=${outletId}`],
      [who, `/orders?session=${tableSessionId}`],
      [who, `/orders?table=${tableId}`],
      [who, `/bills?outlet=${outletId}`],
      [who, `/bills?session=${tableSessionId}`],
      [who, `/payments?outlet=${outletId}`],
      [who, `/payments?bill=${billId}`],
      [who, `/tables?outlet=${outletId}`],
      [who, `/sessions?outlet=${outletId}`],
      [who, `/sessions?table=${tableId}`],
      [who, `/kitchen/tickets?outlet=${outletId}`],
      [who, `/inventory/items?outlet=${outletId}`],
      [who, `/inventory/alerts?outlet=${outletId}`],
      [who, `/ledger/entries?payment=${paymentId}`],
      [who, `/ledger/entries?outlet=${outletId}`],
      [who, `/drawers?outlet=${outletId}`],
      [who, `/notifications/subscribe?outlet=${outletId}`],
    ]);
    filters.push([guest, `/orders?customer=${customerId}`], [guest, `/bills?session=${tableSessionId}`]);
    filters.push([guest, `/payments?customer=${customerId}`], [guest, `/payments?bill=${billId}`]);
    const look = async ([who, path]: [Person, string]) => {
      const [foreign, missing] = [await who.get(path), await who.get(path.replace(/=.*$/, `=${randomUUID()}`))];
      const shape = (reply: typeof foreign) => [answerOf(reply), JSON.stringify(reply.at('data'))].join(' ').trim();
      return shape(foreign) === shape(missing) ? shape(foreign) : `${shape(foreign)} but ${shape(missing)}`;
    };
    expect(await othersThan('404 NOT_FOUND', filters, ([, path]) => path, look)).toEqual([]);
    // Orders and payments keep no book of customers
    const people = [stranger, neighbour].flatMap((who): [Person, string][] => [
      [who, `/orders?customer=${customerId}`],
      [who, `/payments?customer=${customerId}`],
    ]);
    expect(await othersThan('200 []', people, ([, path]) => path, look)).toEqual([]);
  });

  it('is not shown behind a cursor of somebody else; what is no cursor is 422 at `cursor`', async () => {
    const cursor = Buffer.from(JSON.stringify(['down', 'ffffffff-ffff-7fff-bfff-ffffffffffff'])).toString('base64url');
    for (const who of [stranger, neighbour, guest]) {
      const seen = (await who.get(`/orders?limit=100&cursor=${cursor}`)).data(orderView.array());
      expect(seen.map(({ id }) => id)).not.toContain(dinner.orderId);
    }
    const lists = [
      '/orders',
      '/bills',
      '/payments',
      '/tables',
      '/kitchen/tickets',
      '/ledger/entries',
      '/staff',
      '/customers',
    ];
    lists.push('/inventory/items', '/inventory/recipes', '/discounts/rules', '/outlets', '/sessions', '/drawers');
    lists.push('/devices', '/discounts/coupons');
    const forged = ['x', '%27%20or%201%3D1', Buffer.from('{"id":"1 or 1=1"}').toString('base64url')];
    const others = await othersThan(
      '422 VALIDATION_FAILED cursor INVALID_FORMAT',
      lists.flatMap((path) => forged.map((text) => `${path}?cursor=${text}`)),
      String,
      async (path) => {
        const reply = await manager.get(path);
        return [answerOf(reply), ...reply.faults].join(' ');
      },
    );
    expect(others).toEqual([]);
  });

  it('changes nothing', async () => {
    expect(await rowCounts()).toEqual(before);
  });

  it('is still there for those it belongs to', async () => {
    const order = (await manager.get(`/orders/${dinner.orderId}`)).data(orderView);
    expect([order.status, order.paymentStatus]).toEqual(['CONFIRMED', 'PAID']);
    expect(koramangala).not.toBe(dinner.outletId);
    expect((await takeaway(restaurant, guest)).status).toBe('AWAITING_PAYMENT');
  });
});
