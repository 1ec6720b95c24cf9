import { randomUUID } from 'node:crypto';
import {
  InventoryRejected,
  orderView,
  TableSessionApproved,
  tableSessionView,
  type OrderView,
  type TableSessionView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom } from './dining-room.js';
import { dosaId, indiranagar, koramangala } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let waiter: string;
const payLater = { paymentTiming: { DINE_IN: 'PAY_LATER' as const } };
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  waiter = await running.staff('WAITER');
});
afterEach(() => {
  running.stock = 'held';
});
afterAll(() => running.close());

describe('a business that asks for a PIN', () => {
  beforeAll(() => room.runBy({ ...payLater, tablePolicy: 'PIN' }));

  async function openedByStaff(): Promise<{ code: string; session: TableSessionView; pin: string; wrong: string }> {
    const { code } = await room.table();
    const session = (await room.scan(code, {}, { token: waiter })).data(tableSessionView);
    const pin = session.pin ?? '';
    return { code, session, pin, wrong: pin === '0000' ? '1111' : '0000' };
  }

  it('has its tables opened by staff alone', async () => {
    const { code } = await room.table();
    for (const reply of [await room.scan(code), await room.scan(code, {}, { token: await running.customer() })])
      expect([reply.status, reply.code]).toEqual([409, 'TABLE_NOT_OPEN']);
    expect((await running.http.get(`/tables/${code}`)).at('data.open')).toBe(false);
  });

  it('tells the PIN to staff, and lets in who says it', async () => {
    const { code, session, pin } = await openedByStaff();
    expect(pin).toMatch(/^[0-9]{4}$/);
    for (const body of [{}, { deviceId: randomUUID() }]) {
      const reply = await room.scan(code, body);
      expect([reply.status, reply.code]).toEqual([403, 'TABLE_PIN_REQUIRED']);
    }
    const guest = await room.guest(code, { pin });
    expect([guest.session.id, guest.session.pin]).toEqual([session.id, null]);
    const customer = await running.customer();
    expect((await room.scan(code, {}, { token: customer })).code).toBe('TABLE_PIN_REQUIRED');
    expect((await room.scan(code, { pin }, { token: customer })).status).toBe(200);
    expect((await running.http.get(`/sessions/${session.id}`, { token: guest.token })).at('data.pin')).toBeNull();
    expect((await running.http.get(`/sessions/${session.id}`, { token: waiter })).at('data.pin')).toBe(pin);
  });

  it('asks those who sit there for nothing, and locks the table after ten wrong ones until staff give another', async () => {
    const { code, session, pin, wrong } = await openedByStaff();
    const { deviceId } = await room.guest(code, { pin });
    const replies = await Promise.all(Array.from({ length: 30 }, () => room.scan(code, { pin: wrong })));
    const codes = replies.map((reply) => reply.code);
    expect(codes.filter((one) => one === 'TABLE_PIN_REQUIRED')).toHaveLength(10);
    expect(codes.filter((one) => one === 'TABLE_PIN_LOCKED')).toHaveLength(20);
    for (const body of [{ pin }, {}, { pin: wrong }]) {
      const reply = await room.scan(code, body);
      expect([reply.status, reply.code]).toEqual([429, 'TABLE_PIN_LOCKED']);
    }
    expect((await room.scan(code, { deviceId })).status).toBe(200);
    const renewed = await running.http.post(`/sessions/${session.id}/pin`, { token: waiter });
    const next = renewed.data(tableSessionView).pin ?? '';
    expect(next).not.toBe(pin);
    expect((await room.scan(code, { pin })).code).toBe('TABLE_PIN_REQUIRED');
    expect((await room.scan(code, { pin: next })).status).toBe(200);
  });

  it('gives another PIN for staff of the outlet, at tables where people sit', async () => {
    const { session } = await openedByStaff();
    const renew = (token: string) => running.http.post(`/sessions/${session.id}/pin`, { token });
    expect((await renew(await running.staff('WAITER', [koramangala]))).code).toBe('NOT_FOUND');
    expect((await renew(await running.customer())).code).toBe('PERMISSION_DENIED');
    await running.http.post(`/sessions/${session.id}/close`, { token: waiter });
    expect((await renew(waiter)).code).toBe('TABLE_SESSION_CLOSED');
  });
});

describe('a business that approves first orders', () => {
  beforeAll(() => room.runBy({ ...payLater, tablePolicy: 'STAFF_APPROVES_FIRST_ORDER' }));

  const approve = (sessionId: string, token = waiter) => running.http.post(`/sessions/${sessionId}/approve`, { token });
  const awaited = async (view: OrderView) => {
    const [row] = await running.service.query<{ awaits: string[] }>('select awaits from orders where id = $1', [
      view.id,
    ]);
    return row?.awaits ?? [];
  };
  const held = (view: OrderView) =>
    eventually('inventory holds it', async () => (await awaited(view)).join() === 'staff');

  it('lets the orders of strangers wait for staff, and all of them go on at once', async () => {
    const { code } = await room.table();
    const [guest, customer] = [await room.guest(code), await running.customer()];
    await room.scan(code, {}, { token: customer });
    const async = { headers: { prefer: 'respond-async' } };
    const waiting = [
      (await room.order(guest.token, guest.session.id)).data(orderView),
      (await room.order(customer, guest.session.id, async)).data(orderView),
    ];
    for (const view of waiting) {
      expect(view.status).toBe('PLACED');
      const seconds = (Date.parse(view.endsAt ?? '') - Date.parse(view.createdAt)) / 1000;
      expect(Math.round(seconds)).toBe(15 * 60);
      await held(view);
    }
    const reply = await approve(guest.session.id);
    expect(reply.data(tableSessionView).approvedAt).toEqual(expect.any(String));
    for (const { id } of waiting) expect((await running.order(id)).status).toBe('CONFIRMED');
    expect((await room.order(guest.token, guest.session.id)).data(orderView).status).toBe('CONFIRMED');
    expect((await approve(guest.session.id)).status).toBe(200);
    expect(await running.facts(TableSessionApproved, guest.session.id)).toHaveLength(1);
  });

  it('answers such an order with 202', async () => {
    const guest = await room.guest((await room.table()).code);
    expect((await room.order(guest.token, guest.session.id)).status).toBe(202);
  });

  it('still waits for inventory when staff were quicker', async () => {
    running.stock = 'silent';
    const guest = await room.guest((await room.table()).code);
    const async = { headers: { prefer: 'respond-async' } };
    const view = (await room.order(guest.token, guest.session.id, async)).data(orderView);
    await approve(guest.session.id);
    expect(await awaited(view)).toEqual(['inventory']);
    expect((await running.order(view.id)).status).toBe('PLACED');
    await running.holdStock(view.id);
    expect((await running.order(view.id)).status).toBe('CONFIRMED');
  });

  it('approves nothing that inventory refused', async () => {
    running.stock = 'silent';
    const guest = await room.guest((await room.table()).code);
    const async = { headers: { prefer: 'respond-async' } };
    const view = (await room.order(guest.token, guest.session.id, async)).data(orderView);
    const short = [{ lineIndex: 0, itemId: dosaId, requested: 1, available: 0 }];
    await running.tell(InventoryRejected, view.id, { orderId: view.id, outletId: indiranagar, short });
    await approve(guest.session.id);
    expect(await running.order(view.id)).toMatchObject({ status: 'REJECTED', rejection: { code: 'OUT_OF_STOCK' } });
  });

  it('needs no approval at tables staff opened, nor for what staff order', async () => {
    const byStaff = await room.table();
    await room.scan(byStaff.code, {}, { token: waiter });
    const guest = await room.guest(byStaff.code);
    expect((await room.order(guest.token, guest.session.id)).data(orderView).status).toBe('CONFIRMED');
    const stranger = await room.guest((await room.table()).code);
    expect((await room.order(waiter, stranger.session.id)).data(orderView).status).toBe('CONFIRMED');
  });

  it('forgets no order that is placed while staff approve', async () => {
    for (let round = 0; round < 5; round++) {
      const { code } = await room.table();
      const guest = await room.guest(code);
      const [placed] = await Promise.all([
        Promise.all([1, 2, 3].map(() => room.order(guest.token, guest.session.id))),
        approve(guest.session.id),
      ]);
      for (const reply of placed) {
        const { id } = reply.data(orderView);
        await eventually('it goes on', async () => (await running.order(id)).status === 'CONFIRMED');
      }
    }
  });

  it('nor one whose call died before it looked whether they had approved', async () => {
    const guest = await room.guest((await room.table()).code);
    const key = randomUUID();
    const view = (await room.order(guest.token, guest.session.id, { key })).data(orderView);
    await held(view);
    await running.service.query('update table_session set approved_at = now() where id = $1', [guest.session.id]);
    await running.service.query(
      `update idempotency set state = 'PENDING', lease_until = now() - interval '1 second' where key = $1`,
      [key],
    );
    const again = await room.order(guest.token, guest.session.id, { key });
    expect(again.status).toBe(201);
    expect(again.data(orderView)).toMatchObject({ id: view.id, status: 'CONFIRMED' });
  });

  it('is approved by staff of the outlet alone, while people sit there', async () => {
    const guest = await room.guest((await room.table()).code);
    expect((await approve(guest.session.id, await running.staff('WAITER', [koramangala]))).code).toBe('NOT_FOUND');
    expect((await approve(guest.session.id, guest.token)).code).toBe('PERMISSION_DENIED');
    expect((await approve(randomUUID())).code).toBe('NOT_FOUND');
    await running.http.post(`/sessions/${guest.session.id}/close`, { token: waiter });
    expect((await approve(guest.session.id)).code).toBe('TABLE_SESSION_CLOSED');
  });

  it('rejects what nobody approved within fifteen minutes: TIMED_OUT', async () => {
    const guest = await room.guest((await room.table()).code);
    const view = (await room.order(guest.token, guest.session.id)).data(orderView);
    await held(view);
    await running.moveClock(14 * 60_000);
    expect((await running.order(view.id)).status).toBe('PLACED');
    await running.moveClock(16 * 60_000);
    const rejected = await eventually(
      'it is rejected',
      async () => {
        const order = await running.order(view.id);
        return order.status === 'REJECTED' && order;
      },
      { timeout: 20_000 },
    );
    expect(rejected.rejection).toEqual({ code: 'TIMED_OUT', details: [] });
    await approve(guest.session.id);
    expect((await running.order(view.id)).status).toBe('REJECTED');
    await running.moveClock(0);
  });
});

describe('staff', () => {
  it('list the sessions of their outlets by status, outlet, table and day, newest first', async () => {
    await room.runBy(payLater);
    const [mine, other] = [await room.table(), await room.table({ outletId: koramangala })];
    const [one, two] = [await room.guest(mine.code), await room.guest(other.code)];
    const list = async (query: string, token = waiter) =>
      (await running.http.get(`/sessions?limit=100&${query}`, { token }))
        .data(z.array(tableSessionView))
        .map(({ id }) => id);
    expect((await list('status=OPEN')).slice(0, 2)).toEqual([two.session.id, one.session.id]);
    expect(await list(`table=${mine.id}`)).toEqual([one.session.id]);
    expect(await list(`outlet=${koramangala}&date=${two.session.businessDate}`)).toEqual([two.session.id]);
    expect(await list('date=2001-01-01')).toEqual([]);
    const neighbour = await running.staff('WAITER', [koramangala]);
    expect(await list('', neighbour)).toEqual([two.session.id]);
    expect((await running.http.get(`/sessions?outlet=${indiranagar}`, { token: neighbour })).code).toBe('NOT_FOUND');
    const first = await running.http.get('/sessions?limit=1&count=true', { token: waiter });
    expect(first.at('meta.total')).toBeGreaterThan(1);
    const next = await running.http.get(`/sessions?limit=1&cursor=${String(first.at('meta.nextCursor'))}`, {
      token: waiter,
    });
    expect(next.at('data.0.id')).toBe(one.session.id);
    expect((await running.http.get('/sessions?cursor=zzz', { token: waiter })).faults).toEqual([
      'cursor INVALID_FORMAT',
    ]);
    expect((await running.http.get('/sessions', { token: one.token })).code).toBe('PERMISSION_DENIED');
  });
});
