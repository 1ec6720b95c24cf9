import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closingHeader } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import type { RunningGateway } from '../src/create-gateway.js';
import { FakeService } from './fake-service.js';
import { FrontOfHouse, refusalIn } from './front-of-house.js';

let house: FrontOfHouse;
let gateway: RunningGateway;
let one: FakeService;
let other: FakeService;
let token: string;
beforeAll(async () => {
  house = await FrontOfHouse.open();
  token = await house.mint.token(house.dosa.id);
});
afterAll(() => house.close());
beforeEach(async () => {
  house.reset();
  [one, other] = [await FakeService.start(), await FakeService.start()];
  const both = `${one.url},${other.url}`;
  gateway = await house.openGateway({ ORDER_URL: both, NOTIFICATION_URL: both, UPSTREAM_TIMEOUT_MS: '400' });
});
afterEach(async () => {
  await gateway.close();
  await Promise.all([one.stop(), other.stop()]);
});

const place = () =>
  fetch(`${gateway.url}/api/v1/orders`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{}' });
const list = () => fetch(`${gateway.url}/api/v1/orders`, { headers: { authorization: `Bearer ${token}` } });
const calls = (service: FakeService) => service.reached.filter(({ url }) => url.startsWith('/api/'));
const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();

/** Answers as an instance does whose last answers are being given. */
const sendsAway: FakeService['behaviour'] = (_request, response) => {
  response.writeHead(503, { [closingHeader]: '1', connection: 'close' }).end('{}');
};

describe('A service of two instances', () => {
  it('is given calls in turn', async () => {
    for (let call = 0; call < 6; call++) expect((await place()).status).toBe(200);
    expect([calls(one).length, calls(other).length]).toEqual([3, 3]);
  });

  it('of which one is away loses no call, whatever its method, and has it back when it says that it is ready', async () => {
    const { port } = one;
    await one.stop();
    for (let call = 0; call < 4; call++) expect((await place()).status).toBe(200);
    expect(calls(other)).toHaveLength(4);
    expect(await metrics()).toMatch(/gateway_instance_state\{[^}]*upstream="order",instance="1"[^}]*\} 2/);
    await one.listen(port);
    await eventually('the first is given calls again', async () => {
      await place();
      return calls(one).length > 0;
    });
  });

  it('of which one sends calls away since it is closing has them done by the other, and is left alone', async () => {
    one.behaviour = sendsAway;
    for (let call = 0; call < 4; call++) {
      const answer = await place();
      expect([answer.status, answer.headers.get(closingHeader)]).toEqual([200, null]);
    }
    expect(calls(one).length).toBeLessThanOrEqual(1);
    expect(calls(other)).toHaveLength(4);
  });

  it('of which one says with its answer that it is about to end is given no more calls', async () => {
    one.behaviour = ({ url }, response) =>
      void response.writeHead(url === '/health/ready' ? 503 : 200, { [closingHeader]: '1' }).end('{}');
    await place();
    await place();
    const before = calls(one).length;
    for (let call = 0; call < 4; call++) expect((await place()).status).toBe(200);
    expect(calls(one)).toHaveLength(before);
  });

  it('of which both are closing is 503 UNAVAILABLE with Retry-After', async () => {
    one.behaviour = sendsAway;
    other.behaviour = sendsAway;
    const answer = await place();
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refusalIn(answer)).toEqual([503, 'UNAVAILABLE']);
  });

  it('of which one breaks off before its answer: a read is asked of the other, an order is not placed twice', async () => {
    one.behaviour = (_request, response) => response.destroy();
    expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
    const statuses = [(await place()).status, (await place()).status].sort();
    expect(statuses).toEqual([200, 503]);
    expect(calls(one).filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(calls(other).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('of which one is late is 504, and the call is not begun anew', async () => {
    one.behaviour = () => undefined;
    other.behaviour = () => undefined;
    expect(await refusalIn(await list())).toEqual([504, 'UPSTREAM_TIMEOUT']);
    expect(calls(one).length + calls(other).length).toBe(1);
  });

  it('takes sockets and streams where one of them serves', async () => {
    const upgrade = (_request: unknown, socket: NodeJS.WritableStream) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    other.onUpgrade = upgrade;
    one.onUpgrade = (_request, socket) =>
      socket.end(`HTTP/1.1 503 Service Unavailable\r\n${closingHeader}: 1\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(gateway.url);
    for (let turn = 0; turn < 3; turn++) {
      const socket = connect(Number(port), hostname);
      socket.write('GET /socket.io/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      const [head] = (await once(socket, 'data')) as [Buffer];
      expect(head.toString()).toMatch(/^HTTP\/1\.1 101/);
      socket.destroy();
    }
    await one.stop();
    other.behaviour = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 1\n\n');
    const stream = await fetch(`${gateway.url}/api/v1/notifications/subscribe`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([stream.status, await stream.text()]).toEqual([200, 'id: 1\n\n']);
  });

  it('is degraded on the page of health while one of them is away', async () => {
    const ready: FakeService['behaviour'] = (_request, response) =>
      response.setHeader('content-type', 'application/json').end('{"status":"up","parts":{}}');
    one.behaviour = ready;
    other.behaviour = ready;
    const report = async () =>
      ((await (await fetch(`${gateway.url}/health`)).json()) as { services: { order: object } }).services.order;
    expect(await report()).toMatchObject({ status: 'up' });
    await one.stop();
    await eventually('one of two is up', async () => {
      expect(await report()).toMatchObject({ status: 'degraded', says: '1 of 2 instances are up' });
      return true;
    });
  });
});
