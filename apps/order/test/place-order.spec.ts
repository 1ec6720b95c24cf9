import { randomUUID } from 'node:crypto';
import {
  InventoryReserved,
  ItemState,
  OrderConfirmed,
  OrderPlaced,
  OrderRejected,
  orderView,
  quoteView,
  ticketView,
} from '@chowk/contracts';
import { newId, TenantDirectory } from '@chowk/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  cheeseId,
  dosa,
  dosaId,
  foreignItemId,
  fullId,
  gheeId,
  halfId,
  indiranagar,
  koramangala,
  lassiId,
  otherOutlet,
  otherTenantId,
  paneerId,
  restaurant,
} from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());
beforeEach(() => {
  running.stock = 'held';
});

describe('placing an order', () => {
  it('answers 201 with the settled order once inventory holds everything', async () => {
    const reply = await running.place(await running.customer());
    const view = reply.data(orderView);
    expect(reply.status).toBe(201);
    expect(reply.headers['location']).toBe(`/api/v1/orders/${view.id}`);
    expect(view).toMatchObject({
      status: 'AWAITING_PAYMENT',
      statusLabel: 'Waiting for payment',
      paymentStatus: 'UNPAID',
    });
    expect(view).toMatchObject({ channel: 'WEB', total: 12_600, tax: 600, token: null, allowedMoves: ['CANCELLED'] });
    expect(view.taxes.map(({ component, amount }) => [component, amount])).toEqual([
      ['CGST', 300],
      ['SGST', 300],
    ]);
    expect(view.orderNumber).toMatch(/^IND-[0-9A-Z]{8}$/);
    expect(view.history.map(({ status }) => status)).toEqual(['PLACED', 'AWAITING_PAYMENT']);
    expect(await running.bill(view.billId)).toMatchObject({ status: 'OPEN', total: 12_600, due: 12_600, paid: 0 });
  });

  it('answers 409 with what is short, and the order keeps the same rejection', async () => {
    running.stock = 'short';
    const token = await running.customer();
    const clientReference = randomUUID();
    const reply = await running.place(token, { clientReference });
    expect([reply.status, reply.code]).toEqual([409, 'OUT_OF_STOCK']);
    expect(reply.at('error.details')).toEqual([{ lineIndex: 0, itemId: dosaId, requested: 1, available: 0 }]);
    const view = (await running.http.get(`/orders/ref:${clientReference}`, { token })).data(orderView);
    expect(view).toMatchObject({ status: 'REJECTED', rejection: { code: 'OUT_OF_STOCK' }, allowedMoves: [] });
    expect(view.rejection?.details).toEqual(reply.at('error.details'));
    expect(await running.facts(OrderRejected, view.id)).toHaveLength(1);
  });

  it('answers 202 with the order still PLACED when nobody answers within two seconds', async () => {
    running.stock = 'silent';
    const started = performance.now();
    const reply = await running.place(await running.customer());
    expect(reply.status).toBe(202);
    expect(reply.data(orderView).status).toBe('PLACED');
    expect(performance.now() - started).toBeGreaterThan(1_900);
  });

  it('answers 202 at once when the caller prefers not to wait', async () => {
    running.stock = 'silent';
    const started = performance.now();
    const reply = await running.place(await running.customer(), {}, { headers: { prefer: 'respond-async' } });
    expect(reply.status).toBe(202);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('tells OrderPlaced with priced lines once, whatever the client says of prices', async () => {
    const token = await running.customer();
    const view = await running.placed(token, {
      lines: [
        { itemId: dosaId, quantity: 2, modifiers: [{ modifierId: cheeseId, quantity: 2 }], notes: 'crisp' },
        { itemId: paneerId, quantity: 1, variantId: halfId },
        { itemId: paneerId, quantity: 1 },
        { itemId: lassiId, quantity: 4 },
      ],
    });
    const [placed, ...more] = await running.facts(OrderPlaced, view.id);
    expect(more).toEqual([]);
    expect(placed?.lines.map(({ name, gross, discount, station }) => [name, gross, discount, station])).toEqual([
      ['Masala dosa', 40_000, 0, 'tawa'],
      ['Paneer butter masala (Half)', 16_000, 0, 'curry'],
      ['Paneer butter masala (Full)', 26_000, 0, 'curry'],
      ['Mango lassi', 36_000, 7_200, 'counter'],
    ]);
    expect(placed?.appliedRules).toMatchObject([{ name: 'Four lassis', amount: 7_200 }]);
    expect(view.lines[0]).toMatchObject({ modifiers: [{ name: '2 x Cheese', unitPrice: 4_000 }], notes: 'crisp' });
    expect(view.lines[2]?.variantId).toBe(fullId);
    expect(view.total).toBe(placed?.total);
    expect(view.lines.reduce((sum, { total }) => sum + total, 0)).toBe(view.total);
  });

  it('happens once for one idempotency key, and the repeated answer is the same byte for byte', async () => {
    const token = await running.customer();
    const key = randomUUID();
    const clientReference = randomUUID();
    const first = await running.place(token, { clientReference }, { key });
    const again = await running.place(token, { clientReference }, { key });
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await running.place(token, {}, { key })).code).toBe('IDEMPOTENCY_KEY_REUSED');
    const without = await running.http.post('/orders', { token, body: {} });
    expect([without.status, without.code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
  });

  it('re-enters its order when the first call died after saving', async () => {
    const token = await running.customer();
    const key = randomUUID();
    const first = await running.place(token, {}, { key });
    await running.service.query(
      `update idempotency set state = 'PENDING', lease_until = now() - interval '1 second' where key = $1`,
      [key],
    );
    const again = await running.place(token, {}, { key });
    expect([again.status, again.at('data.id')]).toEqual([201, first.at('data.id')]);
  });

  it('refuses another total than the expected one with the new quote, and keeps nothing', async () => {
    const token = await running.customer();
    const clientReference = randomUUID();
    const reply = await running.place(token, { expectedTotal: 12_000, clientReference });
    expect([reply.status, reply.code]).toEqual([409, 'PRICE_CHANGED']);
    expect(quoteView.parse(reply.at('error.details.0.quote')).total).toBe(12_600);
    expect((await running.http.get(`/orders/ref:${clientReference}`, { token })).status).toBe(404);
    expect((await running.place(token, { expectedTotal: 12_600 })).status).toBe(201);
  });

  it('takes a client reference once per tenant', async () => {
    const clientReference = randomUUID();
    await running.placed(await running.customer(), { clientReference });
    const reply = await running.place(await running.customer(), { clientReference });
    expect([reply.status, reply.code]).toEqual([409, 'CLIENT_REFERENCE_TAKEN']);
  });

  it('waits for an item that was made a moment ago', async () => {
    const item = dosa({ id: newId() });
    const reply = running.place(await running.customer(), { lines: [{ itemId: item.id, quantity: 1 }] });
    await running.tell(ItemState, item.id, item);
    expect((await reply).status).toBe(201);
    const never = await running.place(await running.customer(), { lines: [{ itemId: newId(), quantity: 1 }] });
    expect([never.status, never.code, never.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
  });

  it('is certain at once where the tenant is paid later', async () => {
    const { settings } = restaurant();
    await running.service.addTenant(
      restaurant({ settings: { ...settings, paymentTiming: { TAKEAWAY: 'PAY_LATER' } } }),
    );
    running.service.app.get(TenantDirectory).forget();
    const view = await running.placed(await running.staff('WAITER'));
    await running.service.addTenant(restaurant());
    running.service.app.get(TenantDirectory).forget();
    expect(view).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'UNPAID', channel: 'COUNTER', customerId: null });
    expect(view.token).toBeGreaterThan(0);
    expect(await running.facts(OrderConfirmed, view.id)).toHaveLength(1);
    await running.payAll(view);
    expect(await running.order(view.id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
  });
});

describe('what cannot be ordered', () => {
  const refused = async (body: Record<string, unknown>) => {
    const reply = await running.place(await running.customer(), body);
    return [reply.status, reply.code, ...reply.faults];
  };

  it.each([
    ['an unknown item', { lines: [{ itemId: randomUUID(), quantity: 1 }] }, 'lines.0.itemId'],
    ['an item of another tenant', { lines: [{ itemId: foreignItemId, quantity: 1 }] }, 'lines.0.itemId'],
    [
      'an unknown variant',
      { lines: [{ itemId: paneerId, quantity: 1, variantId: randomUUID() }] },
      'lines.0.variantId',
    ],
    [
      'a variant of an item without any',
      { lines: [{ itemId: dosaId, quantity: 1, variantId: halfId }] },
      'lines.0.variantId',
    ],
    [
      'an unknown modifier',
      { lines: [{ itemId: dosaId, quantity: 1, modifiers: [{ modifierId: halfId }] }] },
      'lines.0.modifiers.0.modifierId',
    ],
    ['an outlet of another tenant', { outletId: otherOutlet }, 'outletId'],
    ['an unknown table session', { tableSessionId: randomUUID() }, 'tableSessionId'],
  ])('%s: 422 UNKNOWN_REFERENCE with its path', async (_what, body, path) => {
    expect(await refused(body)).toEqual([422, 'UNKNOWN_REFERENCE', `${path} UNKNOWN_REFERENCE`]);
  });

  it.each([
    ['a price', { lines: [{ itemId: dosaId, quantity: 1, price: 1 }] }, 'lines.0.price UNKNOWN_FIELD'],
    ['a total', { total: 1 }, 'total UNKNOWN_FIELD'],
    ['a status', { status: 'CONFIRMED' }, 'status UNKNOWN_FIELD'],
    ['a tenant', { tenantId: otherTenantId }, 'tenantId UNKNOWN_FIELD'],
    ['quantity 0', { lines: [{ itemId: dosaId, quantity: 0 }] }, 'lines.0.quantity OUT_OF_RANGE'],
    ['quantity -1', { lines: [{ itemId: dosaId, quantity: -1 }] }, 'lines.0.quantity OUT_OF_RANGE'],
    ['quantity 1e9', { lines: [{ itemId: dosaId, quantity: 1e9 }] }, 'lines.0.quantity OUT_OF_RANGE'],
    ['quantity "1"', { lines: [{ itemId: dosaId, quantity: '1' }] }, 'lines.0.quantity WRONG_TYPE'],
    ['quantity true', { lines: [{ itemId: dosaId, quantity: true }] }, 'lines.0.quantity WRONG_TYPE'],
    ['no lines', { lines: [] }, 'lines OUT_OF_RANGE'],
    [
      'more extras than the group allows',
      {
        lines: [
          { itemId: dosaId, quantity: 1, modifiers: [{ modifierId: cheeseId, quantity: 2 }, { modifierId: gheeId }] },
        ],
      },
      'lines.0.modifiers OUT_OF_RANGE',
    ],
    [
      'one extra named twice',
      { lines: [{ itemId: dosaId, quantity: 1, modifiers: [{ modifierId: gheeId }, { modifierId: gheeId }] }] },
      'lines.0.modifiers.1.modifierId DUPLICATE',
    ],
    ['a way of fulfilment the tenant does not offer', { fulfilment: 'DELIVERY' }, 'fulfilment NOT_OFFERED'],
    ['no outlet', { outletId: undefined }, 'outletId REQUIRED'],
    ['a channel of the staff', { channel: 'WAITER' }, 'channel NOT_ALLOWED'],
  ])('%s: 422 VALIDATION_FAILED', async (_what, body, fault) => {
    expect(await refused(body)).toEqual([422, 'VALIDATION_FAILED', fault]);
  });

  it('what is sold out or not served now: 409 ITEM_UNAVAILABLE with the lines', async () => {
    const soldOut = dosa({ id: randomUUID(), available: false });
    const archived = dosa({ id: randomUUID(), removed: true });
    const withoutCheese = dosa({ id: randomUUID() });
    withoutCheese.modifierGroups[0]?.modifiers.forEach((modifier) => Object.assign(modifier, { available: false }));
    for (const item of [soldOut, archived, withoutCheese]) await running.tell(ItemState, item.id, item);
    const reply = await running.place(await running.customer(), {
      lines: [
        { itemId: soldOut.id, quantity: 1 },
        { itemId: archived.id, quantity: 1 },
        { itemId: withoutCheese.id, quantity: 1, modifiers: [{ modifierId: cheeseId }] },
        { itemId: dosaId, quantity: 1 },
      ],
    });
    expect([reply.status, reply.code]).toEqual([409, 'ITEM_UNAVAILABLE']);
    const lines = z.array(z.object({ lineIndex: z.number() })).parse(reply.at('error.details'));
    expect(lines.map(({ lineIndex }) => lineIndex)).toEqual([0, 1, 2]);
  });

  it('more money than an order may come to: 422 OUT_OF_RANGE', async () => {
    const gold = dosa({ id: randomUUID(), price: 100_000_000_000 });
    await running.tell(ItemState, gold.id, gold);
    expect(await refused({ lines: [{ itemId: gold.id, quantity: 10_000 }] })).toEqual([
      422,
      'OUT_OF_RANGE',
      'lines OUT_OF_RANGE',
    ]);
  });

  it('without a token 401, with a role that may not order 403', async () => {
    expect((await running.http.post('/orders', { body: {}, key: randomUUID() })).status).toBe(401);
    expect((await running.place(await running.staff('KITCHEN'))).status).toBe(403);
  });

  it('at an outlet that is not the staff member’s: the outlet does not exist', async () => {
    const waiter = await running.staff('WAITER', [koramangala]);
    expect((await running.place(waiter)).faults).toEqual(['outletId UNKNOWN_REFERENCE']);
    expect((await running.place(waiter, { outletId: koramangala })).status).toBe(201);
  });
});

describe('a quote', () => {
  it('says the exact total, what a bill would ask for, and why', async () => {
    const body = { outletId: indiranagar, fulfilment: 'TAKEAWAY', lines: [{ itemId: lassiId, quantity: 5 }] };
    const reply = await running.http.post('/orders/quote', { token: await running.customer(), body });
    const quote = reply.data(quoteView);
    expect(reply.status).toBe(200);
    expect(quote).toMatchObject({ subtotal: 45_000, discount: 9_000, tax: 1_800, total: 37_800, payable: 37_800 });
    expect(quote.trace.at(-1)?.after).toBe(quote.total);
    expect(quote.payable - quote.total).toBe(quote.roundOff);
  });
});

describe('the saga of an order', () => {
  it('hands the kitchen one ticket per station when the money is there', async () => {
    const view = await running.confirmed(await running.customer(), {
      lines: [
        { itemId: dosaId, quantity: 1, modifiers: [{ modifierId: gheeId }] },
        { itemId: lassiId, quantity: 2, notes: 'no ice' },
      ],
    });
    expect(view).toMatchObject({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      allowedMoves: ['PREPARING', 'CANCELLED'],
    });
    expect(await running.bill(view.billId)).toMatchObject({ status: 'SETTLED', due: 0 });
    const reply = await running.http.get(`/kitchen/tickets?outlet=${indiranagar}&limit=100`, {
      token: await running.staff('KITCHEN'),
    });
    const tickets = reply.data(z.array(ticketView)).filter(({ orderId }) => orderId === view.id);
    expect(tickets.map(({ station, status, token }) => [station, status, token])).toEqual([
      ['tawa', 'QUEUED', view.token],
      ['counter', 'QUEUED', view.token],
    ]);
    expect(
      tickets
        .flatMap(({ lines }) => lines)
        .map(({ name, quantity, modifiers, notes }) => [name, quantity, modifiers, notes]),
    ).toEqual([
      ['Masala dosa', 1, ['Ghee'], null],
      ['Mango lassi', 2, [], 'no ice'],
    ]);
  });

  it('counts tokens up per outlet and day', async () => {
    const token = await running.customer();
    const one = await running.confirmed(token);
    const other = await running.confirmed(token);
    expect(other.token).toBe((one.token ?? 0) + 1);
  });

  it('ignores an answer of inventory that comes twice or late', async () => {
    const view = await running.placed(await running.customer());
    const data = { orderId: view.id, outletId: indiranagar, holdUntil: '2026-11-21T10:00:00.000Z' };
    expect(await running.tell(InventoryReserved, view.id, data)).toBe('done');
    expect((await running.order(view.id)).version).toBe(view.version);
  });
});
