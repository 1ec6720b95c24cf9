import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { Server as SocketServer } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import { verifyCaller } from '@chowk/kit';
import { FrontOfHouse, gatewaySecret } from './front-of-house.js';
import { rawCall } from './raw-call.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open({ UPSTREAM_TIMEOUT_MS: '300' });
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const handshake = (path: string, extra = '') =>
  `GET ${path} HTTP/1.1\r\nHost: chowk\r\nConnection: Upgrade, X-Tenant-Id\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${extra}\r\n`;

function dial(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
}

async function upgraded(url: string, extra = ''): Promise<Socket> {
  const socket = dial(url);
  socket.write(handshake('/socket.io/?EIO=4&transport=websocket', extra));
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(head.toString()).toMatch(/^HTTP\/1\.1 101/);
  return socket;
}

const echo = (_request: unknown, socket: NodeJS.ReadWriteStream) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  socket.on('data', (chunk: Buffer) => socket.write(chunk));
};

describe('A socket', () => {
  it('goes through to notification, stripped of everything claimed, and carries bytes both ways', async () => {
    const notification = house.service('notification');
    notification.onUpgrade = echo;
    const socket = await upgraded(
      house.gateway.url,
      'X-User-Id: boss\r\nX-Forwarded-For: 9.9.9.9\r\nX_Tenant_Id: a\r\nX-Chowk-Caller: a\r\nX-Tenant-Id: a\r\nOrigin: https://x.example\r\n',
    );
    socket.write('hello');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toBe('hello');
    const { headers, url } = notification.last;
    expect(url).toBe('/socket.io/?EIO=4&transport=websocket');
    expect(Object.keys(headers).sort()).toEqual([
      'connection',
      'host',
      'origin',
      'sec-websocket-key',
      'sec-websocket-version',
      'traceparent',
      'upgrade',
      'x-chowk-caller',
      'x-request-id',
    ]);
    expect(headers.connection).toBe('Upgrade');
    expect(verifyCaller(String(headers['x-chowk-caller']), gatewaySecret)).toMatchObject({ peer: '127.0.0.1' });
    socket.destroy();
    await eventually('notification sees it go', () => notification.sockets.size === 0);
  });

  it('of Socket.io works, by polling and upgraded', async () => {
    const server = createServer();
    const sockets = new SocketServer(server);
    sockets.on('connection', (socket) =>
      socket.on('ask', (word: string, answer: (word: string) => void) => answer(`${word}!`)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = await house.openGateway({
      NOTIFICATION_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    for (const transports of [['websocket'], ['polling']]) {
      const client = io(gateway.url, { transports });
      expect(await client.emitWithAck('ask', 'who')).toBe('who!');
      client.disconnect();
    }
    await sockets.close();
  });

  it.each([
    ['/socket.io', 404, 'NOT_FOUND'],
    ['/api/v1/orders', 404, 'NOT_FOUND'],
    ['/nowhere', 404, 'NOT_FOUND'],
    ['/socket.io/%2e%2e/metrics', 400, 'MALFORMED_REQUEST'],
  ])('to %s is refused in the envelope', async (path, status, code) => {
    const answer = await rawCall(house.gateway.url, handshake(path));
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.head).toMatch(/x-request-id/);
    expect(house.reached).toBe(0);
  });

  it('with two hosts is refused', async () => {
    expect((await rawCall(house.gateway.url, handshake('/socket.io/', 'Host: b\r\n'))).status).toBe(400);
  });

  it('that notification refuses gets its answer', async () => {
    house.service('notification').onUpgrade = (_request, socket) =>
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
    const answer = await rawCall(house.gateway.url, handshake('/socket.io/'));
    expect([answer.status, answer.text]).toEqual([401, 'no']);
  });

  it('that notification does not take in time is 504, and 503 while it is away', async () => {
    house.service('notification').onUpgrade = () => undefined;
    const late = await rawCall(house.gateway.url, handshake('/socket.io/'));
    expect([late.status, late.code]).toEqual([504, 'UPSTREAM_TIMEOUT']);
    const gateway = await house.openGateway({ NOTIFICATION_URL: 'http://127.0.0.1:1' });
    const away = await rawCall(gateway.url, handshake('/socket.io/'));
    expect([away.status, away.code]).toEqual([503, 'UNAVAILABLE']);
  });

  it('whose service ends ends as well', async () => {
    const notification = house.service('notification');
    notification.onUpgrade = echo;
    const socket = await upgraded(house.gateway.url);
    const closed = once(socket, 'close');
    socket.on('error', () => socket.destroy());
    socket.resume();
    for (const open of notification.sockets) open.destroy();
    await closed;
  });

  it('beyond the most is 503 OVERLOADED, and one that went makes room', async () => {
    house.service('notification').onUpgrade = echo;
    const gateway = await house.openGateway({ MAX_SOCKETS: '1', MAX_IN_FLIGHT: '1' });
    const socket = await upgraded(gateway.url);
    const second = await rawCall(gateway.url, handshake('/socket.io/'));
    expect([second.status, second.code]).toEqual([503, 'OVERLOADED']);
    socket.destroy();
    await eventually('there is room', async () => {
      const next = await upgraded(gateway.url);
      next.destroy();
      return true;
    });
  });

  it('of another kind than WebSocket is no upgrade: the call is served as it is', async () => {
    const answer = await rawCall(
      house.gateway.url,
      'GET /api/v1/menu HTTP/1.1\r\nHost: chowk\r\nX-Tenant-Id: dosa-house\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
    );
    expect(answer.status).toBe(200);
    expect(house.service('catalog').last.headers.upgrade).toBeUndefined();
  });
});
