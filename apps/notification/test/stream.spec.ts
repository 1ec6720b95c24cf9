import { subscription } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A reader of `text/event-stream`, on a connection of its own. */
class Reader {
  readonly told: Told[] = [];
  ended = false;

  private constructor(private readonly response: IncomingMessage) {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks.filter((one) => one.startsWith('id: '))) this.told.push(toldIn(block));
    });
    response.on('close', () => (this.ended = true));
    response.on('error', () => (this.ended = true));
  }

  static open(url: string, token: string, headers: Record<string, string> = {}): Promise<Reader> {
    const all = { accept: 'text/event-stream', authorization: `Bearer ${token}`, ...headers };
    return new Promise((resolve, reject) => {
      const asked = request(`${url}/api/v1/notifications/subscribe`, { agent: false, headers: all }, (response) => {
        const isStream = response.headers['content-type'] === 'text/event-stream; charset=utf-8';
        if (response.statusCode === 200 && isStream) return resolve(new Reader(response));
        response.destroy();
        reject(new Error(String(response.statusCode)));
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  frames(): Told[] {
    return this.told.filter(({ event }) => event === 'event');
  }

  close(): void {
    this.response.destroy();
  }
}

function toldIn(block: string): Told {
  const [id = '', event = '', data = ''] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
  return { id, event, data: JSON.parse(data) as Record<string, unknown> };
}

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
        { namespace: '/kitchen', rooms: [{ room: `kitchen:${running.outletId}`, seq: 0 }] },
        { namespace: '/managers', rooms: [{ room: `managers:${running.outletId}`, seq: 0 }] },
      ],
    });
    const foreign = await running.it.http.get(`/notifications/subscribe?outlet=${newId()}`, { token });
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    expect((await running.it.http.get('/notifications/subscribe')).status).toBe(401);
    expect((await running.it.http.get('/notifications/subscribe?room=x', { token })).status).toBe(422);
  });

  it('streams what sockets are told, and goes on after Last-Event-ID', async () => {
    const token = await running.cook();
    const reader = await Reader.open(running.it.url, token);
    await eventually('it knows its rooms', () => reader.told.length === 1);
    const first = await running.ticket();
    const frame = await eventually('the ticket', () => reader.frames()[0]);
    expect(frame.data).toMatchObject({ room: `kitchen:${running.outletId}`, seq: 1, aggregateId: first });
    reader.close();
    const missed = await running.ticket();
    const again = await Reader.open(running.it.url, token, { 'last-event-id': frame.id });
    await eventually('what was missed', () => again.frames().length === 1);
    expect(again.frames()[0]?.data).toMatchObject({ seq: 2, aggregateId: missed });
    again.close();
    const lost = Buffer.from(JSON.stringify({ [`kitchen:${running.outletId}`]: 99 })).toString('base64url');
    const odd = await Reader.open(running.it.url, token, { 'last-event-id': lost });
    await eventually('load anew', () => odd.told.some(({ event }) => event === 'resync'));
    odd.close();
    await expect(Reader.open(running.it.url, token, { 'last-event-id': '%%' })).rejects.toThrow('422');
  });

  it('joins the rooms of a new outlet, and ends with the token', async () => {
    await running.outlet(running.outletId);
    await eventually(
      'the outlet is known',
      async () => (await running.it.query('select 1 from known_outlet')).length === 1,
    );
    const owner = await Reader.open(running.it.url, await running.token(['OWNER']));
    const added = newId();
    await running.outlet(added);
    const joined = await eventually(
      'its rooms are joined',
      () => owner.told.filter(({ event }) => event === 'rooms')[1],
    );
    expect(Object.keys(joined.data['rooms'] ?? {}).sort()).toEqual([`kitchen:${added}`, `managers:${added}`]);
    const ticketId = await running.ticket('tawa', added);
    await eventually('its ticket', () => owner.frames().some(({ data }) => data['aggregateId'] === ticketId));
    owner.close();
    const short = await Reader.open(running.it.url, await running.cook({ expiresIn: 2 }));
    await eventually('it ends', () => short.ended);
    expect(short.told.at(-1)).toMatchObject({ event: 'end', data: { status: 401 } });
  });

  it('ends with the service', async () => {
    const second = await running.second();
    const reader = await Reader.open(second.url, await running.cook());
    await second.close();
    await eventually('it has ended', () => reader.ended);
  });
});
