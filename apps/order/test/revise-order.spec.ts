import { randomUUID } from 'node:crypto';
import {
  BillRefundDue,
  CouponState,
  OrderConfirmed,
  OrderRepriced,
  OrderRevisionAsked,
  orderView,
  ticketView,
  TicketChanged,
  type OrderView,
  type TicketView,
} from '@chowk/contracts';
import { Database, runInCall, sql } from '@chowk/kit';
import type { CallOptions, Reply } from '@chowk/testing';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Deadlines } from '../src/orders/events/deadlines.js';
import { DiningRoom, type Guest } from './dining-room.js';
import {
  cheeseId,
  coupon,
  dosaId,
  indiranagar,
  koramangala,
  lassiId,
  otherTenantId,
  paneerId,
  tenantId,
} from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let waiter: string;
let cook: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
  waiter = await running.staff('WAITER', [indiranagar]);
  cook = await running.staff('KITCHEN', [indiranagar]);
});
afterAll(() => running.close());
beforeEach(() => {
  running.stock = 'held';
});
afterEach(async () => {
  await running.moveClock(0);
});

interface AtTable {
  readonly code: string;
  readonly guest: Guest;
  readonly view: OrderView;
}

/** A guest's confirmed order of a dosa and a lassi. */
async function ordered(): Promise<AtTable> {
  const { code } = await room.table();
  const guest = await room.guest(code);
  const lines = [
    { itemId: dosaId, quantity: 1 },
    { itemId: lassiId, quantity: 1 },
  ];
  const more = { outletId: undefined, tableSessionId: guest.session.id, fulfilment: 'DINE_IN', lines };
  return { code, guest, view: await running.placed(guest.token, more) };
}

const revise = (id: string, token: string, body: unknown, options: CallOptions = {}): Promise<Reply> =>
  running.http.patch(`/orders/${id}/items`, { token, body, ...options });
const onePaneer = { add: [{ itemId: paneerId, quantity: 1 }] };

async function ticketsOf(view: OrderView, status = 'QUEUED'): Promise<TicketView[]> {
  const reply = await running.http.get(`/kitchen/tickets?limit=100&status=${status}`, { token: cook });
  return reply.data(z.array(ticketView)).filter(({ orderId }) => orderId === view.id);
}
const start = (ticket: TicketView | undefined) =>
  running.http.patch(`/kitchen/tickets/${ticket?.id}`, { token: cook, body: { status: 'STARTED' } });

async function unchanged(view: OrderView, asked = 0): Promise<void> {
  const { lines, total } = await running.order(view.id);
  expect([lines, total]).toEqual([view.lines, view.total]);
  expect(await running.facts(OrderRepriced, view.id)).toEqual([]);
  expect(await running.facts(OrderRevisionAsked, view.id)).toHaveLength(asked);
}

describe('changing the lines of an order', () => {
  it('adds and takes off at once: order, bill and kitchen follow', async () => {
    const { guest, view } = await ordered();
    const add = [
      { itemId: paneerId, quantity: 2 },
      { itemId: dosaId, quantity: 1, modifiers: [{ modifierId: cheeseId }] },
    ];
    const reply = await revise(view.id, guest.token, { add, remove: [view.lines[1]?.lineId] });
    const after = reply.data(orderView);
    expect([reply.status, after.status, after.pendingRevision]).toEqual([200, 'CONFIRMED', null]);
    expect(after.lines.map(({ name, quantity, lineIndex }) => [name, quantity, lineIndex])).toEqual([
      ['Masala dosa', 1, 0],
      ['Paneer butter masala (Full)', 2, 2],
      ['Masala dosa', 1, 3],
    ]);
    expect(after.lines[0]?.lineId).toBe(view.lines[0]?.lineId);
    expect(new Set(after.lines.map(({ guestId }) => guestId))).toEqual(new Set([guest.guestId]));
    expect(after.total).toBe((12_000 + 52_000 + 16_000) * 1.05);
    expect((await running.bill(view.billId)).total).toBe(after.total);
    const tickets = await ticketsOf(view);
    expect(tickets.map(({ station, lines }) => [station, lines.length])).toEqual([
      ['tawa', 2],
      ['curry', 1],
    ]);
    expect((await ticketsOf(view, 'VOIDED')).map(({ station, voidOf }) => [station, voidOf])).toEqual([
      ['counter', null],
    ]);
    expect(await running.facts(TicketChanged, tickets[0]?.id ?? '')).toHaveLength(1);
    const [asked] = await running.facts(OrderRevisionAsked, view.id);
    expect(asked).toMatchObject({ revision: 1, lines: [{ quantity: 1 }, { quantity: 2 }, { quantity: 1 }] });
    const [repriced] = await running.facts(OrderRepriced, view.id);
    expect(repriced).toMatchObject({ reason: 'REVISED', total: after.total, tax: after.tax });
  });

  it('judges rules on the whole: two more lassis and the four are cheaper', async () => {
    const guest = await room.guest((await room.table()).code);
    const more = { outletId: undefined, tableSessionId: guest.session.id, fulfilment: 'DINE_IN' };
    const view = await running.placed(guest.token, { ...more, lines: [{ itemId: lassiId, quantity: 2 }] });
    expect(view.discount).toBe(0);
    const after = (await revise(view.id, guest.token, { add: [{ itemId: lassiId, quantity: 2 }] })).data(orderView);
    expect([after.discount, after.appliedRules.map(({ name }) => name)]).toEqual([7_200, ['Four lassis']]);
    const back = (await revise(view.id, guest.token, { remove: [after.lines[1]?.lineId] })).data(orderView);
    expect([back.discount, back.appliedRules]).toEqual([0, []]);
  });

  it('of a prepaid order before it is paid changes what is due; less than was paid comes back', async () => {
    const token = await running.customer();
    const view = await running.placed(token, {
      lines: [
        { itemId: dosaId, quantity: 1 },
        { itemId: paneerId, quantity: 1 },
      ],
    });
    await running.pay({ billId: view.billId, orderIds: [view.id], amount: 30_000 });
    const after = (await revise(view.id, token, { remove: [view.lines[1]?.lineId] })).data(orderView);
    expect(after).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', total: 12_600 });
    expect(await running.facts(BillRefundDue, view.billId)).toMatchObject([{ amount: 17_400, reason: 'OVERPAID' }]);
    const [confirmed] = await running.facts(OrderConfirmed, view.id);
    expect(confirmed?.lines.map(({ name }) => name)).toEqual(['Masala dosa']);
  });

  it('keeps a redeemed coupon, and never gives more by it than discount agreed to', async () => {
    const token = await running.customer();
    const view = await running.placed(token, { lines: [{ itemId: dosaId, quantity: 2 }], couponCode: 'WELCOME10' });
    const after = (await revise(view.id, token, { add: [{ itemId: dosaId, quantity: 2 }] })).data(orderView);
    expect([view.coupon?.amount, after.coupon?.amount, after.subtotal]).toEqual([2_400, 2_400, 48_000]);
  });

  it('keeps a redeemed coupon that nobody can redeem any more', async () => {
    const token = await running.customer();
    const id = randomUUID();
    const gone = coupon({ id, code: `GONE-${id.slice(0, 8).toUpperCase()}` });
    await running.tell(CouponState, id, { coupon: gone, removed: false });
    const view = await running.placed(token, { lines: [{ itemId: dosaId, quantity: 2 }], couponCode: gone.code });
    await running.tell(CouponState, id, { coupon: { ...gone, active: false }, removed: true }, { version: 2 });
    const after = (await revise(view.id, token, { add: [{ itemId: dosaId, quantity: 2 }] })).data(orderView);
    expect(after.coupon).toEqual({ code: gone.code, amount: 2_400 });
  });

  it('leaves alone what was voided or given free', async () => {
    const { guest, view } = await ordered();
    const manager = await running.staff('MANAGER');
    const lineId = view.lines[1]?.lineId;
    await running.http.post(`/orders/${view.id}/lines/${lineId}/comp`, { token: manager, body: { reason: 'late' } });
    const after = (await revise(view.id, guest.token, onePaneer)).data(orderView);
    expect(after.lines.map(({ status, total }) => [status, total])).toEqual([
      ['ORDERED', 12_600],
      ['COMPED', 0],
      ['ORDERED', 27_300],
    ]);
    expect((await revise(view.id, guest.token, { remove: [lineId] })).code).toBe('UNKNOWN_REFERENCE');
  });

  it('happens once for one idempotency key', async () => {
    const { guest, view } = await ordered();
    const key = randomUUID();
    const [one, two] = [
      await revise(view.id, guest.token, onePaneer, { key }),
      await revise(view.id, guest.token, onePaneer, { key }),
    ];
    expect(two.at('data')).toEqual(one.at('data'));
    expect(await running.facts(OrderRevisionAsked, view.id)).toHaveLength(1);
  });
});

describe('a change that cannot be had', () => {
  it('of stock: 409 with what is short, and nothing has changed', async () => {
    const { guest, view } = await ordered();
    running.stock = 'short';
    const reply = await revise(view.id, guest.token, onePaneer);
    expect([reply.status, reply.code]).toEqual([409, 'OUT_OF_STOCK']);
    expect(reply.at('error.details')).toMatchObject([{ available: 0 }]);
    await unchanged(view, 1);
    expect((await ticketsOf(view)).length).toBe(2);
    running.stock = 'held';
    expect((await revise(view.id, guest.token, onePaneer)).data(orderView).lines).toHaveLength(3);
    expect((await running.facts(OrderRevisionAsked, view.id)).map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it('at another price than expected: 409 with the quote', async () => {
    const { guest, view } = await ordered();
    const reply = await revise(view.id, guest.token, { ...onePaneer, expectedTotal: 1 });
    expect([reply.status, reply.code]).toEqual([409, 'PRICE_CHANGED']);
    expect(reply.at('error.details.0.quote.total')).toBe(49_350);
    await unchanged(view);
    expect((await revise(view.id, guest.token, { ...onePaneer, expectedTotal: 49_350 })).status).toBe(200);
  });

  it('since it says nothing, leaves nothing, or names what does not exist', async () => {
    const { guest, view } = await ordered();
    const ids = view.lines.map(({ lineId }) => lineId);
    const faults = async (body: unknown) => (await revise(view.id, guest.token, body)).faults;
    expect(await faults({})).toEqual([' REQUIRED']);
    expect(await faults({ remove: ids })).toEqual(['remove OUT_OF_RANGE']);
    expect(await faults({ remove: [ids[0], randomUUID()] })).toEqual(['remove.1 UNKNOWN_REFERENCE']);
    expect(await faults({ add: [{ itemId: randomUUID(), quantity: 1 }] })).toEqual(['add.0.itemId UNKNOWN_REFERENCE']);
    expect(await faults({ add: [{ itemId: dosaId, quantity: 0 }], price: 1 })).toEqual([
      'add.0.quantity OUT_OF_RANGE',
      'price UNKNOWN_FIELD',
    ]);
    expect(await faults({ add: [{ itemId: dosaId, quantity: 1, guestId: guest.guestId }] })).toEqual([
      'add.0.guestId NOT_ALLOWED',
    ]);
    await unchanged(view);
  });

  it('once the kitchen began, once the bill is settled, once it came to nothing', async () => {
    const begun = await ordered();
    await start((await ticketsOf(begun.view))[0]);
    const late = await revise(begun.view.id, begun.guest.token, onePaneer);
    expect([late.status, late.code, late.at('error.details.to')]).toEqual([409, 'ORDER_CANNOT_MOVE', 'REVISED']);
    const token = await running.customer();
    const paid = await running.confirmed(token);
    const settled = await revise(paid.id, token, onePaneer);
    expect([settled.status, settled.code]).toEqual([409, 'BILL_CLOSED']);
    const gone = await running.placed(token);
    await running.http.patch(`/orders/${gone.id}/cancel`, { token });
    expect((await revise(gone.id, token, onePaneer)).code).toBe('ORDER_CANNOT_MOVE');
    for (const view of [begun.view, paid, gone]) await unchanged(view);
  });

  it('by others: another guest of the table 403, other tables, outlets and tenants 404', async () => {
    const { code, view } = await ordered();
    const neighbour = await room.guest((await room.table()).code);
    const friend = await room.guest(code);
    const reply = await revise(view.id, friend.token, onePaneer);
    expect([reply.status, reply.code]).toEqual([403, 'PERMISSION_DENIED']);
    const strangers = [
      neighbour.token,
      await running.customer(),
      await running.staff('WAITER', [koramangala]),
      await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] }),
    ];
    for (const token of strangers) expect((await revise(view.id, token, onePaneer)).status).toBe(404);
    expect((await revise(view.id, cook, onePaneer)).status).toBe(403);
    await unchanged(view);
    expect((await revise(view.id, waiter, onePaneer)).status).toBe(200);
  });

  it('since the order is another one than the caller saw', async () => {
    const { guest, view } = await ordered();
    const reply = await revise(view.id, guest.token, onePaneer, { headers: { 'if-match': '"1"' } });
    expect([reply.status, reply.code]).toEqual([412, 'VERSION_CONFLICT']);
    await unchanged(view);
  });
});

describe('while a change is being checked', () => {
  async function changing(): Promise<AtTable> {
    const at = await ordered();
    running.stock = 'silent';
    const reply = await revise(at.view.id, at.guest.token, onePaneer);
    expect([reply.status, reply.data(orderView).pendingRevision]).toMatchObject([202, { revision: 1, total: 49_350 }]);
    return at;
  }

  it('nothing else changes and the kitchen does not begin; then everything goes on', async () => {
    const { guest, view } = await changing();
    const manager = await running.staff('MANAGER');
    const [tawa] = await ticketsOf(view);
    const lineId = view.lines[0]?.lineId;
    const refused = [
      await revise(view.id, guest.token, onePaneer),
      await start(tawa),
      await running.http.patch(`/orders/${view.id}/status`, { token: waiter, body: { status: 'PREPARING' } }),
      await running.http.post(`/orders/${view.id}/lines/${lineId}/void`, { token: manager, body: { reason: 'x' } }),
      await running.http.post(`/orders/${view.id}/lines/${lineId}/comp`, { token: manager, body: { reason: 'x' } }),
    ];
    expect(refused.map(({ status, code }) => [status, code])).toEqual(refused.map(() => [409, 'ORDER_CHANGING']));
    expect((await ticketsOf(view)).map(({ status }) => status)).toEqual(['QUEUED', 'QUEUED']);
    const seen = (await running.http.get(`/orders/${view.id}`, { token: waiter })).data(orderView);
    expect(seen.allowedMoves).toEqual(['CANCELLED']);
    await unchanged(view, 1);
    expect(await running.holdStock(view.id, 1)).toBe('done');
    expect(await running.order(view.id)).toMatchObject({ pendingRevision: null, total: 49_350 });
    expect((await start(tawa)).status).toBe(200);
  });

  it('an answer that comes twice, late or to another number changes nothing', async () => {
    const { view } = await changing();
    await running.holdStock(view.id, 7);
    await running.holdStock(view.id);
    await running.lackStock(view.id);
    await unchanged(view, 1);
    await Promise.all([running.holdStock(view.id, 1), running.holdStock(view.id, 1)]);
    await running.lackStock(view.id, 1);
    expect((await running.order(view.id)).lines).toHaveLength(3);
    expect(await running.facts(OrderRepriced, view.id)).toHaveLength(1);
  });

  it('for a minute without an answer, it is dropped and inventory is asked for the old lines again', async () => {
    const { view } = await changing();
    await running.moveClock(61_000);
    await eventually('the change is dropped', async () => (await running.order(view.id)).pendingRevision === null);
    await unchanged(view, 2);
    const [asked, back] = await running.facts(OrderRevisionAsked, view.id);
    expect([asked?.revision, asked?.lines.length, back?.revision, back?.lines.length]).toEqual([1, 3, 2, 2]);
    await running.holdStock(view.id, 1);
    await running.holdStock(view.id, 2);
    await unchanged(view, 2);
    expect((await start((await ticketsOf(view))[0])).status).toBe(200);
  });

  it('a change that was asked for while the minute of an earlier one ended has its own time', async () => {
    const { view } = await changing();
    const { app } = running.service;
    const database = app.get(Database);
    const { promise: isHeld, resolve: held } = Promise.withResolvers<boolean>();
    const other = runInCall({ tenantId }, () =>
      database.transaction(async () => {
        await database.query(sql`select 1 from orders where id = ${view.id} for update`);
        held(true);
        await running.somebodyWaits();
        await database.query(
          sql`update orders set revision_ends_at = revision_ends_at + interval '1 hour' where id = ${view.id}`,
        );
      }),
    );
    await isHeld;
    await running.moveClock(61_000);
    await Promise.all([app.get(Deadlines).look(), other]);
    expect((await running.order(view.id)).pendingRevision).toMatchObject({ revision: 1 });
    expect(await running.facts(OrderRevisionAsked, view.id)).toHaveLength(1);
  });

  it('the order can be called off: the late answer finds it gone', async () => {
    const { guest, view } = await changing();
    const off = await running.http.patch(`/orders/${view.id}/cancel`, { token: guest.token });
    expect(off.data(orderView)).toMatchObject({ status: 'CANCELLED', pendingRevision: null });
    await running.holdStock(view.id, 1);
    expect(await running.order(view.id)).toMatchObject({ status: 'CANCELLED', total: view.total });
  });

  it('money that covers the bill goes first: the change is undone at inventory', async () => {
    const token = await running.customer();
    const view = await running.placed(token);
    running.stock = 'silent';
    await revise(view.id, token, onePaneer);
    await running.payAll(view);
    expect(await running.order(view.id)).toMatchObject({ status: 'CONFIRMED', pendingRevision: { revision: 1 } });
    await running.holdStock(view.id, 1);
    expect(await running.order(view.id)).toMatchObject({ pendingRevision: null, total: 12_600 });
    expect((await running.facts(OrderRevisionAsked, view.id)).map(({ lines }) => lines.length)).toEqual([2, 1]);
  });
});

describe('at the same moment', () => {
  it('two people change one order: both changes are there, or one was told to come back', async () => {
    const { guest, view } = await ordered();
    const replies = await Promise.all([revise(view.id, guest.token, onePaneer), revise(view.id, waiter, onePaneer)]);
    for (const { status, code } of replies) expect([200, 'ORDER_CHANGING']).toContain(status === 200 ? 200 : code);
    const done = replies.filter(({ status }) => status === 200).length;
    expect(done).toBeGreaterThan(0);
    const after = await running.order(view.id);
    expect(after.lines).toHaveLength(2 + done);
    expect((await running.bill(view.billId)).total).toBe(Math.round(after.total / 100) * 100);
  });

  it('a guest changes an order and the cook begins it: one of them goes first, and tickets and order agree', async () => {
    for (let round = 0; round < 4; round++) {
      const { guest, view } = await ordered();
      const [tawa] = await ticketsOf(view);
      const [revised, started] = await Promise.all([revise(view.id, guest.token, onePaneer), start(tawa)]);
      const after = await running.order(view.id);
      expect([200, 409]).toContain(revised.status);
      expect(started.status === 200 || started.code === 'ORDER_CHANGING').toBe(true);
      expect(after.status).toBe(started.status === 200 ? 'PREPARING' : 'CONFIRMED');
      const cooked = [...(await ticketsOf(view)), ...(await ticketsOf(view, 'STARTED'))].flatMap(({ lines }) => lines);
      expect(cooked.map(({ lineId }) => lineId).toSorted()).toEqual(after.lines.map(({ lineId }) => lineId).toSorted());
    }
  });
});
