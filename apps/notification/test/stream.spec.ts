import { subscription } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';
import { TestStream } from './test-stream.js';

describe('GET /notifications/subscribe', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(() => running.close());

  it('tells where to connect and which rooms the caller is in', async () => {
    const token = await running.token(['MANAGER'], { outlets: [running.outletId] });
    const reply = await running.it.http.get('/notifications/subscribe', { token });
    expect(reply.data(subscription)).toMatchObject({
      path: '/socket.io',
      namespaces: [
        { namespace: '/orders', rooms: [{ room: `floor:${running.outletId}`, seq: 0 }] },
        { namespace: '/kitchen', rooms: [{ room: `kitchen:${running.outletId}`, seq: 0 }] },
        { namespace: '/managers', rooms: [{ room: `managers:${running.outletId}`, seq: 0 }] },
      ],
    });
    const foreign = await running.it.http.get(`/notifications/subscribe?outlet=${newId()}`, { token });
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    expect((await running.it.http.get('/notifications/subscribe')).status).toBe(401);
    expect((await running.it.http.get('/notifications/subscribe?room=x', { token })).status).toBe(422);
  });

  it('knows no outlet that is not there, also for customers, whose rooms are of none', async () => {
    await running.outlet(running.outletId);
    await eventually(
      'the outlet is known',
      async () => (await running.it.query('select 1 from known_outlet')).length === 1,
    );
    const token = await running.token(['CUSTOMER']);
    const narrowed = (outlet: string) => running.it.http.get(`/notifications/subscribe?outlet=${outlet}`, { token });
    expect((await narrowed(newId())).code).toBe('NOT_FOUND');
    expect((await narrowed(running.outletId)).status).toBe(200);
  });

  it('streams what sockets are told, and goes on after Last-Event-ID', async () => {
    const token = await running.cook();
    const reader = await TestStream.open(running.it.url, token);
    await eventually('it knows its rooms', () => reader.told.length === 1);
    const first = await running.ticket();
    const frame = await eventually('the ticket', () => reader.frames()[0]);
    expect(frame.data).toMatchObject({ room: `kitchen:${running.outletId}`, seq: 1, aggregateId: first });
    reader.close();
    const missed = await running.ticket();
    const again = await TestStream.open(running.it.url, token, { 'last-event-id': frame.id });
    await eventually('what was missed', () => again.frames().length === 1);
    expect(again.frames()[0]?.data).toMatchObject({ seq: 2, aggregateId: missed });
    again.close();
    const lost = Buffer.from(JSON.stringify({ [`kitchen:${running.outletId}`]: 99 })).toString('base64url');
    const odd = await TestStream.open(running.it.url, token, { 'last-event-id': lost });
    await eventually('load anew', () => odd.told.some(({ event }) => event === 'resync'));
    odd.close();
    await expect(TestStream.open(running.it.url, token, { 'last-event-id': '%%' })).rejects.toThrow('422');
  });

  it('joins the rooms of a new outlet, and ends with the token', async () => {
    await running.outlet(running.outletId);
    await eventually(
      'the outlet is known',
      async () => (await running.it.query('select 1 from known_outlet')).length === 1,
    );
    const owner = await TestStream.open(running.it.url, await running.token(['OWNER']));
    const added = newId();
    await running.outlet(added);
    const joined = await eventually(
      'its rooms are joined',
      () => owner.told.filter(({ event }) => event === 'rooms')[1],
    );
    expect(Object.keys(joined.data['rooms'] ?? {}).sort()).toEqual([
      `floor:${added}`,
      `kitchen:${added}`,
      `managers:${added}`,
    ]);
    const ticketId = await running.ticket('tawa', added);
    await eventually('its ticket', () => owner.frames().some(({ data }) => data['aggregateId'] === ticketId));
    owner.close();
    const short = await TestStream.open(running.it.url, await running.cook({ expiresIn: 2 }));
    await eventually('it ends', () => short.ended);
    expect(short.told.at(-1)).toMatchObject({ event: 'end', data: { status: 401 } });
  });

  it('ends with the service', async () => {
    const second = await running.second();
    const reader = await TestStream.open(second.url, await running.cook());
    await second.close();
    await eventually('it has ended', () => reader.ended);
  });
});
