import { dailyMetricsAnswer, dailyStatsView } from '@chowk/contracts';
import { eventually, runningSystem } from '@chowk/testing';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KitchenScreen } from './kitchen-screen.js';
import { clearAway, crewOf, eveningAt, type Crew, type OutletEvening } from './outlet-evening.js';
import { answerOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import type { Try } from './refusals-foreign-references.js';
import { rowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';

const { gatewayUrl } = runningSystem();
const ofAnOutlet = z.object({ outletId: z.uuid() });
const nameOf = ([, method, path, body]: Try) => `${method} ${path} ${JSON.stringify(body ?? '')}`;
/** The answer, once every service has heard of what was made just now: until then one says 503. */
const ask = ([who, method, path, body]: Try) =>
  eventually(`${method} ${path} is answered`, async () => {
    const reply = await who.call(method, path, body);
    return reply.status !== 503 && answerOf(reply);
  });
const outletsOn = (screen: KitchenScreen) => new Set(screen.events.map(({ data }) => data['outletId']));

/** Lists in which everything is of an outlet. */
const lists = [
  ...['/orders', '/bills', '/sessions', '/tables', '/kitchen/tickets', '/payments', '/drawers', '/ledger/entries'],
  ...['/inventory/items', '/inventory/alerts', '/devices'],
];

describe('Two outlets of one business', () => {
  const restaurant = new Restaurant();
  let owner: Person;
  let here: Crew;
  let there: Crew;
  let ours: OutletEvening;
  let theirs: OutletEvening;
  const open: KitchenScreen[] = [];
  /** Every screen that somebody of the other outlet can have. */
  let foreign: readonly KitchenScreen[];
  let managersOfBoth: KitchenScreen;

  const screen = async (who: Person, namespace: string) => {
    const opened = await KitchenScreen.open(who, namespace);
    open.push(opened);
    return opened;
  };

  beforeAll(async () => {
    [owner, here, there] = [
      await restaurant.staff('owner'),
      await crewOf(restaurant, 'IND'),
      await crewOf(restaurant, 'KOR'),
    ];
    managersOfBoth = await screen(owner, '/managers');
    foreign = [
      await screen(there.manager, '/managers'),
      await screen(there.manager, '/orders'),
      await screen(there.manager, '/kitchen'),
      await screen(there.waiter, '/orders'),
      await screen(there.cashier, '/orders'),
      await screen(there.cook, '/kitchen'),
    ];
    ours = await eveningAt(restaurant, here);
    theirs = await eveningAt(restaurant, there);
  });
  afterAll(async () => {
    for (const one of open) one.close();
    await clearAway(here, ours);
    await clearAway(there, theirs);
  });

  it('have nothing that staff of the other can read or change: 404 for every object, and nothing happened', async () => {
    const before = await rowCounts();
    const { manager, cashier, waiter, cook } = there;
    const { order, sale, sessionId, requestId, drawerId, paymentId, stockItemId, table, tablet } = ours;
    const line = order.lines[0]?.lineId;
    const reason = { reason: 'For fun' };
    const tries: Try[] = [
      ...[manager, cashier, waiter].flatMap((who): Try[] => [
        [who, 'GET', `/orders/${order.id}`],
        [who, 'GET', `/orders/${sale.id}/invoice`],
        [who, 'PATCH', `/orders/${order.id}/status`, { status: 'PREPARING' }],
        [who, 'PATCH', `/orders/${order.id}/cancel`, reason],
        [who, 'PATCH', `/orders/${order.id}/items`, { remove: [line] }],
        [who, 'GET', `/bills/${order.billId}`],
        [who, 'PATCH', `/bills/${order.billId}`, { serviceCharge: true }],
        [who, 'POST', `/bills/${order.billId}/present`, {}],
        [who, 'POST', `/bills/${order.billId}/split`, { by: 'PERSON' }],
        [who, 'GET', `/bills/${sale.billId}/invoice`],
        [who, 'GET', `/bills/${sale.billId}/refunds`],
        [who, 'GET', `/bills/${sale.billId}/refunds/${ours.refundId}`],
        [who, 'GET', `/sessions/${sessionId}`],
        [who, 'POST', `/sessions/${sessionId}/close`, {}],
        [who, 'POST', `/sessions/${sessionId}/approve`, {}],
        [who, 'GET', `/sessions/${sessionId}/requests`],
        [who, 'PATCH', `/sessions/${sessionId}/requests/${requestId}`, { status: 'DONE' }],
        [who, 'POST', `/tables/${table.code}/sessions`, {}],
      ]),
      ...[manager, cashier].flatMap((who): Try[] => [
        [who, 'GET', `/payments/${paymentId}`],
        [who, 'GET', `/payments/order/${sale.id}`],
        [who, 'POST', '/payments/confirm-cash', { billId: order.billId, tendered: 50_000 }],
        [who, 'POST', '/payments/record', { orderId: order.id, method: 'DUE' }],
        [who, 'GET', `/payments/stats/daily?outlet=${here.outletId}`],
        [who, 'GET', `/drawers/${drawerId}`],
        [who, 'POST', `/drawers/${drawerId}/movements`, { kind: 'PAY_OUT', amount: 100, ...reason }],
        [who, 'POST', `/drawers/${drawerId}/close`, { counted: 0 }],
      ]),
      [cook, 'GET', `/orders/${order.id}`],
      [cook, 'PATCH', `/kitchen/tickets/${ours.ticketId}`, { status: 'STARTED' }],
      [cook, 'POST', `/orders/${order.id}/lines/${line}/void`, reason],
      [theirs.tablet.itself, 'PATCH', `/kitchen/tickets/${ours.ticketId}`, { status: 'STARTED' }],
      [theirs.tablet.itself, 'GET', `/orders/${order.id}`],
      [manager, 'GET', `/orders/${order.id}/timeline`],
      [manager, 'POST', `/orders/${order.id}/lines/${line}/comp`, reason],
      [manager, 'POST', `/bills/${sale.billId}/refunds`, { amount: 100, ...reason }],
      [manager, 'POST', `/payments/${paymentId}/refund`, reason],
      [manager, 'PATCH', `/tables/${table.id}`, { label: 'Mine' }],
      [manager, 'DELETE', `/tables/${table.id}`],
      [manager, 'GET', `/tables/${table.id}/qr.svg`],
      [manager, 'GET', `/inventory/items/${stockItemId}`],
      [manager, 'PATCH', `/inventory/items/${stockItemId}`, { name: 'Mine' }],
      [manager, 'GET', `/devices/${tablet.id}`],
      [manager, 'DELETE', `/devices/${tablet.id}`],
      [manager, 'GET', `/outlets/${here.outletId}/day-close`],
      [manager, 'POST', `/outlets/${here.outletId}/day-close`, {}],
      [manager, 'GET', `/analytics/daily-metrics?outlet=${here.outletId}`],
      [manager, 'GET', `/reports/voids?date=${order.businessDate}&outlet=${here.outletId}`],
      [manager, 'GET', `/notifications/subscribe?outlet=${here.outletId}`],
    ];
    expect(await othersThan('404 NOT_FOUND', tries, nameOf, ask)).toEqual([]);
    const references: Try[] = [
      [cashier, 'POST', '/drawers', { outletId: here.outletId, openingFloat: 0 }],
      [manager, 'POST', '/devices/pair', { outletId: here.outletId, name: 'Mine' }],
      [manager, 'POST', '/inventory/receive', { stockItemId, quantity: 1 }],
      [manager, 'PATCH', '/inventory/deduct', { stockItemId, quantity: 1, reason: 'WASTE' }],
      [waiter, 'POST', '/orders', { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines: linesOf(order.lines) }],
    ];
    expect(await othersThan('422 UNKNOWN_REFERENCE', references, nameOf, ask)).toEqual([]);
    expect(await rowCounts()).toEqual(before);
  });

  const linesOf = (lines: readonly { readonly itemId: string }[]) =>
    lines.map(({ itemId }) => ({ itemId, quantity: 1 }));

  it('are two lists to their staff and one to the owner', async () => {
    const outletsIn = async (who: Person, list: string) => {
      const things = (await who.get(`${list}?limit=100`)).data(ofAnOutlet.array());
      return [...new Set(things.map(({ outletId }) => outletId))].sort();
    };
    for (const list of lists) {
      const seen = [await outletsIn(here.manager, list), await outletsIn(there.manager, list)];
      expect([list, ...seen]).toEqual([list, [here.outletId], [there.outletId]]);
      expect([list, await outletsIn(owner, list)]).toEqual([list, [here.outletId, there.outletId].sort()]);
    }
  });

  it('are counted apart, and the owner has the sum', async () => {
    const stats = async (who: Person) => (await who.get('/payments/stats/daily')).data(dailyStatsView).captured;
    const [both, one, other] = [await stats(owner), await stats(here.manager), await stats(there.manager)];
    expect(both).toBe(one + other);
    expect(Math.min(one, other)).toBeGreaterThan(0);
    const metrics = async (who: Person) =>
      (await who.get('/analytics/daily-metrics')).data(dailyMetricsAnswer).outlets.map(({ outletId }) => outletId);
    expect(await metrics(there.manager)).toEqual([there.outletId]);
    expect((await metrics(owner)).sort()).toEqual([here.outletId, there.outletId].sort());
  });

  it('have screens of their own: nobody of the other is told anything, whatever they ask for', async () => {
    // Paired last: what was told before it has arrived when it has
    await eventually('the owner has heard of both tablets', () =>
      [ours, theirs].every(({ tablet }) => managersOfBoth.events.some(({ data }) => data['deviceId'] === tablet.id)),
    );
    for (const one of foreign)
      await eventually('each of their screens has heard of their own evening', () =>
        one.events.some(({ data }) => data['orderId'] === theirs.order.id),
      );
    for (const one of foreign) expect(outletsOn(one)).toEqual(new Set([there.outletId]));
    expect(outletsOn(managersOfBoth)).toEqual(new Set([here.outletId, there.outletId]));

    const rooms = ['floor', 'kitchen', 'managers'].map((kind) => `${kind}:${here.outletId}`);
    for (const room of [...rooms, `kitchen:${here.outletId}:counter`, `order:${ours.order.id}`])
      for (const { socket } of foreign)
        expect([room, await socket.emitWithAck('subscribe', { room })]).toMatchObject([room, { status: 404 }]);
    for (const namespace of ['/orders', '/kitchen', '/managers'])
      expect([namespace, await refusedAt(namespace)]).toEqual([namespace, 404]);
  });

  /** What a manager of the other outlet is answered who connects to ours. */
  function refusedAt(namespace: string): Promise<number> {
    const auth = { token: there.manager.token, outlet: here.outletId };
    const socket = io(`${gatewayUrl}${namespace}`, {
      ...{ transports: ['websocket'], auth, reconnection: false, forceNew: true },
    });
    return new Promise<number>((resolve, reject) => {
      socket.once('connect', () => reject(new Error(`${namespace} let them in`)));
      socket.once('connect_error', (error: Error & { data?: { status: number } }) => resolve(error.data?.status ?? 0));
    }).finally(() => socket.close());
  }
});
