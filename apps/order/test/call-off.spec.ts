import { randomUUID } from 'node:crypto';
import {
  BillRefundDue,
  BillRefunded,
  OrderCancelled,
  orderView,
  ticketView,
  type OrderStatus,
  type OrderView,
} from '@chowk/contracts';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom, type Guest } from './dining-room.js';
import { indiranagar, koramangala, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
});
afterAll(() => running.close());

const cancel = (id: string, token: string, body?: unknown): Promise<Reply> =>
  running.http.patch(`/orders/${id}/cancel`, { token, ...(body === undefined ? {} : { body }) });

async function ordered(): Promise<{ guest: Guest; code: string; view: OrderView }> {
  const { code } = await room.table();
  const guest = await room.guest(code);
  return { guest, code, view: (await room.order(guest.token, guest.session.id)).data(orderView) };
}

async function movedTo(status: OrderStatus): Promise<Awaited<ReturnType<typeof ordered>>> {
  const at = await ordered();
  const token = await running.staff('WAITER', [indiranagar]);
  for (const step of ['PREPARING', 'READY', 'COMPLETED'] as const) {
    if (at.view.status === status) break;
    await running.http.patch(`/orders/${at.view.id}/status`, { token, body: { status: step } });
    if (step === status) break;
  }
  return at;
}

describe('what a reader may do with an order', () => {
  it.each<[OrderStatus, Record<'guest' | 'friend' | 'cook' | 'waiter' | 'manager', OrderStatus[]>]>([
    [
      'CONFIRMED',
      {
        guest: ['CANCELLED'],
        friend: [],
        cook: ['PREPARING'],
        waiter: ['PREPARING', 'CANCELLED'],
        manager: ['PREPARING', 'CANCELLED'],
      },
    ],
    ['PREPARING', { guest: [], friend: [], cook: ['READY'], waiter: ['READY'], manager: ['READY', 'CANCELLED'] }],
    [
      'READY',
      { guest: [], friend: [], cook: ['COMPLETED'], waiter: ['COMPLETED'], manager: ['COMPLETED', 'CANCELLED'] },
    ],
    ['COMPLETED', { guest: [], friend: [], cook: [], waiter: [], manager: [] }],
  ])('%s is told as allowedMoves, and the label is in the reader’s language', async (status, allowed) => {
    const { guest, code, view } = await movedTo(status);
    const tokens = {
      guest: guest.token,
      friend: (await room.guest(code)).token,
      cook: await running.staff('KITCHEN'),
      waiter: await running.staff('WAITER'),
      manager: await running.staff('MANAGER'),
    };
    for (const [who, token] of Object.entries(tokens)) {
      const reply = await running.http.get(`/orders/${view.id}`, { token, headers: { 'accept-language': 'hi' } });
      const seen = reply.data(orderView);
      expect([who, seen.status, seen.allowedMoves]).toEqual([who, status, allowed[who as keyof typeof allowed]]);
      expect(seen.statusLabel).toMatch(/[\u0900-\u097f]/);
    }
  });
});

describe('calling an order off', () => {
  it('is free for the guest who ordered until the kitchen begins: bill and kitchen follow', async () => {
    const { guest, code, view } = await ordered();
    const friend = await room.guest(code);
    const others = await cancel(view.id, friend.token);
    expect([others.status, others.code]).toEqual([403, 'PERMISSION_DENIED']);
    const off = (await cancel(view.id, guest.token)).data(orderView);
    expect(off).toMatchObject({ status: 'CANCELLED', allowedMoves: [] });
    expect(await running.bill(view.billId)).toMatchObject({ total: 0, due: 0 });
    const cook = await running.staff('KITCHEN', [indiranagar]);
    const tickets = await running.http.get('/kitchen/tickets?limit=100&status=VOIDED', { token: cook });
    expect(tickets.data(z.array(ticketView)).filter(({ orderId }) => orderId === view.id)).toHaveLength(1);
  });

  it('needs a manager and a reason once it began: guests and waiters are refused without a trace', async () => {
    const { guest, view } = await movedTo('PREPARING');
    for (const token of [guest.token, await running.staff('WAITER'), await running.staff('CASHIER')])
      expect((await cancel(view.id, token, { reason: 'slow' })).code).toBe('PERMISSION_DENIED');
    const manager = await running.staff('MANAGER');
    expect((await cancel(view.id, manager)).faults).toEqual(['reason REQUIRED']);
    expect(await running.facts(OrderCancelled, view.id)).toEqual([]);
    expect((await cancel(view.id, manager, { reason: 'slow' })).data(orderView).status).toBe('CANCELLED');
    expect(await running.facts(OrderCancelled, view.id)).toMatchObject([{ from: 'PREPARING', reason: 'slow' }]);
  });

  it('after the bill was settled gives the money back by a credit note', async () => {
    const view = await running.confirmed(await running.customer());
    const manager = await running.staff('MANAGER');
    await cancel(view.id, manager, { reason: 'closed early' });
    const bill = await running.bill(view.billId);
    expect(bill).toMatchObject({ status: 'SETTLED', total: 12_600, due: 0 });
    expect(await running.facts(BillRefunded, view.billId)).toMatchObject([{ amount: 12_600 }]);
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 12_600 }]);
    await cancel(view.id, manager, { reason: 'again' });
    expect(await running.facts(BillRefunded, view.billId)).toHaveLength(1);
  });

  it('is nothing that others can do: other tables, outlets and tenants find no order', async () => {
    const { view } = await ordered();
    const strangers = [
      (await room.guest((await room.table()).code)).token,
      await running.customer(),
      await running.staff('MANAGER', [koramangala]),
      await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'], id: randomUUID() }),
    ];
    for (const token of strangers) expect((await cancel(view.id, token)).status).toBe(404);
    expect((await running.order(view.id)).version).toBe(view.version);
  });

  it('and beginning it at the same moment: one goes first, order and tickets agree', async () => {
    const cook = await running.staff('KITCHEN', [indiranagar]);
    for (let round = 0; round < 4; round++) {
      const { guest, view } = await ordered();
      const listed = await running.http.get('/kitchen/tickets?limit=100', { token: cook });
      const ticket = listed.data(z.array(ticketView)).find(({ orderId }) => orderId === view.id);
      const [off, started] = await Promise.all([
        cancel(view.id, guest.token),
        running.http.patch(`/kitchen/tickets/${ticket?.id}`, { token: cook, body: { status: 'STARTED' } }),
      ]);
      const after = await running.order(view.id);
      expect(after.status).toBe(off.status === 200 ? 'CANCELLED' : 'PREPARING');
      expect([off.status === 200, started.status === 200]).toContain(true);
      const [row] = await running.service.query<{ status: string }>('select status from ticket where id = $1', [
        ticket?.id,
      ]);
      expect(row?.status).toBe(off.status === 200 ? 'VOIDED' : 'STARTED');
    }
  });
});
