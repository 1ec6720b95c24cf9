import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import { FrontOfHouse, refusalIn } from './front-of-house.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open({ UPSTREAM_TIMEOUT_MS: '300', MAX_IN_FLIGHT_PER_SERVICE: '3' });
});
afterAll(() => house.close());
beforeEach(() => house.reset());
afterEach(async () => {
  house.reset();
  // A circuit that a test left open closes with the first answer
  for (const path of ['/api/v1/menu', '/api/v1/outlets'])
    await eventually(`${path} is served again`, async () => (await menu(path)).status === 200);
});

const menu = (path = '/api/v1/menu') => house.call('GET', path, { headers: { 'x-tenant-id': 'dosa-house' } });
const metrics = async () => (await fetch(`${house.gateway.url}/metrics`)).text();

describe('A service that does not answer', () => {
  it('in time is 504 with Retry-After, and tells neither host nor path', async () => {
    house.service('catalog').behaviour = () => undefined;
    const startedAt = performance.now();
    const answer = await menu('/api/v1/menu?secret=1');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(answer.headers.get('retry-after')).toBe('1');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      success: false,
      error: { code: 'UPSTREAM_TIMEOUT', message: 'No answer in time.' },
    });
    expect(text).not.toMatch(new RegExp(`127\\.0\\.0\\.1|secret|menu|:${house.service('catalog').port}`));
    await eventually('the log says it', () => house.logLines.some((line) => line.includes('a service did not answer')));
  });

  it('that stalls in the middle of its answer, or breaks off, ends the connection: half an answer is no answer', async () => {
    const catalog = house.service('catalog');
    catalog.behaviour = (_request, response) => response.writeHead(200, { 'content-length': '10' }).write('half');
    await expect(menu().then((answer) => answer.text())).rejects.toThrow();
    catalog.behaviour = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
    };
    await expect(menu().then((answer) => answer.text())).rejects.toThrow();
  });

  it('that breaks off before its answer is 503 UNAVAILABLE', async () => {
    house.service('catalog').behaviour = (_request, response) => response.destroy();
    const answer = await menu();
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refusalIn(answer)).toEqual([503, 'UNAVAILABLE']);
  });

  it('and is away is 503; after some of these it is left alone, and found again when it is back', async () => {
    const catalog = house.service('catalog');
    const { port } = catalog;
    await catalog.stop();
    for (let call = 0; call < 5; call++) expect(await refusalIn(await menu())).toEqual([503, 'UNAVAILABLE']);
    expect(await metrics()).toMatch(/gateway_circuit_state\{[^}]*upstream="catalog"[^}]*\} 2/);
    const answer = await menu();
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refusalIn(answer)).toEqual([503, 'UNAVAILABLE']);
    expect((await house.call('GET', '/.well-known/jwks.json')).status).toBe(200);
    await catalog.listen(port);
    await eventually('it is asked again', async () => (await menu()).status === 200);
    expect(await metrics()).toMatch(/gateway_circuit_state\{[^}]*upstream="catalog"[^}]*\} 0/);
  });

  it('and whose caller goes away is told so, and is not blamed', async () => {
    const { promise: gone, resolve } = Promise.withResolvers<true>();
    house.service('catalog').behaviour = (_request, response) => response.on('close', () => resolve(true));
    const controller = new AbortController();
    const call = fetch(`${house.gateway.url}/api/v1/menu`, {
      headers: { 'x-tenant-id': 'dosa-house' },
      signal: controller.signal,
    });
    await eventually('the call is there', () => house.service('catalog').reached.length > 0);
    controller.abort();
    await expect(call).rejects.toThrow();
    await gone;
    await eventually('the line is written', () => house.logLines.some((line) => line.includes('"aborted":true')));
  });
});

describe('A caller', () => {
  it('that goes away before it is known who calls takes nobody’s place', async () => {
    const auth = house.service('auth');
    const held: (() => void)[] = [];
    const keys = auth.behaviour;
    auth.behaviour = (request, response, reached) => held.push(() => keys(request, response, reached));
    const gateway = await house.openGateway({ MAX_IN_FLIGHT: '1' });
    const headers = { authorization: `Bearer ${await house.mint.token(house.dosa.id)}` };
    const controller = new AbortController();
    const call = fetch(`${gateway.url}/api/v1/orders`, { headers, signal: controller.signal });
    await eventually('the keys are asked for', () => held.length === 1);
    const lines = house.logLines.length;
    controller.abort();
    await expect(call).rejects.toThrow();
    await eventually('it is gone', () => house.logLines.slice(lines).some((line) => line.includes('"aborted":true')));
    for (const answer of held) answer();
    await eventually(
      'the keys are known',
      async () => (await fetch(`${gateway.url}/api/v1/orders`, { headers })).status === 200,
    );
    expect(house.service('order').reached).toHaveLength(1);
  });

  it('that wants the connection to end gets it', async () => {
    const { promise, resolve } = Promise.withResolvers<true>();
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(true));
    socket.write('GET /api/v1/menu HTTP/1.1\r\nHost: chowk\r\nX-Tenant-Id: dosa-house\r\nConnection: close\r\n\r\n');
    await promise;
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*connection: close/i);
  });
});

describe('Too many at once', () => {
  it('for one service are 503 OVERLOADED with Retry-After, while other services go on', async () => {
    const held: (() => void)[] = [];
    house.service('catalog').behaviour = (_request, response) => held.push(() => response.end('{}'));
    const calls = [menu(), menu(), menu()];
    await eventually('three are being served', () => held.length === 3);
    const fourth = await menu();
    expect(fourth.headers.get('retry-after')).toBe('1');
    expect(await refusalIn(fourth)).toEqual([503, 'OVERLOADED']);
    expect((await menu('/api/v1/outlets')).status).toBe(200);
    for (const answer of held) answer();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await menu('/api/v1/outlets')).status).toBe(200);
    expect(await metrics()).toMatch(/http_requests_shed_total\{[^}]*\} 1/);
  });

  it('streams outlive the time for answers and do not count as calls being served', async () => {
    const token = await house.mint.token(house.dosa.id);
    const open: { write(text: string): void; end(): void }[] = [];
    house.service('notification').behaviour = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\n\n');
      open.push(response);
    };
    const streams = [];
    for (let stream = 0; stream < 5; stream++)
      streams.push(await house.callAs(token, 'GET', '/api/v1/notifications/subscribe'));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    house.service('catalog').behaviour = () => undefined;
    expect((await menu()).status).toBe(504); // the time for answers has passed
    for (const stream of open) stream.write('id: 2\n\n');
    for (const stream of open) stream.end();
    expect(await Promise.all(streams.map((stream) => stream.text()))).toEqual(Array(5).fill('id: 1\n\nid: 2\n\n'));
  });

  it('a stream that does not begin is 504', async () => {
    house.service('notification').behaviour = () => undefined;
    const answer = await house.callAs(house.mint.token(house.dosa.id), 'GET', '/api/v1/notifications/subscribe');
    expect(await refusalIn(answer)).toEqual([504, 'UPSTREAM_TIMEOUT']);
  });
});

describe('Numbers', () => {
  it('tell the template of the route, never the path, and how long services take', async () => {
    await house.call('GET', '/api/v1/menu/items/some-secret-id', { headers: { 'x-tenant-id': 'dosa-house' } });
    await house.call('GET', '/api/v1/invented');
    await eventually('they are counted', async () => /route="unknown",status="404"/.test(await metrics()));
    const text = await metrics();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{[^}]*method="GET",route="\/api\/v1\/menu\/items\/:id",status="200"/,
    );
    expect(text).toMatch(/gateway_upstream_duration_seconds_count\{[^}]*upstream="catalog"[^}]*\} \d/);
    expect(text).not.toMatch(/some-secret-id|invented/);
    expect(text).toMatch(/nodejs_eventloop_lag_seconds/);
  });
});
