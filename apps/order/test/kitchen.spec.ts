import { randomUUID } from 'node:crypto';
import {
  OrderStatusChanged,
  orderView,
  TicketCollected,
  TicketReady,
  TicketRecalled,
  TicketStarted,
  ticketView,
  type OrderView,
  type TicketView,
} from '@chowk/contracts';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dosaId, indiranagar, koramangala, lassiId, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let cook: string;
let waiter: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  cook = await running.staff('KITCHEN', [indiranagar]);
  waiter = await running.staff('WAITER', [indiranagar]);
});
afterAll(() => running.close());

const twoStations = {
  lines: [
    { itemId: dosaId, quantity: 1 },
    { itemId: lassiId, quantity: 1 },
  ],
};

const move = (ticket: TicketView, status: string, token = cook): Promise<Reply> =>
  running.http.patch(`/kitchen/tickets/${ticket.id}`, { token, body: { status } });

const moveOrder = (id: string, status: string, token = waiter): Promise<Reply> =>
  running.http.patch(`/orders/${id}/status`, { token, body: { status } });

async function ticketsOf(order: OrderView, query = ''): Promise<TicketView[]> {
  const reply = await running.http.get(`/kitchen/tickets?limit=100${query}`, { token: cook });
  return reply.data(z.array(ticketView)).filter(({ orderId }) => orderId === order.id);
}

async function cooking(): Promise<{ order: OrderView; tawa: TicketView; counter: TicketView }> {
  const order = await running.confirmed(await running.customer(), twoStations);
  const [tawa, counter] = await ticketsOf(order);
  if (!tawa || !counter) throw new Error('The kitchen has no tickets');
  return { order, tawa, counter };
}

describe('the kitchen', () => {
  it('brings the order along: the first start prepares it, the last ready ticket makes it ready', async () => {
    const { order, tawa, counter } = await cooking();
    expect((await move(tawa, 'STARTED')).data(ticketView)).toMatchObject({
      status: 'STARTED',
      allowedMoves: ['READY'],
    });
    expect((await running.order(order.id)).status).toBe('PREPARING');
    await move(tawa, 'READY');
    expect((await running.order(order.id)).status).toBe('PREPARING');
    await move(counter, 'STARTED');
    await move(counter, 'READY');
    expect((await running.order(order.id)).status).toBe('READY');
    await move(counter, 'COLLECTED');
    expect((await running.order(order.id)).status).toBe('READY');
    expect((await ticketsOf(order)).map(({ id }) => id)).toEqual([tawa.id]);
    expect(await ticketsOf(order, '&status=COLLECTED')).toHaveLength(1);
    expect(await running.facts(TicketStarted, tawa.id)).toHaveLength(1);
    expect(await running.facts(TicketReady, tawa.id)).toHaveLength(1);
    expect(await running.facts(TicketCollected, counter.id)).toHaveLength(1);
    const changes = await running.facts(OrderStatusChanged, order.id);
    expect(changes.map(({ from, status }) => [from, status])).toEqual([
      ['PLACED', 'AWAITING_PAYMENT'],
      ['CONFIRMED', 'PREPARING'],
      ['PREPARING', 'READY'],
    ]);
  });

  it('recalls a ticket: the order is being prepared again', async () => {
    const { order, tawa, counter } = await cooking();
    for (const ticket of [tawa, counter]) for (const status of ['STARTED', 'READY']) await move(ticket, status);
    expect((await move(tawa, 'STARTED')).status).toBe(200);
    expect(await running.facts(TicketRecalled, tawa.id)).toHaveLength(1);
    expect((await running.order(order.id)).status).toBe('PREPARING');
  });

  it('refuses a skipped step with what is allowed, and leaves a repeated one as it is', async () => {
    const { tawa } = await cooking();
    const skipped = await move(tawa, 'READY');
    expect([skipped.status, skipped.code]).toEqual([409, 'TICKET_CANNOT_MOVE']);
    expect(skipped.at('error.details')).toEqual({ status: 'QUEUED', to: 'READY', allowed: ['STARTED'] });
    expect((await move(tawa, 'QUEUED')).data(ticketView).version).toBe(1);
    expect((await move(tawa, 'VOIDED')).code).toBe('TICKET_CANNOT_MOVE');
    expect((await move(tawa, 'BURNT')).faults).toEqual(['status NOT_ALLOWED']);
  });

  it('makes an order ready once when two stations finish at the same moment', async () => {
    const { order, tawa, counter } = await cooking();
    await Promise.all([move(tawa, 'STARTED'), move(counter, 'STARTED')]);
    const replies = await Promise.all([move(tawa, 'READY'), move(counter, 'READY')]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const view = await running.order(order.id);
    expect(view.history.map(({ status }) => status)).toEqual([
      'PLACED',
      'AWAITING_PAYMENT',
      'CONFIRMED',
      'PREPARING',
      'READY',
    ]);
  });

  it('shows a station its tickets, and other outlets, stations and tenants nothing', async () => {
    const { order, tawa } = await cooking();
    expect((await ticketsOf(order, '&station=tawa')).map(({ id }) => id)).toEqual([tawa.id]);
    const screen = await running.service.mintToken({
      ...{ tenantId: (await tenantOf()).id, roles: ['DEVICE'], outlets: [indiranagar], stations: ['counter'] },
    });
    const seen = (await running.http.get('/kitchen/tickets?limit=100', { token: screen })).data(z.array(ticketView));
    expect(new Set(seen.map(({ station }) => station))).toEqual(new Set(['counter']));
    expect((await running.http.get('/kitchen/tickets?station=tawa', { token: screen })).at('data')).toEqual([]);
    const elsewhere = await running.staff('KITCHEN', [koramangala]);
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] });
    for (const token of [screen, elsewhere, stranger]) expect((await move(tawa, 'STARTED', token)).status).toBe(404);
    expect((await move(tawa, 'STARTED', waiter)).status).toBe(403);
    const counted = await running.http.get('/kitchen/tickets?count=true&limit=1', { token: cook });
    expect(counted.at('meta.total')).toBeGreaterThan(1);
    const next = await running.http.get(`/kitchen/tickets?limit=1&cursor=${String(counted.at('meta.nextCursor'))}`, {
      token: cook,
    });
    expect(next.at('data.0.id')).not.toBe(counted.at('data.0.id'));
  });
});

describe('moving an order by hand', () => {
  it('goes along the table, and the tickets come along', async () => {
    const { order } = await cooking();
    expect((await moveOrder(order.id, 'PREPARING')).data(orderView).allowedMoves).toEqual(['READY']);
    expect((await ticketsOf(order)).map(({ status }) => status)).toEqual(['STARTED', 'STARTED']);
    await moveOrder(order.id, 'READY');
    expect((await ticketsOf(order)).map(({ status }) => status)).toEqual(['READY', 'READY']);
    const done = (await moveOrder(order.id, 'COMPLETED')).data(orderView);
    expect(done).toMatchObject({ status: 'COMPLETED', statusLabel: 'Collected', allowedMoves: [] });
    expect(await ticketsOf(order, '&status=COLLECTED')).toHaveLength(2);
  });

  it('is refused when a status is skipped: 409 with what is allowed', async () => {
    const { order } = await cooking();
    const skipped = await moveOrder(order.id, 'COMPLETED');
    expect([skipped.status, skipped.code]).toEqual([409, 'ORDER_CANNOT_MOVE']);
    expect(skipped.at('error.details')).toEqual({
      status: 'CONFIRMED',
      to: 'COMPLETED',
      allowed: ['PREPARING', 'CANCELLED'],
    });
    for (const status of ['AWAITING_PAYMENT', 'REJECTED', 'EXPIRED', 'CANCELLED', 'DISPATCHED'])
      expect((await moveOrder(order.id, status)).code).toBe('ORDER_CANNOT_MOVE');
    expect((await moveOrder(order.id, 'EATEN')).faults).toEqual(['status NOT_ALLOWED']);
  });

  it('to where it is changes nothing', async () => {
    const { order } = await cooking();
    expect((await moveOrder(order.id, 'CONFIRMED')).data(orderView).version).toBe(order.version);
  });

  it('honours If-Match, the outlet and the permission', async () => {
    const { order } = await cooking();
    const stale = await running.http.patch(`/orders/${order.id}/status`, {
      token: waiter,
      body: { status: 'PREPARING' },
      headers: { 'if-match': '"1"' },
    });
    expect([stale.status, stale.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect((await moveOrder(order.id, 'PREPARING', await running.staff('WAITER', [koramangala]))).status).toBe(404);
    const customer = await running.customer();
    expect([(await moveOrder(order.id, 'PREPARING', customer)).status]).toEqual([403]);
  });
});

describe('reading orders', () => {
  it('shows people their own and staff those of their outlets, the same 404 for all others', async () => {
    const id = randomUUID();
    const token = await running.customer(id);
    const view = await running.placed(token);
    expect(
      (await running.http.get(`/orders/${view.id}`, { token, headers: { 'accept-language': 'hi' } })).data(orderView),
    ).toMatchObject({
      statusLabel: 'भुगतान बाकी है',
      lines: [{ name: 'मसाला डोसा' }],
    });
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] });
    const others = [await running.customer(), await running.staff('WAITER', [koramangala]), stranger];
    for (const other of others) {
      const [read, missing] = [view.id, randomUUID()].map((one) =>
        running.http.get(`/orders/${one}`, { token: other }),
      );
      const [one, two] = [await read, await missing];
      expect([one?.status, one?.code]).toEqual([404, 'NOT_FOUND']);
      expect(two?.at('error')).toEqual(one?.at('error'));
    }
    for (const reference of ['x', 'ref:x', `ref:${randomUUID()}`, '00000000'])
      expect((await running.http.get(`/orders/${reference}`, { token: waiter })).status).toBe(404);
  });

  it('lists and filters, page by page, newest first', async () => {
    const id = randomUUID();
    const token = await running.customer(id);
    const views: OrderView[] = [];
    for (let count = 0; count < 3; count++) views.push(await running.placed(token));
    const ids = views.map((view) => view.id).reverse();
    const first = await running.http.get('/orders?limit=2&count=true', { token });
    expect(first.data(z.array(orderView)).map((view) => view.id)).toEqual(ids.slice(0, 2));
    expect(first.at('meta')).toMatchObject({ limit: 2, total: 3 });
    const second = await running.http.get(`/orders?limit=2&cursor=${String(first.at('meta.nextCursor'))}`, { token });
    expect(second.data(z.array(orderView)).map((view) => view.id)).toEqual(ids.slice(2));
    const [one] = views;
    const query = `customer=${id}&status=AWAITING_PAYMENT&outlet=${indiranagar}&fulfilment=TAKEAWAY&date=${one?.businessDate}`;
    const filtered = await running.http.get(`/orders?${query}&number=${one?.orderNumber}`, { token: waiter });
    expect(filtered.data(z.array(orderView)).map((view) => view.id)).toEqual([one?.id]);
    const elsewhere = await running.staff('WAITER', [koramangala]);
    expect((await running.http.get(`/orders?customer=${id}`, { token: elsewhere })).at('data')).toEqual([]);
    const bills = await running.http.get('/bills?limit=2&count=true', { token });
    expect(bills.at('meta.total')).toBe(3);
    const rest = await running.http.get(
      `/bills?cursor=${String(bills.at('meta.nextCursor'))}&status=OPEN&date=${one?.businessDate}`,
      { token },
    );
    expect(rest.at('data.0.id')).toBe(one?.billId);
  });

  it('refuses unknown filters, absurd limits and foreign cursors with all faults at once', async () => {
    const reply = await running.http.get('/orders?limit=1000000000&page=2&status=EATEN&date=2026-02-31', {
      token: waiter,
    });
    expect(reply.status).toBe(422);
    expect(reply.faults).toEqual([
      'date INVALID_DATE',
      'limit OUT_OF_RANGE',
      'page UNKNOWN_FIELD',
      'status NOT_ALLOWED',
    ]);
    expect((await running.http.get('/orders?cursor=Zm9v', { token: waiter })).faults).toEqual([
      'cursor INVALID_FORMAT',
    ]);
  });
});

async function tenantOf() {
  const [row] = await running.service.query<{ id: string }>(`select id from tenant where slug = 'order-tests'`);
  if (!row) throw new Error('There is no tenant');
  return row;
}
