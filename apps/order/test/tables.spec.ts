import { randomUUID } from 'node:crypto';
import {
  orderView,
  scannedTableView,
  TableSessionClosed,
  TableSessionOpened,
  tableSessionView,
  tableView,
  type TableView,
} from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { indiranagar, koramangala, otherOutlet, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let manager: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  manager = await running.staff('MANAGER');
});
afterAll(() => running.close());

let labels = 0;
async function table(body: Record<string, unknown> = {}): Promise<TableView> {
  const created = { outletId: indiranagar, label: `T${(labels += 1)}`, ...body };
  return (await running.http.post('/tables', { token: manager, body: created })).data(tableView);
}

const sitDown = (code: string, token: string, options: Record<string, unknown> = {}) =>
  running.http.post(`/tables/${code}/sessions`, { token, ...options });

/** A table's bill is settled once it was shown and is paid. */
const present = (billId: string, token: string) => running.http.post(`/bills/${billId}/present`, { token });

describe('tables', () => {
  it('are put up, listed, changed and taken away', async () => {
    const made = await table({ label: 'Window', area: 'terrace', seats: 2 });
    const changed = await running.http.patch(`/tables/${made.id}`, { token: manager, body: { seats: 6, area: null } });
    expect(changed.data(tableView)).toMatchObject({ label: 'Window', area: null, seats: 6, version: 2 });
    const list = await running.http.get(`/tables?outlet=${indiranagar}&count=true&limit=1`, { token: manager });
    expect(list.data(z.array(tableView))).toHaveLength(1);
    expect(list.at('meta.total')).toBeGreaterThan(0);
    expect((await running.http.delete(`/tables/${made.id}`, { token: manager })).status).toBe(204);
    expect((await running.http.patch(`/tables/${made.id}`, { token: manager, body: { seats: 1 } })).status).toBe(404);
    expect((await running.http.get(`/tables/${made.code}`)).status).toBe(404);
    await table({ label: 'Window' });
  });

  it('are listed page by page', async () => {
    for (let count = 0; count < 3; count++) await table({ outletId: koramangala });
    const first = await running.http.get(`/tables?outlet=${koramangala}&limit=2`, { token: manager });
    const cursor = String(first.at('meta.nextCursor'));
    const second = await running.http.get(`/tables?outlet=${koramangala}&limit=2&cursor=${cursor}`, { token: manager });
    expect(first.data(z.array(tableView))).toHaveLength(2);
    expect(second.data(z.array(tableView))).toHaveLength(1);
    expect(second.at('meta.nextCursor')).toBeNull();
    const bad = await running.http.get('/tables?cursor=zzz', { token: manager });
    expect(bad.faults).toEqual(['cursor INVALID_FORMAT']);
  });

  it('have labels that are unique in their outlet', async () => {
    await table({ label: 'Corner' });
    const other = await table();
    const twice = await running.http.post('/tables', {
      token: manager,
      body: { outletId: indiranagar, label: 'Corner' },
    });
    expect([twice.status, twice.code]).toEqual([409, 'TABLE_LABEL_TAKEN']);
    const renamed = await running.http.patch(`/tables/${other.id}`, { token: manager, body: { label: 'Corner' } });
    expect(renamed.code).toBe('TABLE_LABEL_TAKEN');
    expect((await table({ label: 'Corner', outletId: koramangala })).label).toBe('Corner');
  });

  it('stand in outlets of the caller alone', async () => {
    const made = await table();
    const elsewhere = await running.staff('MANAGER', [koramangala]);
    expect((await running.http.patch(`/tables/${made.id}`, { token: elsewhere, body: { seats: 1 } })).status).toBe(404);
    expect((await running.http.get(`/tables/${made.id}/qr.png`, { token: elsewhere })).status).toBe(404);
    expect((await running.http.get(`/tables?outlet=${indiranagar}`, { token: elsewhere })).status).toBe(404);
    for (const outletId of [otherOutlet, randomUUID()]) {
      const reply = await running.http.post('/tables', { token: manager, body: { outletId, label: 'X' } });
      expect([reply.status, reply.code, ...reply.faults]).toEqual([
        422,
        'UNKNOWN_REFERENCE',
        'outletId UNKNOWN_REFERENCE',
      ]);
    }
    const waiter = await running.http.post('/tables', { token: await running.staff('WAITER'), body: {} });
    expect(waiter.status).toBe(403);
    const nothing = await running.http.patch(`/tables/${made.id}`, { token: manager, body: {} });
    expect(nothing.status).toBe(422);
  });

  it('carry a signed code as PNG and SVG', async () => {
    const made = await table();
    expect(made.address).toBe(`https://eat.example/t/${made.code}`);
    const png = await running.http.get(`/tables/${made.id}/qr.png`, { token: manager });
    expect([png.status, png.headers['content-type']]).toEqual([200, 'image/png']);
    const svg = await running.http.get(`/tables/${made.id}/qr.svg`, { token: manager });
    expect(svg.headers['content-type']).toMatch(/^image\/svg\+xml/);
    expect(svg.text).toContain('<svg');
  });

  it('say to anybody who scans them where they stand, without a tenant header', async () => {
    const made = await table();
    const reply = await running.http.get(`/tables/${made.code}`);
    expect(reply.data(scannedTableView)).toMatchObject({
      tenant: { slug: 'order-tests' },
      outlet: { name: 'Indiranagar' },
      label: made.label,
      open: false,
    });
    const changed = `${made.code.slice(0, 20)}${made.code[20] === 'A' ? 'B' : 'A'}${made.code.slice(21)}`;
    for (const code of [changed, `${made.code}A`, 'x', randomUUID()])
      expect((await running.http.get(`/tables/${code}`)).status).toBe(404);
  });
});

describe('a table session', () => {
  it('is opened once by fifty people who scan the code at the same moment', async () => {
    const { code, id } = await table();
    const people = await Promise.all(Array.from({ length: 50 }, () => running.customer()));
    const replies = await Promise.all(people.map((token) => sitDown(code, token)));
    const sessions = replies.map((reply) => reply.data(tableSessionView));
    expect(new Set(sessions.map((session) => session.id)).size).toBe(1);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const rows = await running.service.query<{ members: string[] }>(
      `select members from table_session where table_id = $1 and status = 'OPEN'`,
      [id],
    );
    expect(rows.map(({ members }) => members.length)).toEqual([50]);
    expect(await running.facts(TableSessionOpened, sessions[0]?.id ?? '')).toHaveLength(1);
    expect((await running.http.get(`/tables/${code}`)).at('data.open')).toBe(true);
  });

  it('is one for staff and guests, and is seen by them alone', async () => {
    const { code } = await table();
    const [one, other] = [await running.customer(), await running.customer()];
    const waiter = await running.staff('WAITER');
    const opened = (await sitDown(code, waiter, { body: { covers: 3 } })).data(tableSessionView);
    expect(opened).toMatchObject({ status: 'OPEN', covers: 3 });
    expect((await sitDown(code, one)).data(tableSessionView).id).toBe(opened.id);
    expect((await sitDown(code, one)).status).toBe(200);
    expect((await running.http.get(`/sessions/${opened.id}`, { token: one })).status).toBe(200);
    expect((await running.http.get(`/sessions/${opened.id}`, { token: other })).status).toBe(404);
    const elsewhere = await running.staff('WAITER', [koramangala]);
    expect((await running.http.get(`/sessions/${opened.id}`, { token: elsewhere })).status).toBe(404);
    expect((await sitDown(code, elsewhere)).status).toBe(404);
  });

  it('is never opened with the token of another tenant', async () => {
    const { code } = await table();
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['CUSTOMER'] });
    expect((await sitDown(code, stranger)).status).toBe(404);
  });

  it('has one bill for its orders, seen by everybody at the table', async () => {
    const { code, label } = await table();
    const [one, other, stranger] = [await running.customer(), await running.customer(), await running.customer()];
    const session = (await sitDown(code, one)).data(tableSessionView);
    await sitDown(code, other);
    const round = { outletId: undefined, tableSessionId: session.id, fulfilment: 'DINE_IN' };
    const [first, second] = await Promise.all([running.placed(one, round), running.placed(other, round)]);
    expect(first).toMatchObject({ billId: session.billId, channel: 'QR', tableLabel: label, outletId: indiranagar });
    expect(second.billId).toBe(session.billId);
    expect(await running.bill(session.billId)).toMatchObject({
      total: 25_200,
      due: 25_200,
      tableSessionId: session.id,
    });
    expect((await running.http.get(`/orders/${first.id}`, { token: other })).data(orderView).allowedMoves).toEqual([]);
    expect((await running.http.get(`/bills/${session.billId}`, { token: other })).status).toBe(200);
    const seen = await running.http.get(`/orders?session=${session.id}`, { token: other });
    expect(seen.data(z.array(orderView))).toHaveLength(2);
    expect((await running.http.get('/bills', { token: other })).at('data.0.id')).toBe(session.billId);
    for (const path of [`/orders/${first.id}`, `/bills/${session.billId}`])
      expect((await running.http.get(path, { token: stranger })).status).toBe(404);
    expect((await running.place(stranger, round)).faults).toEqual(['tableSessionId UNKNOWN_REFERENCE']);
    const cancelled = await running.http.patch(`/orders/${first.id}/cancel`, { token: other });
    expect([cancelled.status, cancelled.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('goes on with another bill once one is settled, and cannot be closed while money is due', async () => {
    const { code, id } = await table();
    const customer = await running.customer();
    const waiter = await running.staff('WAITER');
    const session = (await sitDown(code, customer)).data(tableSessionView);
    const round = { outletId: undefined, tableSessionId: session.id, fulfilment: 'DINE_IN' };
    const first = await running.placed(customer, round);
    const close = () => running.http.post(`/sessions/${session.id}/close`, { token: waiter });
    expect([(await close()).status, (await close()).code]).toEqual([409, 'BILL_NOT_SETTLED']);
    await present(first.billId, waiter);
    await running.payAll(first);
    const second = await running.placed(customer, round);
    expect(second.billId).not.toBe(first.billId);
    await running.payAll(second);
    expect((await running.http.delete(`/tables/${id}`, { token: manager })).code).toBe('TABLE_OCCUPIED');
    expect((await close()).data(tableSessionView)).toMatchObject({ status: 'CLOSED' });
    expect((await close()).status).toBe(200);
    expect(await running.facts(TableSessionClosed, session.id)).toHaveLength(1);
    const late = await running.place(customer, round);
    expect([late.status, late.code]).toEqual([409, 'TABLE_SESSION_CLOSED']);
    expect((await sitDown(code, customer)).data(tableSessionView).id).not.toBe(session.id);
  });

  it('moves an order that was placed on a bill that closed meanwhile to the next one', async () => {
    const { code } = await table();
    const customer = await running.customer();
    const session = (await sitDown(code, customer)).data(tableSessionView);
    const round = { outletId: undefined, tableSessionId: session.id, fulfilment: 'DINE_IN' };
    const first = await running.placed(customer, round);
    running.stock = 'silent';
    const waiting = await running.place(customer, round, { headers: { prefer: 'respond-async' } });
    expect(waiting.at('data.billId')).toBe(first.billId);
    await present(first.billId, manager);
    await running.payAll(first);
    const id = String(waiting.at('data.id'));
    await running.holdStock(id);
    running.stock = 'held';
    const moved = await running.order(id);
    expect(moved.status).toBe('AWAITING_PAYMENT');
    expect(moved.billId).not.toBe(first.billId);
    expect(await running.bill(moved.billId)).toMatchObject({ tableSessionId: session.id, due: 12_600 });
  });
});
