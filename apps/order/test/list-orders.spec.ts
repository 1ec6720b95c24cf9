import { randomUUID } from 'node:crypto';
import { orderView, type OrderView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom, type Guest } from './dining-room.js';
import { indiranagar, koramangala, otherOutlet, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let owner: string;
const customerId = randomUUID();
let guest: Guest;
/** In the order in which they were placed. */
let web: OrderView;
let counter: OrderView;
let atTable: OrderView;
let cancelled: OrderView;
let neighbours: OrderView;

beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
  owner = await running.staff('OWNER');
  const customer = await running.customer(customerId);
  web = await running.confirmed(customer);
  counter = await running.placed(await running.staff('CASHIER'));
  guest = await room.guest((await room.table()).code);
  atTable = (await room.order(guest.token, guest.session.id)).data(orderView);
  cancelled = await running.placed(customer);
  await running.http.patch(`/orders/${cancelled.id}/cancel`, { token: customer });
  neighbours = await running.placed(customer, { outletId: koramangala });
});
afterAll(() => running.close());

async function found(query: string, token = owner): Promise<string[]> {
  const reply = await running.http.get(`/orders?limit=100&sort=createdAt&${query}`, { token });
  return reply.data(z.array(orderView)).map(({ id }) => id);
}

describe('a list of orders', () => {
  it('holds those that fit every filter', async () => {
    const all = [web.id, counter.id, atTable.id, cancelled.id, neighbours.id];
    const { businessDate } = web;
    const filters: [string, string[]][] = [
      ['', all],
      ['status=CONFIRMED', [web.id, atTable.id]],
      ['status=CONFIRMED,CANCELLED', [web.id, atTable.id, cancelled.id]],
      ['status=READY', []],
      ['paymentStatus=PAID', [web.id]],
      ['paymentStatus=UNPAID,PARTLY_PAID', [counter.id, atTable.id, cancelled.id, neighbours.id]],
      ['fulfilment=DINE_IN', [atTable.id]],
      ['fulfilment=DINE_IN,TAKEAWAY', all],
      ['channel=COUNTER,QR', [counter.id, atTable.id]],
      ['channel=WEB&status=CONFIRMED', [web.id]],
      [`outlet=${koramangala}`, [neighbours.id]],
      [`outlet=${indiranagar}&channel=WEB`, [web.id, cancelled.id]],
      [`table=${guest.session.tableId}`, [atTable.id]],
      [`session=${guest.session.id}`, [atTable.id]],
      [`customer=${customerId}`, [web.id, cancelled.id, neighbours.id]],
      [`number=${counter.orderNumber}`, [counter.id]],
      [`date=${businessDate}`, all],
      [`from=${businessDate}&to=${businessDate}`, all],
      ['from=2001-01-01', all],
      ['to=2001-01-01', []],
      [`date=${businessDate}&from=2999-01-01`, []],
      [`from=2999-01-01&to=2001-01-01`, []],
    ];
    const answers = await Promise.all(filters.map(async ([query]) => [query, await found(query)]));
    expect(answers).toEqual(filters);
  });

  it('is sorted by time, newest first unless asked otherwise, page by page, and counted', async () => {
    for (const sort of ['createdAt', '-createdAt', undefined]) {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 5; page++) {
        const query = `limit=1&count=true${sort === undefined ? '' : `&sort=${sort}`}${cursor}`;
        const reply = await running.http.get(`/orders?${query}`, { token: owner });
        seen.push(...reply.data(z.array(orderView)).map(({ id }) => id));
        expect(reply.at('meta.total')).toBe(5);
        const next = reply.at('meta.nextCursor');
        expect(next === null).toBe(page === 4);
        cursor = `&cursor=${String(next)}`;
      }
      const oldestFirst = [web.id, counter.id, atTable.id, cancelled.id, neighbours.id];
      expect(seen).toEqual(sort === 'createdAt' ? oldestFirst : oldestFirst.reverse());
    }
    const counted = await running.http.get(`/orders?count=true&status=CONFIRMED&limit=1`, { token: owner });
    expect(counted.at('meta.total')).toBe(2);
  });

  it('takes only cursors of its own sort', async () => {
    const reply = await running.http.get('/orders?limit=1', { token: owner });
    const cursor = String(reply.at('meta.nextCursor'));
    for (const query of [`sort=createdAt&cursor=${cursor}`, 'cursor=zzz', `cursor=${cursor.slice(2)}`])
      expect((await running.http.get(`/orders?${query}`, { token: owner })).faults).toEqual(['cursor INVALID_FORMAT']);
  });

  it('holds nothing of others, whatever ids are named', async () => {
    const neighbour = await running.staff('MANAGER', [koramangala]);
    expect(await found('', neighbour)).toEqual([neighbours.id]);
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] });
    for (const query of ['', `number=${web.orderNumber}`]) expect(await found(query, stranger)).toEqual([]);
    const customer = await running.customer();
    for (const query of ['', `number=${web.orderNumber}`]) expect(await found(query, customer)).toEqual([]);
    expect(await found('', await running.customer(customerId))).toEqual([web.id, cancelled.id, neighbours.id]);
    expect(await found('', guest.token)).toEqual([atTable.id]);
  });

  it('is 404 when a filter names what is not there for the caller, whose it may be', async () => {
    const neighbour = await running.staff('MANAGER', [koramangala]);
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] });
    const [customer, otherGuest] = [await running.customer(), await room.guest((await room.table()).code)];
    const { id: sessionId, tableId } = guest.session;
    const ofOutlet = ['orders', 'bills', 'tables', 'sessions', 'kitchen/tickets'].map((list) => `${list}?outlet=`);
    const ofTable = [`orders?session=${sessionId}`, `orders?table=${tableId}`, `bills?session=${sessionId}`];
    const tries: [string, string[]][] = [
      [neighbour, [...ofOutlet.map((list) => list + indiranagar), ...ofTable, `sessions?table=${tableId}`]],
      [stranger, [...ofOutlet.map((list) => list + indiranagar), ...ofTable, `sessions?table=${tableId}`]],
      [owner, ofOutlet.flatMap((list) => [list + otherOutlet, list + randomUUID()])],
      [customer, [...ofTable, `orders?customer=${customerId}`, `orders?outlet=${otherOutlet}`]],
      [otherGuest.token, [...ofTable, `orders?customer=${customerId}`, `bills?outlet=${otherOutlet}`]],
    ];
    for (const [token, paths] of tries)
      for (const path of paths)
        for (const asked of [path, path.replace(/=.*$/, `=${randomUUID()}`), `${path}&count=true&limit=1`]) {
          const { status, code } = await running.http.get(`/${asked}`, { token });
          expect([asked, status, code]).toEqual([asked, 404, 'NOT_FOUND']);
        }
  });

  it('is empty when nothing fits what is there, and for a customer nobody knows when staff ask', async () => {
    const neighbour = await running.staff('MANAGER', [koramangala]);
    for (const query of [`customer=${randomUUID()}`, `customer=${customerId}&outlet=${koramangala}&status=READY`])
      expect(await found(query, neighbour)).toEqual([]);
    const { id: sessionId, tableId } = guest.session;
    for (const query of [`session=${sessionId}`, `table=${tableId}`, `outlet=${indiranagar}`])
      for (const token of [owner, guest.token]) expect(await found(`${query}&status=READY`, token)).toEqual([]);
    const nobody = randomUUID();
    expect(await found(`customer=${nobody}&outlet=${indiranagar}`, await running.customer(nobody))).toEqual([]);
    for (const path of [`/bills?session=${sessionId}&date=2001-01-01`, `/sessions?table=${tableId}&status=CLOSED`])
      expect((await running.http.get(path, { token: owner })).at('data')).toEqual([]);
  });

  it.each([
    ['status=EATEN', 'status NOT_ALLOWED'],
    ['status=CONFIRMED,EATEN', 'status NOT_ALLOWED'],
    ['status=', 'status OUT_OF_RANGE'],
    ['paymentStatus=FREE', 'paymentStatus NOT_ALLOWED'],
    ['channel=SMOKE', 'channel NOT_ALLOWED'],
    ['outlet=indiranagar', 'outlet INVALID_FORMAT'],
    ['customer=1', 'customer INVALID_FORMAT'],
    ['date=2026-02-31', 'date INVALID_DATE'],
    ['from=yesterday', 'from INVALID_DATE'],
    ['sort=total', 'sort NOT_ALLOWED'],
    ['limit=101', 'limit OUT_OF_RANGE'],
    ['limit=0', 'limit OUT_OF_RANGE'],
    ['price=1', 'price UNKNOWN_FIELD'],
  ])('refuses ?%s: 422 %s', async (query, fault) => {
    const reply = await running.http.get(`/orders?${query}`, { token: owner });
    expect([reply.status, ...reply.faults]).toEqual([422, fault]);
  });
});

describe('an order on a list', () => {
  it('is told as the single order is, to each reader by what they may do, and after every change', async () => {
    const read = async (token: string) => {
      const listed = await running.http.get('/orders?limit=100', { token });
      const single = await running.http.get(`/orders/${counter.id}`, { token });
      const found = listed.data(z.array(orderView)).find(({ id }) => id === counter.id);
      expect(found).toEqual(single.data(orderView));
      return found;
    };
    const [before, cook] = [await read(owner), await read(await running.staff('KITCHEN'))];
    expect(before?.allowedMoves).toContain('CANCELLED');
    expect(cook?.allowedMoves).not.toContain('CANCELLED');
    await running.http.patch(`/orders/${counter.id}/cancel`, { token: owner, body: { reason: 'Left' } });
    expect((await read(owner))?.status).toBe('CANCELLED');
  });
});
