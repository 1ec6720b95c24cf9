import { randomUUID } from 'node:crypto';
import { TableSessionAttended, TableSessionRequested, tableRequestView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiningRoom, type Guest } from './dining-room.js';
import { koramangala } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let waiter: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  waiter = await running.staff('WAITER');
});
afterAll(() => running.close());

const ask = (who: Guest, body: unknown, token = who.token) =>
  running.http.post(`/sessions/${who.session.id}/requests`, { token, body });
const list = (who: Guest, query = '', token = who.token) =>
  running.http.get(`/sessions/${who.session.id}/requests${query}`, { token });
const attend = (who: Guest, requestId: string, token = waiter, body: unknown = { status: 'DONE' }) =>
  running.http.patch(`/sessions/${who.session.id}/requests/${requestId}`, { token, body });

describe('what people at a table want', () => {
  it('is told to the floor once, seen by the table and its staff, and looked after once', async () => {
    const guest = await room.guest((await room.table()).code);
    const asked = await ask(guest, { kind: 'WAITER' });
    expect([asked.status, asked.headers['location']]).toEqual([201, `/api/v1/sessions/${guest.session.id}/requests`]);
    const request = asked.data(tableRequestView);
    expect(request).toMatchObject({ kind: 'WAITER', note: null, status: 'OPEN', attendedAt: null });
    const again = await ask(guest, { kind: 'WAITER' });
    expect([again.status, again.at('data.id')]).toEqual([200, request.id]);
    const candle = (await ask(guest, { kind: 'OTHER', note: 'a candle <b>please</b>' })).data(tableRequestView);
    expect(candle.note).toBe('a candle <b>please</b>');
    expect(await running.facts(TableSessionRequested, guest.session.id)).toMatchObject([
      { requestId: request.id, kind: 'WAITER', tableLabel: guest.session.tableLabel },
      { requestId: candle.id, kind: 'OTHER', note: 'a candle <b>please</b>' },
    ]);
    const done = await attend(guest, request.id);
    expect(done.data(tableRequestView)).toMatchObject({ status: 'DONE', attendedAt: expect.any(String) as unknown });
    expect((await attend(guest, request.id, await running.staff('CASHIER'))).text).toContain(
      String(done.at('data.attendedAt')),
    );
    expect(await running.facts(TableSessionAttended, guest.session.id)).toMatchObject([
      { requestId: request.id, kind: 'WAITER', by: expect.stringMatching(/^staff:/) as unknown },
    ]);
    expect((await ask(guest, { kind: 'WAITER' })).status).toBe(201);
  });

  it('is listed newest first, page by page, by status', async () => {
    const guest = await room.guest((await room.table()).code);
    for (const kind of ['WAITER', 'WATER', 'BILL']) await ask(guest, { kind });
    const first = await list(guest, '?limit=2&count=true');
    expect(first.data(z.array(tableRequestView)).map(({ kind }) => kind)).toEqual(['BILL', 'WATER']);
    expect(first.at('meta.total')).toBe(3);
    const rest = await list(guest, `?limit=2&cursor=${String(first.at('meta.nextCursor'))}`, waiter);
    expect(rest.data(z.array(tableRequestView)).map(({ kind }) => kind)).toEqual(['WAITER']);
    expect(rest.at('meta.nextCursor')).toBeNull();
    await attend(guest, String(first.at('data.0.id')));
    expect((await list(guest, '?status=OPEN')).data(z.array(tableRequestView))).toHaveLength(2);
    expect((await list(guest, '?status=DONE')).at('data.0.kind')).toBe('BILL');
    expect((await list(guest, '?cursor=zzz')).faults).toEqual(['cursor INVALID_FORMAT']);
  });

  it('is one wish when everybody asks at the same moment', async () => {
    const { code } = await room.table();
    const guests = await Promise.all(Array.from({ length: 12 }, () => room.guest(code)));
    const replies = await Promise.all(guests.map((guest) => ask(guest, { kind: 'BILL' })));
    expect(new Set(replies.map((reply) => reply.at('data.id'))).size).toBe(1);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('is wished once with one key', async () => {
    const { token, session } = await room.guest((await room.table()).code);
    const key = randomUUID();
    const path = `/sessions/${session.id}/requests`;
    const first = await running.http.post(path, { token, key, body: { kind: 'WATER' } });
    expect((await running.http.post(path, { token, key, body: { kind: 'WATER' } })).text).toBe(first.text);
  });

  it('is refused without a trace to strangers, to other outlets, in bad words, and when it is too much', async () => {
    const [guest, stranger] = [
      await room.guest((await room.table()).code),
      await room.guest((await room.table()).code),
    ];
    const neighbour = await running.staff('WAITER', [koramangala]);
    const { id } = (await ask(guest, { kind: 'WAITER' })).data(tableRequestView);
    const version = async () =>
      (await running.http.get(`/sessions/${guest.session.id}`, { token: waiter })).at('data.version');
    const before = await version();
    const answers = [
      [await ask(guest, { kind: 'WAITER' }, stranger.token), '404 NOT_FOUND'],
      [await ask(guest, { kind: 'WAITER' }, neighbour), '404 NOT_FOUND'],
      [await ask(guest, { kind: 'WAITER' }, await running.customer()), '404 NOT_FOUND'],
      [await list(guest, '', neighbour), '404 NOT_FOUND'],
      [await attend(guest, id, neighbour), '404 NOT_FOUND'],
      [await attend(guest, randomUUID()), '404 NOT_FOUND'],
      [await attend(stranger, id), '404 NOT_FOUND'],
      [await attend(guest, id, guest.token), '403 PERMISSION_DENIED'],
      [await ask(guest, { kind: 'WAITER' }, await running.staff('KITCHEN')), '403 PERMISSION_DENIED'],
      [await ask(guest, { kind: 'CHAMPAGNE' }), '422 VALIDATION_FAILED'],
      [await ask(guest, { kind: 'OTHER', note: 'x'.repeat(201) }), '422 VALIDATION_FAILED'],
      [await attend(guest, id, waiter, { status: 'OPEN' }), '422 VALIDATION_FAILED'],
      [await attend(guest, id, waiter, { status: 'DONE', by: 'me' }), '422 VALIDATION_FAILED'],
    ] as const;
    expect(answers.map(([{ status, code }]) => `${status} ${String(code)}`)).toEqual(answers.map(([, said]) => said));
    expect(await version()).toBe(before);
    for (let count = 0; count < 9; count++) await ask(guest, { kind: 'OTHER', note: `thing ${count}` });
    const tooMuch = await ask(guest, { kind: 'BILL' });
    expect([tooMuch.status, tooMuch.code]).toEqual([429, 'RATE_LIMITED']);
  });

  it('is wanted no more once the table is free', async () => {
    const guest = await room.guest((await room.table()).code);
    await ask(guest, { kind: 'WATER' });
    await running.http.post(`/sessions/${guest.session.id}/close`, { token: waiter });
    expect((await list(guest, '?status=OPEN', waiter)).at('data')).toEqual([]);
    const late = await ask(guest, { kind: 'WAITER' }, waiter);
    expect([late.status, late.code]).toEqual([409, 'TABLE_SESSION_CLOSED']);
  });
});
