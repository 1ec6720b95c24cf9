import { randomUUID } from 'node:crypto';
import {
  OrderCancelled,
  OrderLineComped,
  OrderLineVoided,
  OrderRepriced,
  orderView,
  ticketView,
  TicketChanged,
  TicketVoided,
  voidsReportView,
  type OrderView,
  type TicketView,
} from '@chowk/contracts';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom } from './dining-room.js';
import { dosaId, indiranagar, koramangala, lassiId, otherTenantId, paneerId, tenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let manager: string;
let cook: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
  manager = await running.staff('MANAGER', [indiranagar]);
  cook = await running.staff('KITCHEN', [indiranagar]);
});
afterAll(() => running.close());

/** Two dosas from the tawa in two lines, a paneer from the curry station: 120 + 2 x 160 + 260 rupees. */
const dinner = {
  lines: [
    { itemId: dosaId, quantity: 1 },
    { itemId: dosaId, quantity: 2, notes: 'crisp' },
    { itemId: paneerId, quantity: 1 },
  ],
};

async function served(body: Record<string, unknown> = dinner): Promise<OrderView> {
  const guest = await room.guest((await room.table()).code);
  const reply = await room.order(guest.token, guest.session.id);
  expect(reply.status).toBe(201);
  const more = { outletId: undefined, tableSessionId: guest.session.id, fulfilment: 'DINE_IN' };
  return running.placed(guest.token, { ...more, ...body });
}

const change = (
  kind: 'void' | 'comp',
  view: OrderView,
  line: number,
  token = manager,
  body: unknown = { reason: 'burnt' },
) => running.http.post(`/orders/${view.id}/lines/${view.lines[line]?.lineId}/${kind}`, { token, body });
const voidLine = (view: OrderView, line: number, token?: string): Promise<Reply> => change('void', view, line, token);

async function ticketsOf(view: OrderView, status: string): Promise<TicketView[]> {
  const reply = await running.http.get(`/kitchen/tickets?limit=100&status=${status}`, { token: cook });
  return reply.data(z.array(ticketView)).filter(({ orderId }) => orderId === view.id);
}
const moveTicket = (ticket: TicketView | undefined, status: string) =>
  running.http.patch(`/kitchen/tickets/${ticket?.id}`, { token: cook, body: { status } });

const billed = async (view: OrderView) => (await running.bill(view.billId)).total;
const rounded = (paise: number) => Math.round(paise / 100) * 100;

describe('voiding a dish', () => {
  it('takes it off order and bill, strikes it off its ticket with a slip, and tells who and why', async () => {
    const view = await served();
    const before = await billed(view);
    const reply = await voidLine(view, 1, cook);
    const after = reply.data(orderView);
    expect([reply.status, after.status, after.total]).toEqual([200, 'CONFIRMED', view.total - 25_200]);
    expect(after.lines[1]).toMatchObject({ status: 'VOIDED', gross: 0, tax: 0, total: 0, quantity: 2, notes: 'crisp' });
    expect(after.lines[1]?.change).toMatchObject({ reason: 'burnt', amount: 25_200 });
    expect(after.lines.reduce((sum, { total }) => sum + total, 0)).toBe(after.total);
    expect(await billed(view)).toBe(rounded(before - 25_200));
    const [tawa, curry] = await ticketsOf(view, 'QUEUED');
    expect([tawa?.lines.length, tawa?.voidOf, curry?.lines.length]).toEqual([1, null, 1]);
    const [slip, ...more] = await ticketsOf(view, 'VOIDED');
    expect(more).toEqual([]);
    expect(slip).toMatchObject({ voidOf: tawa?.id, station: 'tawa', lines: [{ quantity: 2, notes: 'crisp' }] });
    expect(await running.facts(TicketChanged, tawa?.id ?? '')).toHaveLength(1);
    expect(await running.facts(TicketVoided, slip?.id ?? '')).toMatchObject([{ voidOf: tawa?.id }]);
    const [told] = await running.facts(OrderLineVoided, view.id);
    expect(told).toMatchObject({ isPrepared: false, reason: 'burnt', line: { quantity: 2, total: 25_200 } });
    expect(told?.by).toMatch(/^staff:/);
    expect(await running.facts(OrderRepriced, view.id)).toMatchObject([{ reason: 'VOIDED', total: after.total }]);
  });

  it('of food that was begun says so, for its ingredients are waste', async () => {
    const view = await served();
    const [tawa] = await ticketsOf(view, 'QUEUED');
    await moveTicket(tawa, 'STARTED');
    await voidLine(view, 0);
    await voidLine(view, 2);
    const told = await running.facts(OrderLineVoided, view.id);
    expect(told.map(({ isPrepared }) => isPrepared)).toEqual([true, false]);
  });

  it('that was the last of its ticket voids the ticket, and the others make the order ready', async () => {
    const view = await served();
    const [tawa, curry] = await ticketsOf(view, 'QUEUED');
    for (const status of ['STARTED', 'READY']) await moveTicket(tawa, status);
    expect((await running.order(view.id)).status).toBe('PREPARING');
    expect((await voidLine(view, 2)).data(orderView).status).toBe('READY');
    expect((await ticketsOf(view, 'VOIDED')).map(({ id, voidOf }) => [id, voidOf])).toEqual([[curry?.id, null]]);
  });

  it('that was the last of the order calls the order off', async () => {
    const view = await served();
    const [tawa] = await ticketsOf(view, 'QUEUED');
    await moveTicket(tawa, 'STARTED');
    for (const line of [0, 1])
      expect((await voidLine(view, line)).data(orderView).status).toMatch(/PREPARING|CONFIRMED/);
    const last = (await voidLine(view, 2)).data(orderView);
    expect(last).toMatchObject({ status: 'CANCELLED', total: 0, subtotal: 0, tax: 0, allowedMoves: [] });
    expect(await running.facts(OrderCancelled, view.id)).toMatchObject([{ reason: 'burnt' }]);
    expect(await ticketsOf(view, 'QUEUED')).toEqual([]);
    expect(await billed(view)).toBe(12_600);
    expect((await voidLine(view, 2)).data(orderView).version).toBe(last.version);
  });

  it('happens once, however many do it at the same moment', async () => {
    const view = await served();
    const replies = await Promise.all(Array.from({ length: 6 }, () => voidLine(view, 0)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(replies.map((reply) => reply.at('data.version'))).size).toBe(1);
    expect(await running.facts(OrderLineVoided, view.id)).toHaveLength(1);
    expect(await ticketsOf(view, 'VOIDED')).toHaveLength(1);
  });

  it('and another one at the same moment: both are off, and the bill agrees', async () => {
    const view = await served();
    const before = await billed(view);
    await Promise.all([voidLine(view, 0), voidLine(view, 1), voidLine(view, 2)]);
    const after = await running.order(view.id);
    expect([after.status, after.total]).toEqual(['CANCELLED', 0]);
    expect(await billed(view)).toBe(before - rounded(view.total));
    expect(await running.facts(OrderCancelled, view.id)).toHaveLength(1);
  });

  it('of what was served and is not paid yet is possible at a table, to the last line', async () => {
    const view = await served({ lines: [{ itemId: lassiId, quantity: 1 }] });
    const waiter = await running.staff('WAITER', [indiranagar]);
    for (const status of ['PREPARING', 'READY', 'COMPLETED'])
      await running.http.patch(`/orders/${view.id}/status`, { token: waiter, body: { status } });
    const after = (await voidLine(view, 0)).data(orderView);
    expect(after).toMatchObject({ status: 'CANCELLED', total: 0 });
    expect(await running.facts(OrderLineVoided, view.id)).toMatchObject([{ isPrepared: true }]);
  });
});

describe('giving a dish free', () => {
  it('leaves it on its ticket and asks for nothing for it', async () => {
    const view = await served();
    const before = await billed(view);
    const after = (await change('comp', view, 2)).data(orderView);
    expect(after).toMatchObject({ total: view.total - 27_300, subtotal: view.subtotal, discount: 26_000 });
    expect(after.lines[2]).toMatchObject({
      status: 'COMPED',
      gross: 26_000,
      discount: 26_000,
      taxable: 0,
      tax: 0,
      total: 0,
    });
    expect(await billed(view)).toBe(rounded(before - 27_300));
    expect((await ticketsOf(view, 'QUEUED')).map(({ lines }) => lines.length)).toEqual([2, 1]);
    expect(await running.facts(OrderLineComped, view.id)).toMatchObject([{ amount: 27_300, reason: 'burnt' }]);
    expect(await running.facts(OrderRepriced, view.id)).toMatchObject([{ reason: 'COMPED' }]);
    expect((await change('comp', view, 2)).data(orderView).version).toBe(after.version);
  });

  it('goes before voiding it, never after', async () => {
    const view = await served();
    await change('comp', view, 0);
    expect((await voidLine(view, 0)).data(orderView).lines[0]?.status).toBe('VOIDED');
    const reply = await change('comp', view, 0);
    expect([reply.status, reply.code]).toEqual([409, 'LINE_IS_VOID']);
  });

  it('of all of it costs nothing and leaves an order to be made', async () => {
    const view = await served();
    for (const line of [0, 1, 2]) await change('comp', view, line);
    expect(await running.order(view.id)).toMatchObject({ status: 'CONFIRMED', total: 0 });
    expect(await billed(view)).toBe(12_600);
  });
});

describe('a line cannot be changed', () => {
  const refusedBy = async (reply: Reply, view: OrderView, expected: unknown[]) => {
    expect([reply.status, reply.code]).toEqual(expected);
    expect((await running.order(view.id)).version).toBe(view.version);
    expect(await running.facts(OrderLineVoided, view.id)).toEqual([]);
  };

  it('without the permission: waiters void nothing, cooks give nothing free, guests neither', async () => {
    const view = await served();
    const guest = await room.guest((await room.table()).code);
    for (const token of [
      await running.staff('WAITER'),
      await running.staff('CASHIER'),
      guest.token,
      await running.customer(),
    ])
      for (const kind of ['void', 'comp'] as const)
        await refusedBy(await change(kind, view, 0, token), view, [403, 'PERMISSION_DENIED']);
    await refusedBy(await change('comp', view, 0, cook), view, [403, 'PERMISSION_DENIED']);
  });

  it('of another outlet or tenant, nor one that does not exist', async () => {
    const view = await served();
    const others = [
      await running.staff('MANAGER', [koramangala]),
      await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] }),
    ];
    for (const token of others) await refusedBy(await voidLine(view, 0, token), view, [404, 'NOT_FOUND']);
    for (const lineId of [randomUUID(), 'x']) {
      const path = `/orders/${view.id}/lines/${lineId}/void`;
      await refusedBy(await running.http.post(path, { token: manager, body: { reason: 'x' } }), view, [
        404,
        'NOT_FOUND',
      ]);
    }
  });

  it('without a reason', async () => {
    const view = await served();
    for (const body of [{}, { reason: '' }, { reason: '  ' }])
      expect((await change('void', view, 0, manager, body)).status).toBe(422);
    const reply = await change('void', view, 0, manager, { reason: 'x', amount: 1 });
    expect(reply.faults).toEqual(['amount UNKNOWN_FIELD']);
  });

  it('before the order is certain and after it came to nothing', async () => {
    const view = await running.placed(await running.customer(), dinner);
    await refusedBy(await voidLine(view, 0), view, [409, 'ORDER_CANNOT_MOVE']);
    const cancelled = (await running.http.patch(`/orders/${view.id}/cancel`, { token: manager })).data(orderView);
    const reply = await voidLine(cancelled, 0);
    expect(reply.at('error.details')).toEqual({ status: 'CANCELLED', to: 'VOIDED', allowed: [] });
    await refusedBy(reply, cancelled, [409, 'ORDER_CANNOT_MOVE']);
  });

  it('once its bill is settled: that is what refunds are for', async () => {
    const view = await running.confirmed(await running.customer(), dinner);
    for (const kind of ['void', 'comp'] as const)
      await refusedBy(await change(kind, view, 0), view, [409, 'BILL_CLOSED']);
  });
});

describe('the report of voids', () => {
  it('tells per staff member what was voided and given free, of the outlets of its reader', async () => {
    const id = randomUUID();
    const token = await running.service.mintToken({
      ...{ tenantId, roles: ['MANAGER'], id, outlets: [indiranagar] },
    });
    const view = await served();
    await voidLine(view, 0, token);
    await change('comp', view, 2, token);
    const report = async (query: string, who = manager) => running.http.get(`/reports/voids?${query}`, { token: who });
    const { staff } = (await report(`date=${view.businessDate}&outlet=${indiranagar}`)).data(voidsReportView);
    const own = staff.find(({ staffId }) => staffId === id);
    expect(own).toMatchObject({ voids: { count: 1, amount: 12_600 }, comps: { count: 1, amount: 27_300 } });
    expect(own?.lines.map(({ kind, name, reason, orderId }) => [kind, name, reason, orderId])).toEqual([
      ['VOIDED', 'Masala dosa', 'burnt', view.id],
      ['COMPED', 'Paneer butter masala (Full)', 'burnt', view.id],
    ]);
    const elsewhere = await running.staff('MANAGER', [koramangala]);
    expect((await report(`date=${view.businessDate}`, elsewhere)).at('data.staff')).toEqual([]);
    for (const [outlet, who] of [
      [indiranagar, elsewhere],
      [randomUUID(), manager],
    ] as const) {
      const refused = await report(`date=${view.businessDate}&outlet=${outlet}`, who);
      expect([refused.status, refused.code]).toEqual([404, 'NOT_FOUND']);
    }
    expect((await report('date=2020-01-01')).at('data.staff')).toEqual([]);
    expect((await report('date=2026-02-31')).faults).toEqual(['date INVALID_DATE']);
    expect((await report('')).faults).toEqual(['date REQUIRED']);
    expect((await report(`date=${view.businessDate}`, cook)).status).toBe(403);
  });
});
