import { randomUUID } from 'node:crypto';
import {
  billView,
  joinedSessionView,
  orderView,
  TableSessionJoined,
  TableSessionOpened,
  tableSessionView,
} from '@chowk/contracts';
import { AccessTokens } from '@chowk/kit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom } from './dining-room.js';
import { indiranagar, koramangala, otherTenantId, tenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
const payLater = { paymentTiming: { DINE_IN: 'PAY_LATER' as const } };
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy(payLater);
});
afterEach(() => room.runBy(payLater));
afterAll(() => running.close());

describe('who scans a table’s code', () => {
  it('becomes a guest without naming a tenant or having an account', async () => {
    const { code } = await room.table();
    const reply = await room.scan(code, { covers: 2 });
    const joined = reply.data(joinedSessionView);
    expect([reply.status, reply.headers['location']]).toEqual([201, `/api/v1/sessions/${joined.id}`]);
    expect(joined).toMatchObject({ status: 'OPEN', covers: 2, outletId: indiranagar, pin: null, approvedAt: null });
    expect(joined.guest?.expiresIn).toBe(6 * 60 * 60);
    const token = joined.guest?.accessToken ?? '';
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      ...{ kind: 'guest', roles: ['GUEST'], sub: joined.guest?.guestId, tid: tenantId },
      ...{ sid: joined.id, tableSession: joined.id, outlets: [indiranagar] },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(6 * 60 * 60);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(await running.service.app.get(AccessTokens).verify(token)).toMatchObject({ kind: 'guest' });
    expect((await running.http.get(`/sessions/${joined.id}`, { token })).data(tableSessionView).guests).toHaveLength(1);
  });

  it('is the same guest with the same phone, and another one with another', async () => {
    const { code } = await room.table();
    const first = await room.guest(code);
    const again = await room.scan(code, { deviceId: first.deviceId });
    expect([again.status, again.at('data.guest.guestId')]).toEqual([200, first.guestId]);
    const other = await room.guest(code, { deviceId: randomUUID() });
    expect(other.session.id).toBe(first.session.id);
    expect(other.guestId).not.toBe(first.guestId);
    const told = await running.facts(TableSessionJoined, first.session.id);
    expect(told.map(({ guestId, customerId }) => [guestId, customerId])).toEqual([
      [first.guestId, null],
      [other.guestId, null],
    ]);
    const [row] = await running.service.query<{ session: string }>(
      'select s::text as session from table_session s where id = $1',
      [first.session.id],
    );
    expect(row?.session).not.toContain(first.deviceId);
  });

  it('is at another table another guest, also with the same phone and its old token', async () => {
    const [one, other] = [await room.table(), await room.table()];
    const guest = await room.guest(one.code);
    const moved = await room.scan(other.code, { deviceId: guest.deviceId }, { token: guest.token });
    const joined = moved.data(joinedSessionView);
    expect(joined.id).not.toBe(guest.session.id);
    expect(joined.guest?.guestId).not.toBe(guest.guestId);
  });

  it('sits with forty-nine others who scan at the same moment in one session', async () => {
    const { code, id } = await room.table();
    const replies = await Promise.all(Array.from({ length: 50 }, () => room.scan(code)));
    const sessions = replies.map((reply) => reply.data(joinedSessionView));
    expect(new Set(sessions.map((session) => session.id)).size).toBe(1);
    expect(new Set(sessions.map(({ guest }) => guest?.guestId)).size).toBe(50);
    expect(replies.map(({ status }) => status).sort()).toEqual([...replies.slice(1).map(() => 200), 201]);
    const rows = await running.service.query<{ guests: unknown[] }>(
      'select guests from table_session where table_id = $1',
      [id],
    );
    expect(rows.map(({ guests }) => guests.length)).toEqual([50]);
    const [sessionId = ''] = sessions.map((session) => session.id);
    expect(await running.facts(TableSessionOpened, sessionId)).toHaveLength(1);
    expect(await running.facts(TableSessionJoined, sessionId)).toHaveLength(50);
  });

  it('scans once with one key, whatever became of the answer', async () => {
    const { code } = await room.table();
    const key = randomUUID();
    const first = await room.scan(code, {}, { key });
    const again = await room.scan(code, {}, { key });
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await room.scan(code, { covers: 3 }, { key })).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(first.data(joinedSessionView).guests).toHaveLength(1);
  });

  it('with an account joins as who they are; staff open the table and sit nowhere', async () => {
    const { code } = await room.table();
    const opened = await room.scan(code, {}, { token: await running.staff('WAITER') });
    expect([opened.status, opened.at('data.guest'), opened.at('data.guests')]).toEqual([201, null, []]);
    expect(opened.at('data.approvedAt')).toEqual(expect.any(String));
    const customer = randomUUID();
    const joined = await room.scan(code, {}, { token: await running.customer(customer) });
    expect([joined.status, joined.at('data.guest')]).toEqual([200, null]);
    expect(await running.facts(TableSessionJoined, String(joined.at('data.id')))).toMatchObject([
      { guestId: null, customerId: customer },
    ]);
  });
});

describe('who cannot sit down', () => {
  const counts = () =>
    running.service.query(
      'select (select count(*) from table_session)::int as sessions, (select count(*) from outbox)::int + (select count(*) from fact)::int as facts',
    );

  it('leaves no trace: unknown codes, tables taken away, other tenants, other outlets, other roles, bad tokens, bad bodies', async () => {
    const { code } = await room.table();
    const gone = await room.table();
    await running.http.delete(`/tables/${gone.id}`, { token: await running.staff('MANAGER') });
    const foreign = await running.service.mintToken({ tenantId: otherTenantId, roles: ['CUSTOMER'] });
    const before = await counts();
    const changed = `${code.slice(0, 20)}${code[20] === 'A' ? 'B' : 'A'}${code.slice(21)}`;
    const answers = [
      [await room.scan(changed), 404, 'NOT_FOUND'],
      [await room.scan('x'), 404, 'NOT_FOUND'],
      [await room.scan(gone.code), 404, 'NOT_FOUND'],
      [await room.scan(code, {}, { token: foreign }), 404, 'NOT_FOUND'],
      [await room.scan(code, {}, { token: await running.staff('WAITER', [koramangala]) }), 404, 'NOT_FOUND'],
      [await room.scan(code, {}, { token: await running.staff('KITCHEN') }), 403, 'PERMISSION_DENIED'],
      [await room.scan(code, {}, { token: 'not.a.token' }), 401, 'AUTH_TOKEN_INVALID'],
      [await room.scan(code, { pin: '12345' }), 422, 'VALIDATION_FAILED'],
      [await room.scan(code, { deviceId: 'mine' }), 422, 'VALIDATION_FAILED'],
      [await room.scan(code, { guestId: randomUUID() }), 422, 'VALIDATION_FAILED'],
    ] as const;
    expect(answers.map(([reply]) => [reply.status, reply.code])).toEqual(answers.map(([, ...expected]) => expected));
    expect(await counts()).toEqual(before);
  });

  it('at a business that is suspended: 403 TENANT_SUSPENDED', async () => {
    const { code } = await room.table();
    await room.runBy({}, 'SUSPENDED');
    for (const reply of [await room.scan(code), await running.http.get(`/tables/${code}`)])
      expect([reply.status, reply.code]).toEqual([403, 'TENANT_SUSPENDED']);
  });

  it('with a guest’s token that auth signed, or a staff token that order signed', async () => {
    const { session } = await room.guest((await room.table()).code);
    const guest = { tenantId, roles: ['GUEST' as const], tableSessionId: session.id };
    for (const token of [
      await running.service.mintToken({ ...guest, signedBy: 'auth' }),
      await running.service.mintToken({ tenantId, roles: ['OWNER'], signedBy: 'order' }),
    ])
      expect((await running.http.get(`/sessions/${session.id}`, { token })).code).toBe('AUTH_TOKEN_INVALID');
  });
});

describe('a table being taken away while people sit down', () => {
  it('is either occupied or gone', async () => {
    for (let round = 0; round < 6; round++) {
      const table = await room.table();
      const token = await running.staff('MANAGER');
      const [scanned, removed] = await Promise.all([
        room.scan(table.code),
        running.http.delete(`/tables/${table.id}`, { token }),
      ]);
      expect([`${scanned.status} ${removed.status}`]).toEqual([
        expect.stringMatching(/^(201 409|404 204)$/) as unknown as string,
      ]);
    }
  });
});

describe('guests of one table', () => {
  it('order for themselves, see all that belongs to the table, and call off what is theirs', async () => {
    const { code } = await room.table();
    const [one, other] = [await room.guest(code), await room.guest(code)];
    const mine = (await room.order(one.token, one.session.id)).data(orderView);
    const theirs = (await room.order(other.token, other.session.id)).data(orderView);
    expect(mine).toMatchObject({
      ...{ customerId: null, guestId: one.guestId, channel: 'QR', tableSessionId: one.session.id },
      placedBy: { kind: 'guest', id: one.guestId },
    });
    expect(mine.lines.map(({ guestId }) => guestId)).toEqual([one.guestId]);
    const seen = await running.http.get('/orders', { token: one.token });
    expect(seen.data(z.array(orderView)).map(({ id }) => id)).toEqual([theirs.id, mine.id]);
    const bill = (await running.http.get(`/bills/${mine.billId}`, { token: other.token })).data(billView);
    expect(bill.orders.map(({ orderId }) => orderId)).toEqual([mine.id, theirs.id]);
    expect((await running.http.get('/bills', { token: one.token })).at('data.0.id')).toBe(mine.billId);
    const foreignCancel = await running.http.patch(`/orders/${theirs.id}/cancel`, { token: one.token });
    expect([foreignCancel.status, foreignCancel.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await running.http.patch(`/orders/${mine.id}/cancel`, { token: one.token })).status).toBe(200);
  });

  it('need not say where they order', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    const view = await running.placed(token, { outletId: undefined, fulfilment: 'DINE_IN' });
    expect(view).toMatchObject({ tableSessionId: session.id, channel: 'QR', outletId: indiranagar });
  });

  it('see nothing of another table: 404, as a reference 422', async () => {
    const [one, stranger] = [await room.guest((await room.table()).code), await room.guest((await room.table()).code)];
    const view = (await room.order(one.token, one.session.id)).data(orderView);
    const { token } = stranger;
    for (const path of [`/orders/${view.id}`, `/bills/${view.billId}`, `/sessions/${one.session.id}`])
      expect((await running.http.get(path, { token })).code).toBe('NOT_FOUND');
    expect((await running.http.get(`/sessions/${one.session.id}/requests`, { token })).code).toBe('NOT_FOUND');
    expect((await running.http.patch(`/orders/${view.id}/cancel`, { token })).code).toBe('NOT_FOUND');
    const asked = await running.http.post(`/sessions/${one.session.id}/requests`, { token, body: { kind: 'BILL' } });
    expect(asked.code).toBe('NOT_FOUND');
    expect((await room.order(token, one.session.id)).faults).toEqual(['tableSessionId UNKNOWN_REFERENCE']);
    expect((await running.http.get(`/orders?number=${view.orderNumber}`, { token })).at('data')).toEqual([]);
    for (const filter of [`session=${one.session.id}`, `table=${one.session.tableId}`, `customer=${randomUUID()}`])
      expect((await running.http.get(`/orders?${filter}`, { token })).code).toBe('NOT_FOUND');
    for (const path of ['/tables', '/sessions', '/kitchen/tickets'])
      expect((await running.http.get(path, { token })).code).toBe('PERMISSION_DENIED');
  });

  it('are nobody any more once the table is free: 401 AUTH_SESSION_REVOKED, read or write', async () => {
    const { code } = await room.table();
    const { token, session, deviceId } = await room.guest(code);
    const view = (await room.order(token, session.id)).data(orderView);
    expect((await room.settleAndClose(view)).data(tableSessionView).status).toBe('CLOSED');
    for (const reply of [
      await room.order(token, session.id),
      await running.http.post('/orders/quote', { token, body: {} }),
      await running.http.get(`/orders/${view.id}`, { token }),
      await running.http.get(`/bills/${view.billId}`, { token }),
      await running.http.get(`/sessions/${session.id}`, { token }),
      await running.http.post(`/sessions/${session.id}/requests`, { token, body: { kind: 'WAITER' } }),
    ])
      expect([reply.status, reply.code]).toEqual([401, 'AUTH_SESSION_REVOKED']);
    const next = await room.guest(code, { deviceId });
    expect(next.session.id).not.toBe(session.id);
    expect((await running.http.get(`/orders/${view.id}`, { token: next.token })).code).toBe('NOT_FOUND');
  });
});

describe('a phone number, later', () => {
  const attach = (sessionId: string, token: string, guestToken: string) =>
    running.http.post(`/sessions/${sessionId}/customer`, { token, body: { guestToken } });

  it('makes what the guest ordered the customer’s, and what the guest orders from then on', async () => {
    const { code } = await room.table();
    const [guest, other] = [await room.guest(code), await room.guest(code)];
    const before = (await room.order(guest.token, guest.session.id)).data(orderView);
    const others = (await room.order(other.token, other.session.id)).data(orderView);
    const customerId = randomUUID();
    const token = await running.customer(customerId);
    const reply = await attach(guest.session.id, token, guest.token);
    expect([reply.status, reply.data(tableSessionView).id]).toEqual([200, guest.session.id]);
    expect((await attach(guest.session.id, token, guest.token)).status).toBe(200);
    expect(await running.order(before.id)).toMatchObject({ customerId, guestId: guest.guestId });
    expect((await running.order(others.id)).customerId).toBeNull();
    expect((await running.bill(before.billId)).customerId).toBe(customerId);
    const after = (await room.order(guest.token, guest.session.id)).data(orderView);
    expect(after).toMatchObject({ customerId, guestId: guest.guestId, placedBy: { kind: 'guest' } });
    const told = await running.facts(TableSessionJoined, guest.session.id);
    expect(told.filter((joined) => joined.customerId === customerId)).toMatchObject([{ guestId: guest.guestId }]);
    const seen = (await running.http.get(`/orders?session=${guest.session.id}`, { token })).data(z.array(orderView));
    expect(seen).toHaveLength(3);
  });

  it('belongs to one person: the bill and the guest stay the first one’s', async () => {
    const { code } = await room.table();
    const [guest, other] = [await room.guest(code), await room.guest(code)];
    const view = (await room.order(guest.token, guest.session.id)).data(orderView);
    await room.order(other.token, other.session.id);
    const [first, second] = [randomUUID(), randomUUID()];
    await attach(guest.session.id, await running.customer(first), guest.token);
    const taken = await attach(guest.session.id, await running.customer(second), guest.token);
    expect([taken.status, taken.code]).toEqual([404, 'NOT_FOUND']);
    expect((await attach(other.session.id, await running.customer(second), other.token)).status).toBe(200);
    expect((await running.order(view.id)).customerId).toBe(first);
    expect((await running.bill(view.billId)).customerId).toBe(first);
  });

  it('needs the token of a guest of that very session', async () => {
    const [guest, elsewhere] = [
      await room.guest((await room.table()).code),
      await room.guest((await room.table()).code),
    ];
    const token = await running.customer();
    const wrong = [elsewhere.token, token, 'nothing', await running.staff('OWNER')];
    for (const guestToken of wrong.slice(1)) {
      const reply = await attach(guest.session.id, token, guestToken);
      expect([reply.status, ...reply.faults]).toEqual([422, 'guestToken UNKNOWN_REFERENCE']);
    }
    // Who does not sit there learns nothing of the session either
    expect((await attach(guest.session.id, token, elsewhere.token)).code).toBe('NOT_FOUND');
    expect((await attach(guest.session.id, await running.staff('WAITER'), guest.token)).code).toBe('PERMISSION_DENIED');
    // A guest cannot be made the customer of what they ordered
    expect((await attach(guest.session.id, guest.token, guest.token)).code).toBe('PERMISSION_DENIED');
    expect((await attach(guest.session.id, token, '')).faults).toEqual(['guestToken OUT_OF_RANGE']);
  });

  it('comes too late once the table is free', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    await running.http.post(`/sessions/${session.id}/close`, { token: await running.staff('WAITER') });
    const reply = await attach(session.id, await running.customer(), token);
    expect([reply.status, reply.code]).toEqual([409, 'TABLE_SESSION_CLOSED']);
  });
});
