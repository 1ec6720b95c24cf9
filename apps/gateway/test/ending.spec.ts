import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import { createGateway } from '../src/create-gateway.js';
import { FrontOfHouse } from './front-of-house.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const tenant = { 'x-tenant-id': 'dosa-house' };

describe('The end of a gateway', () => {
  it('answers what is being served, sends away what comes, ends streams and sockets, and leaves nothing open', async () => {
    const gateway = await house.openGateway({ SHUTDOWN_WAIT_SECONDS: '0.3' });
    let finish = (): void => undefined;
    house.service('catalog').behaviour = (_request, response) => (finish = () => response.end('{"done":true}'));
    house.service('notification').onUpgrade = (_request, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /socket.io/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'data');
    const socketClosed = once(
      socket.on('error', () => socket.destroy()),
      'close',
    );
    const idle = connect(Number(port), hostname);
    const idleClosed = once(
      idle.on('error', () => idle.destroy()),
      'close',
    );

    const inFlight = fetch(`${gateway.url}/api/v1/menu`, { headers: tenant });
    await eventually('the call is being served', () => house.service('catalog').reached.length === 1);
    const closed = gateway.close();
    const draining = await fetch(`${gateway.url}/health/ready`);
    expect([draining.status, await draining.json()]).toMatchObject([
      503,
      { parts: { shutdown: { says: 'draining' } } },
    ]);
    await socketClosed;
    finish();
    const answer = await inFlight;
    expect([answer.status, await answer.json(), answer.headers.get('connection')]).toEqual([
      200,
      { done: true },
      'close',
    ]);
    await idleClosed;
    await closed;
    await gateway.close();
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow();
  });

  it('still serves a connection that was made before it', async () => {
    const gateway = await house.openGateway();
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const held = connect(Number(port), hostname);
    let finish = (): void => undefined;
    house.service('catalog').behaviour = (_request, response) => (finish = () => response.end('{}'));
    held.write('GET /api/v1/menu HTTP/1.1\r\nHost: a\r\nX-Tenant-Id: dosa-house\r\n\r\n');
    await eventually('one is being served', () => house.service('catalog').reached.length === 1);
    const closed = gateway.close();
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow();
    socket.write('GET /api/v1/outlets HTTP/1.1\r\nHost: a\r\nX-Tenant-Id: dosa-house\r\n\r\n');
    await eventually('it is answered', () => text.includes('"success":true'));
    expect(text).toMatch(/^HTTP\/1\.1 200[^]*connection: close/i);
    finish();
    held.resume();
    await closed;
  });

  it('sends away calls behind the last answer of their connection', async () => {
    const gateway = await house.openGateway();
    let finish = (): void => undefined;
    house.service('catalog').behaviour = (_request, response) => (finish = () => response.end('{}'));
    const { hostname, port } = new URL(gateway.url);
    const get = 'GET /api/v1/menu HTTP/1.1\r\nHost: a\r\nX-Tenant-Id: dosa-house\r\n\r\n';
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(get);
    await eventually('the first is being served', () => house.service('catalog').reached.length === 1);
    const closed = gateway.close();
    socket.write(get);
    finish();
    await closed;
    expect(text).toMatch(/^HTTP\/1\.1 200/);
    expect(house.service('catalog').reached).toHaveLength(1);
  });
});

describe('The beginning of a gateway', () => {
  it('fails with every fault of its environment at once', async () => {
    const failing = createGateway({ CHOWK_PROFILE: 'test', AUTH_URL: 'nowhere' });
    await expect(failing).rejects.toThrow(/GATEWAY_SECRET[^]*AUTH_URL[^]*DISCOUNT_URL/);
  });
});
