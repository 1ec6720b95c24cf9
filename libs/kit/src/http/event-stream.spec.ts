import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.js';

describe('an event stream', () => {
  let server: Server;
  afterEach(() => server.close());

  async function served(answer: (response: ServerResponse) => void): Promise<Response> {
    server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  it('tells events with their ids, beats between them, and ends; what comes later is lost', async () => {
    const answer = await served((response) => {
      const stream = new EventStream(response, 1_000);
      stream.begin();
      stream.tell({ id: 'a', event: 'state', data: '{"n":1}', retryMs: 2_000 });
      stream.beat();
      stream.tell({ id: 'b', event: 'change', data: '{"n":2}' });
      stream.end();
      stream.tell({ id: 'c', event: 'change', data: '{"n":3}' });
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toBe(
      'retry: 2000\nid: a\nevent: state\ndata: {"n":1}\n\n: still here\n\nid: b\nevent: change\ndata: {"n":2}\n\n',
    );
  });

  it('cuts off a reader for whom too much waits', async () => {
    const data = JSON.stringify('x'.repeat(1_000_000));
    let told = 0;
    const answer = served((response) => {
      const stream = new EventStream(response, 1_000_000);
      stream.begin();
      for (; told < 100 && !response.destroyed; told++) stream.tell({ id: `${told}`, event: 'state', data });
    });
    await expect(answer.then((begun) => begun.text())).rejects.toThrow();
    expect(told).toBeLessThan(100);
  });
});
