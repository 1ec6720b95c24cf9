import { randomUUID } from 'node:crypto';
import { orderView, type OrderView } from '@chowk/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { Phone } from './phone.js';
import { answerOf, tally } from './refusals-answers.js';
import { callRoute, oneOfEachService, othersThan } from './refusals-calls.js';
import { outletOf } from './refusals-dinner.js';
import type { Try } from './refusals-foreign-references.js';
import { forgedGuests } from './refusals-forged-tokens.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';
import { Tablet } from './tablet.js';

const nameOf = ([, method, path, body]: Try) => `${method} ${path} ${JSON.stringify(body ?? '')}`;
const ask = async ([who, method, path, body]: Try) => answerOf(await who.call(method, path, body));

describe('Guests', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let asha: Phone;
  let stranger: Phone;
  let order: OrderView;
  let itemId: string;
  let before: RowCounts;
  beforeAll(async () => {
    manager = await restaurant.staff('manager');
    asha = await Phone.scan(await restaurant.table('T3', manager));
    stranger = await Phone.scan(await restaurant.table('T4', manager));
    itemId = (await restaurant.menu())('Filter coffee');
    const placed = await asha.post('/orders', cartAt(asha.sessionId));
    order = await restaurant.reached(asha, placed.data(orderView).id, 'CONFIRMED');
    before = await rowCounts();
  });

  const cartAt = (tableSessionId: string) => ({
    fulfilment: 'DINE_IN',
    tableSessionId,
    lines: [{ itemId, quantity: 1 }],
  });

  it('of another table find nothing of this one: 404 NOT_FOUND, and 422 UNKNOWN_REFERENCE in a body', async () => {
    const [lineId] = order.lines.map((line) => line.lineId);
    const tries: Try[] = [
      [stranger, 'GET', `/orders/${order.id}`],
      [stranger, 'PATCH', `/orders/${order.id}/cancel`, {}],
      [stranger, 'PATCH', `/orders/${order.id}/items`, { remove: [lineId] }],
      [stranger, 'GET', `/orders/${order.id}/invoice`],
      [stranger, 'GET', `/bills/${order.billId}`],
      [stranger, 'PATCH', `/bills/${order.billId}`, { serviceCharge: true }],
      [stranger, 'POST', `/bills/${order.billId}/split`, { by: 'EQUALLY', parts: 2 }],
      [stranger, 'GET', `/bills/${order.billId}/invoice`],
      [stranger, 'GET', `/payments/order/${order.id}`],
      [stranger, 'POST', '/payments/create-razorpay-order', { billId: order.billId }],
      [stranger, 'GET', `/sessions/${asha.sessionId}`],
      [stranger, 'GET', `/sessions/${asha.sessionId}/requests`],
      [stranger, 'POST', `/sessions/${asha.sessionId}/requests`, { kind: 'WATER' }],
    ];
    expect(await othersThan('404 NOT_FOUND', tries, nameOf, ask)).toEqual([]);
    expect(answerOf(await stranger.post('/orders', cartAt(asha.sessionId)))).toBe('422 UNKNOWN_REFERENCE');
    for (const path of [`/orders?session=${asha.sessionId}`, `/bills?session=${asha.sessionId}`])
      expect([path, answerOf(await stranger.get(path))]).toEqual([path, '404 NOT_FOUND']);
    expect(await rowCounts()).toEqual(before);
  });

  it('whose tokens nobody gave them are 401 AUTH_TOKEN_INVALID at every service, by the gateway and past it', async () => {
    const forged = Object.entries(await forgedGuests(String(asha.token), String(manager.token)));
    for (const door of ['the gateway', 'the service'] as const) {
      const others = await othersThan(
        '401 AUTH_TOKEN_INVALID',
        forged.flatMap(([name, token]) => oneOfEachService.map((route) => ({ name, token, route }))),
        ({ name, route }) => `${door}, ${name}: ${route.path}`,
        async ({ token, route }) => answerOf(await callRoute(door, route, { token })),
      );
      expect(others).toEqual([]);
    }
    expect(await rowCounts()).toEqual(before);
  });

  it('of one restaurant are nobody in another: 403 TENANT_MISMATCH', async () => {
    const wrong = { tenant: 'lafete365' };
    const replies = [
      await asha.call('GET', '/orders', undefined, wrong),
      await asha.call('POST', '/orders', cartAt(asha.sessionId), wrong),
      await asha.call('GET', `/bills/${order.billId}`, undefined, wrong),
    ];
    expect(tally(replies)).toEqual({ '403 TENANT_MISMATCH': replies.length });
  });

  it('give themselves neither another guest nor another price', async () => {
    const cart = cartAt(asha.sessionId);
    const bodies = [
      { ...cart, guestId: randomUUID() },
      { ...cart, customerId: randomUUID() },
      { ...cart, lines: [{ itemId, quantity: 1, price: 1 }] },
      { ...cart, channel: 'COUNTER' },
      { ...cart, placedBy: 'staff' },
    ];
    for (const body of bodies) expect(answerOf(await asha.post('/orders', body))).toBe('422 VALIDATION_FAILED');
    expect(await rowCounts()).toEqual(before);
  });

  it('who attach the sign-in of somebody else, or what is no guest, are refused', async () => {
    const customer = await restaurant.customer();
    const attach = (who: Person, guestToken: unknown) =>
      who.post(`/sessions/${asha.sessionId}/customer`, { guestToken });
    const replies = [
      await attach(customer, 'x'),
      await attach(customer, customer.token),
      await attach(customer, stranger.token),
      await attach(customer, String(asha.token).slice(0, -4)),
    ];
    expect(replies.filter(({ status }) => status < 400)).toEqual([]);
    expect(answerOf(await attach(asha, asha.token))).toBe('403 PERMISSION_DENIED');
    expect((await manager.get(`/orders/${order.id}`)).at('data.customerId')).toBeNull();
  });

  it('are out once the table is free: 401 AUTH_SESSION_REVOKED', async () => {
    expect((await manager.patch(`/orders/${order.id}/cancel`, { reason: 'only a trial' })).status).toBe(200);
    for (const { sessionId } of [asha, stranger])
      expect((await manager.post(`/sessions/${sessionId}/close`, {})).status).toBe(200);
    const after = await rowCounts();
    const replies = [
      await asha.post('/orders', cartAt(asha.sessionId)),
      await asha.post(`/sessions/${asha.sessionId}/requests`, { kind: 'WATER' }),
      await asha.get(`/orders/${order.id}`),
      await stranger.get('/bills'),
    ];
    expect(tally(replies)).toEqual({ '401 AUTH_SESSION_REVOKED': replies.length });
    expect(await rowCounts()).toEqual(after);
  });
});

describe('Tablets', () => {
  const restaurant = new Restaurant();
  const { anybody } = restaurant;
  let manager: Person;
  let tablet: Tablet;
  beforeAll(async () => {
    manager = await restaurant.staff('manager');
    tablet = await Tablet.pair(manager, await outletOf(restaurant, 'IND'));
  });

  it('whose code or token is none, used or of another business are 401', async () => {
    const outletId = await outletOf(restaurant, 'IND');
    const paired = await manager.post('/devices/pair', { outletId, name: 'One use' });
    const code = String(paired.at('data.code'));
    const cakes = new Restaurant('lafete365').anybody;
    expect(answerOf(await cakes.post('/devices/claim', { code }))).toBe('401 PAIRING_CODE_INVALID');
    const claims = await Promise.all(Array.from({ length: 20 }, () => anybody.post('/devices/claim', { code })));
    expect(tally(claims)).toEqual({ '201': 1, '401 PAIRING_CODE_INVALID': 19 });
    for (const none of ['00000000', "' or 1=1 --", '%', code.slice(1)])
      expect(answerOf(await anybody.post('/devices/claim', { code: none }))).toBe('401 PAIRING_CODE_INVALID');
    const { deviceToken } = tablet;
    for (const none of [
      'x',
      deviceToken.slice(0, -3),
      `${deviceToken}A`,
      String(manager.token),
      String(tablet.itself.token),
    ])
      expect(answerOf(await anybody.post('/devices/token', { deviceToken: none }))).toBe('401 DEVICE_TOKEN_INVALID');
    await manager.delete(`/devices/${String(paired.at('data.id'))}`);
  });

  it('let nobody act with a wrong PIN, and lock after five: 401 PIN_INVALID, 429 PIN_LOCKED', async () => {
    const staff = (await tablet.itself.get('/devices/staff')).at('data') as { id: string; name: string }[];
    // Nobody else on a tablet: who is locked stays so for a quarter of an hour
    const staffId = staff.find(({ name }) => name === 'Meera Nair')?.id;
    const act = (pin: unknown, id: unknown = staffId) =>
      tablet.itself.post('/devices/staff-session', { staffId: id, pin });
    for (const pin of [4321, ['4321'], '43 21', '٤٣٢١', '123', '1234567'])
      expect(answerOf(await act(pin))).toBe('422 VALIDATION_FAILED');
    expect(answerOf(await act('4321', randomUUID()))).toMatch(/^(401 PIN_INVALID|404 NOT_FOUND)$/);
    const tries: string[] = [];
    for (let count = 0; count < 7; count++) tries.push(answerOf(await act('0000')));
    expect(tries.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => '401 PIN_INVALID'));
    expect(tries.slice(-1)).toEqual(['429 PIN_LOCKED']);
    expect(answerOf(await act('4321'))).toBe('429 PIN_LOCKED');
  });

  it('that were removed are nobody at once', async () => {
    const { deviceToken, itself } = tablet;
    expect((await manager.delete(`/devices/${tablet.id}`)).status).toBe(204);
    expect(answerOf(await anybody.post('/devices/token', { deviceToken }))).toBe('401 DEVICE_TOKEN_INVALID');
    const others = await othersThan(
      '401 AUTH_SESSION_REVOKED',
      ['/kitchen/tickets', '/orders', '/devices/staff'],
      String,
      async (path) => {
        let told = answerOf(await itself.get(path));
        for (const until = Date.now() + 2_000; told === '200' && Date.now() < until;)
          told = answerOf(await itself.get(path));
        return told;
      },
    );
    expect(others).toEqual([]);
  });
});
