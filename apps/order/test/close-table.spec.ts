import { randomUUID } from 'node:crypto';
import { orderView, TableSessionClosed, tableSessionView } from '@chowk/contracts';
import { Database, runInCall, sql } from '@chowk/kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BillBook } from '../src/bills/use-cases/bill-book.js';
import { DiningRoom } from './dining-room.js';
import { koramangala, tenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let waiter: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  waiter = await running.staff('WAITER');
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER' } });
});
afterEach(() => {
  running.stock = 'held';
});
afterAll(() => running.close());

const close = (sessionId: string, token = waiter, headers: Record<string, string> = {}) =>
  running.http.post(`/sessions/${sessionId}/close`, { token, headers });
const statusOf = async (sessionId: string) =>
  (await running.http.get(`/sessions/${sessionId}`, { token: waiter })).data(tableSessionView).status;

describe('closing a table', () => {
  it('is refused while money is due or an answer is awaited, with what is open, and changes nothing', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    const view = (await room.order(token, session.id)).data(orderView);
    running.stock = 'silent';
    const waiting = await room.order(token, session.id, { headers: { prefer: 'respond-async' } });
    const reply = await close(session.id);
    expect([reply.status, reply.code]).toEqual([409, 'BILL_NOT_SETTLED']);
    const details = z.array(z.looseObject({})).parse(reply.at('error.details'));
    expect(details).toEqual([
      { billId: view.billId, due: 12_600 },
      { orderId: waiting.at('data.id'), orderNumber: waiting.at('data.orderNumber'), status: 'PLACED' },
    ]);
    expect(await statusOf(session.id)).toBe('OPEN');
    expect(await running.bill(view.billId)).toMatchObject({ status: 'OPEN', due: 12_600 });
    expect(await running.facts(TableSessionClosed, session.id)).toEqual([]);
  });

  it('settles what is paid, frees the table, and is done once by however many', async () => {
    const { code } = await room.table();
    const { token, session } = await room.guest(code);
    const view = (await room.order(token, session.id)).data(orderView);
    await running.pay({ billId: view.billId, orderIds: [view.id], amount: 12_600 });
    expect(await running.bill(view.billId)).toMatchObject({ status: 'OPEN', due: 0 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => close(session.id)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(await running.bill(view.billId)).toMatchObject({ status: 'SETTLED', due: 0 });
    expect(await running.facts(TableSessionClosed, session.id)).toHaveLength(1);
    expect((await running.http.get(`/tables/${code}`)).at('data.open')).toBe(false);
  });

  it('with two bills waits for whoever holds one of them without being in their way', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    const views = [];
    for (let round = 0; round < 2; round++) {
      const view = (await room.order(token, session.id)).data(orderView);
      await running.pay({ billId: view.billId, orderIds: [view.id], amount: 12_600 });
      // As after an order that was revived on its own bill: the next one goes to another.
      await running.service.query('update table_session set bill_id = $1 where id = $2', [randomUUID(), session.id]);
      views.push(view);
    }
    const ids = views.map(({ billId }) => billId).toSorted();
    const { app } = running.service;
    const database = app.get(Database);
    const { promise: isHeld, resolve: held } = Promise.withResolvers<boolean>();
    const other = runInCall({ tenantId }, () =>
      database.transaction(async () => {
        await app.get(BillBook).holdBill(ids[1] ?? '');
        held(true);
        await running.somebodyWaits();
        await database.query(sql`select 1 from table_session where id = ${session.id} for update`);
      }),
    );
    await isHeld;
    const [reply] = await Promise.all([close(session.id), other]);
    expect(reply.status).toBe(200);
    for (const id of ids) expect((await running.bill(id)).status).toBe('SETTLED');
  });

  it('frees a table where nothing was ordered, and one whose orders all came to nothing', async () => {
    const empty = await room.guest((await room.table()).code);
    expect((await close(empty.session.id)).status).toBe(200);
    const { token, session } = await room.guest((await room.table()).code);
    const view = (await room.order(token, session.id)).data(orderView);
    await running.http.patch(`/orders/${view.id}/cancel`, { token });
    expect((await close(session.id)).status).toBe(200);
    expect((await running.bill(view.billId)).status).toBe('VOID');
  });

  it('is for staff of the outlet, at the version they saw', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    expect((await close(session.id, await running.staff('WAITER', [koramangala]))).code).toBe('NOT_FOUND');
    expect((await close(session.id, token)).code).toBe('PERMISSION_DENIED');
    expect((await close(randomUUID())).code).toBe('NOT_FOUND');
    const stale = await close(session.id, waiter, { 'if-match': '"99"' });
    expect([stale.status, stale.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect(await statusOf(session.id)).toBe('OPEN');
  });

  it('never leaves an order that arrives at the same moment in a closed session', async () => {
    for (let round = 0; round < 8; round++) {
      const { token, session } = await room.guest((await room.table()).code);
      const async = { headers: { prefer: 'respond-async' } };
      const [placed, closed] = await Promise.all([
        Promise.all(Array.from({ length: 3 }, () => room.order(token, session.id, async))),
        close(session.id),
      ]);
      const taken = placed.filter(({ status }) => status < 300);
      for (const refused of placed.filter(({ status }) => status >= 300))
        expect([refused.status, refused.code]).toEqual([401, 'AUTH_SESSION_REVOKED']);
      if (closed.status === 200) expect(taken).toEqual([]);
      else expect([closed.code, taken.length > 0]).toEqual(['BILL_NOT_SETTLED', true]);
      const rows = await running.service.query(
        `select 1 from orders o join table_session s on s.id = o.table_session_id
         where s.id = $1 and s.status = 'CLOSED' and o.created_at > s.closed_at`,
        [session.id],
      );
      expect(rows).toEqual([]);
    }
  });

  it('tells a customer who orders then that the people have left', async () => {
    const { code } = await room.table();
    const customer = await running.customer();
    const session = (await room.scan(code, {}, { token: customer })).data(tableSessionView);
    await close(session.id);
    const reply = await room.order(customer, session.id);
    expect([reply.status, reply.code]).toEqual([409, 'TABLE_SESSION_CLOSED']);
  });

  it('lets the next people begin anew: a second open session at a table cannot be', async () => {
    const { code, id } = await room.table();
    for (let evening = 0; evening < 3; evening++) {
      const guests = await Promise.all(Array.from({ length: 6 }, () => room.guest(code)));
      const [first] = guests;
      const [, ...late] = await Promise.all([
        close(first?.session.id ?? ''),
        ...Array.from({ length: 6 }, () => room.scan(code)),
      ]);
      for (const reply of late) expect([200, 201]).toContain(reply.status);
      const open = await running.service.query(`select id from table_session where table_id = $1 and status = 'OPEN'`, [
        id,
      ]);
      expect(open.length).toBeLessThanOrEqual(1);
      for (const { id: sessionId } of open) await close(String(sessionId));
    }
    await expect(
      running.service.query(
        `insert into table_session (tenant_id, id, version, created_at, updated_at, outlet_id, table_id, table_label,
           business_date, status, bill_id, members, opened_by)
         select tenant_id, gen_random_uuid(), 1, created_at, updated_at, outlet_id, table_id, table_label, business_date,
           'OPEN', gen_random_uuid(), '[]', 'test' from table_session, generate_series(1, 2) where table_id = $1`,
        [id],
      ),
    ).rejects.toThrow('one_open_session_per_table');
  });
});
