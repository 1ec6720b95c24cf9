import { AuthSessionRevocation, streamTicketAnswer } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { assertTenantIsolation, eventually } from '@chowk/testing';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClearRooms } from '../src/rooms/use-cases/clear-rooms.js';
import { RunningNotification } from './running-notification.js';
import { TestStream } from './test-stream.js';

describe('A stream ticket', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(() => running.close());

  async function issue(token: string): Promise<string> {
    const reply = await running.it.http.post('/notifications/stream-tickets', { token });
    expect(reply.status).toBe(201);
    return reply.data(streamTicketAnswer).ticket;
  }
  const addressOf = (ticket: string, more = '') =>
    `${running.it.url}/api/v1/notifications/stream?ticket=${ticket}${more}`;
  const open = (ticket: string, more = '') => TestStream.read(addressOf(ticket, more));
  const refusal = async (ticket: string, more = '') => {
    const reply = await running.it.http.get(`/notifications/stream?ticket=${ticket}${more}`);
    return `${reply.status} ${String(reply.code)}`;
  };

  it('opens the stream of whom it was given to, and goes on after the last event that the reader has', async () => {
    const token = await running.cook();
    const reader = await open(await issue(token));
    await eventually('it knows its rooms', () => reader.told.length === 1);
    const first = await running.ticket();
    const frame = await eventually('the ticket', () => reader.frames()[0]);
    expect(frame.data).toMatchObject({ room: `kitchen:${running.outletId}`, aggregateId: first });
    reader.close();
    const missed = await running.ticket();
    const again = await open(await issue(token), `&after=${frame.id}`);
    await eventually('what was missed', () => again.frames()[0]?.data['aggregateId'] === missed);
    again.close();
    const narrowed = await open(await issue(token), '&station=steam');
    await eventually('its one room', () => narrowed.told.length === 1);
    expect(Object.keys(narrowed.told[0]?.data['rooms'] ?? {})).toContain(`kitchen:${running.outletId}:steam`);
    narrowed.close();
  });

  it('is good once, also when it is shown twenty times at once', async () => {
    const ticket = await issue(await running.cook());
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => open(ticket)));
    const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect([opened.length, new Set(refused)]).toEqual([1, new Set(['Error: 401'])]);
    for (const stream of opened) stream.close();
    expect(await refusal(ticket)).toBe('401 STREAM_TICKET_INVALID');
  });

  it('that is invented, changed, missing or of another tenant opens nothing', async () => {
    const ticket = await issue(await running.cook());
    const bytes = Buffer.from(ticket, 'base64url');
    const foreign = Buffer.concat([randomBytes(16), bytes.subarray(16)]).toString('base64url');
    const invented = Buffer.concat([bytes.subarray(0, 16), randomBytes(24)]).toString('base64url');
    for (const wrong of ['', 'x', ticket.slice(1), `${ticket}A`, foreign, invented, "'%20or%201=1"])
      expect([wrong, await refusal(wrong)]).toEqual([wrong, '401 STREAM_TICKET_INVALID']);
    const none = await running.it.http.get('/notifications/stream');
    expect([none.status, none.code]).toEqual([401, 'STREAM_TICKET_INVALID']);
    expect(await refusal('%00')).toBe('422 VALIDATION_FAILED');
    expect(await refusal(ticket, '&room=x')).toBe('422 VALIDATION_FAILED');
    (await open(ticket)).close();
  });

  it('is good for a minute', async () => {
    const ticket = await issue(await running.cook());
    await running.it.query(`update stream_ticket set expires_at = now() - interval '1 second'`);
    expect(await refusal(ticket)).toBe('401 STREAM_TICKET_INVALID');
    await issue(await running.cook());
    await running.it.query(`update stream_ticket set expires_at = now() - interval '1 second'`);
    await running.it.app.get(ClearRooms).run();
    expect(await running.it.query('select 1 from stream_ticket')).toEqual([]);
  });

  it('gives no more than the token it was asked for with: its outlets, its end, its sign-in', async () => {
    const foreign = await issue(await running.cook());
    expect(await refusal(foreign, `&outlet=${newId()}`)).toBe('404 NOT_FOUND');
    const short = await open(await issue(await running.cook({ expiresIn: 2 })));
    await eventually('it ends', () => short.ended);
    expect(short.told.at(-1)).toMatchObject({ event: 'end', data: { status: 401 } });
    const sessionId = newId();
    const late = await issue(await running.cook({ sessionId }));
    const until = new Date(Date.now() + 900_000).toISOString();
    await running.tell(AuthSessionRevocation, sessionId, { sessionId, personId: newId(), until });
    await eventually('the sign-in has ended', async () => {
      const rows = await running.it.query('select 1 from ended_session where session_id = $1', [sessionId]);
      return rows.length === 1;
    });
    expect(await refusal(late)).toBe('401 AUTH_SESSION_REVOKED');
  });

  it('is given to those with a screen alone', async () => {
    const path = '/notifications/stream-tickets';
    expect((await running.it.http.post(path)).code).toBe('AUTH_TOKEN_MISSING');
    const operator = await running.it.http.post(path, { token: await running.token(['PLATFORM_ADMIN']) });
    expect([operator.status, operator.code]).toEqual([403, 'PERMISSION_DENIED']);
    for (const role of ['CUSTOMER', 'GUEST', 'DEVICE', 'WAITER'] as const) {
      const partial = { outlets: [running.outletId], ...(role === 'GUEST' ? { tableSessionId: newId() } : {}) };
      expect(await issue(await running.token([role], partial))).toMatch(/^[\w-]{54}$/);
    }
    const kept = await running.it.query<{ text: string }>('select stream_ticket::text as text from stream_ticket');
    expect(kept.some(({ text }) => text.includes('eyJ'))).toBe(false);
  });

  it('keeps tenants apart', () => assertTenantIsolation(running.it.database));
});
