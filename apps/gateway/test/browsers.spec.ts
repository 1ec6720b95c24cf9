import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import { aTenant, FrontOfHouse } from './front-of-house.js';
import { Page } from './page.js';
import { rawCall } from './raw-call.js';

let house: FrontOfHouse;
/** A frontend's own server: the second origin. */
const frontend = createServer((_request, response) => response.end('<!doctype html>'));
let shop: Page;
let others: Page;
let evil: Page;
beforeAll(async () => {
  house = await FrontOfHouse.open();
  await new Promise<void>((resolve) => frontend.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(frontend.address() as AddressInfo).port}`;
  await house.tell({ ...house.dosa, origins: [origin] });
  const { url } = house.gateway;
  shop = new Page(origin, url);
  others = new Page('https://cake-shop.example', url);
  evil = new Page('https://evil.example', url);
  await eventually('the new origin is known', () => shop.fetch('/api/v1/menu', { headers: dosa }));
});
afterAll(async () => {
  frontend.close();
  await house.close();
});
beforeEach(() => house.reset());

const dosa = { 'x-tenant-id': 'dosa-house' };
const exposed = {
  'content-type': 'application/json',
  etag: '"7"',
  location: '/api/v1/orders/1',
  'retry-after': '3',
  'idempotency-replayed': 'true',
  'x-internal': 'not for pages',
};
const says = (status: number, headers: Record<string, string> = {}, body = '{}') => {
  for (const name of ['catalog', 'order', 'notification'] as const)
    house.service(name).behaviour = (_request, response) => response.writeHead(status, headers).end(body);
};

describe('A page of one of the tenant’s origins', () => {
  it('may read the menu and what is told about it', async () => {
    says(200, exposed);
    const seen = await shop.fetch('/api/v1/menu', {
      headers: { ...dosa, 'accept-language': 'hi', 'if-none-match': '"6"' },
    });
    expect(seen.status).toBe(200);
    for (const name of ['ETag', 'Location', 'Retry-After', 'Idempotency-Replayed'])
      expect([name, seen.header(name)]).toEqual([name, exposed[name.toLowerCase() as keyof typeof exposed]]);
    for (const name of ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-Request-Id'])
      expect([name, seen.header(name)]).toEqual([name, expect.stringMatching(/./)]);
    expect(seen.header('x-internal')).toBeNull();
  });

  it('may order, change and delete with everything a client sends, and asks once for each kind of call', async () => {
    const token = await house.mint.token(house.dosa.id, { kind: 'guest', roles: ['GUEST'] });
    const page = new Page(shop.origin, house.gateway.url);
    const headers = {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'k-1' },
      ...{ 'accept-language': 'hi', prefer: 'wait=2', 'x-request-id': 'r-1', traceparent: 'x', 'if-match': '"1"' },
    };
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await page.fetch('/api/v1/orders', { method: 'POST', headers, body: '{}' })).status).toBe(200);
      expect((await page.fetch('/api/v1/orders/1/cancel', { method: 'PATCH', headers, body: '{}' })).status).toBe(200);
    }
    expect(page.preflights).toBe(2);
  });

  it('reads why it was refused: by the gateway, by a service, and when nobody answers', async () => {
    const read = async (path: string, headers: Record<string, string> = {}) => {
      const { answer, status } = await shop.fetch(path, { headers });
      const { error } = (await answer.json()) as { error: { code: string } };
      return [status, error.code];
    };
    expect(await read('/api/v1/orders')).toEqual([401, 'AUTH_TOKEN_MISSING']);
    expect(await read('/api/v1/orders', { authorization: 'Bearer no' })).toEqual([401, 'AUTH_TOKEN_INVALID']);
    expect(await read('/api/v1/menu')).toEqual([400, 'TENANT_REQUIRED']);
    expect(await read('/api/v1/menu', { 'x-tenant-id': 'nobody' })).toEqual([404, 'TENANT_NOT_FOUND']);
    expect(await read('/api/v1/nothing')).toEqual([404, 'NOT_FOUND']);
    expect(await read('/api/v1/%00', dosa)).toEqual([400, 'MALFORMED_REQUEST']);
    says(409, { 'content-type': 'application/json' }, '{"error":{"code":"ORDER_CANNOT_MOVE"}}');
    expect(await read('/api/v1/menu', dosa)).toEqual([409, 'ORDER_CANNOT_MOVE']);
    house.service('catalog').behaviour = (_request, response) => response.destroy();
    expect(await read('/api/v1/menu', dosa)).toEqual([503, 'UNAVAILABLE']);
  });

  it('is told that nothing has changed', async () => {
    says(304, { etag: '"7"', 'cache-control': 'public, max-age=5', vary: 'X-Tenant-Id, Accept-Language' }, '');
    const seen = await shop.fetch('/api/v1/menu', { headers: { ...dosa, 'if-none-match': '"7"' } });
    expect([seen.status, seen.header('etag'), seen.header('cache-control')]).toEqual([304, '"7"', 'public, max-age=5']);
  });
});

describe('A page of nobody', () => {
  it('may ask for nothing unusual and read nothing', async () => {
    for (const page of [evil, new Page('null', house.gateway.url), new Page(`${shop.origin}0`, house.gateway.url)]) {
      await expect(page.fetch('/api/v1/menu', { headers: dosa })).rejects.toThrow('may not ask');
      await expect(page.fetch('/api/v1/tables/code')).rejects.toThrow('may not read');
    }
  });

  it('reads no answer of a tenant that is not its own, though it may read why it was refused', async () => {
    await expect(others.fetch('/api/v1/menu', { headers: dosa })).rejects.toThrow('may not read');
    const authorization = `Bearer ${await house.mint.token(house.dosa.id)}`;
    await expect(others.fetch('/api/v1/orders', { headers: { authorization } })).rejects.toThrow('may not read');
    expect((await others.fetch('/api/v1/orders')).status).toBe(401);
    expect((await others.fetch('/api/v1/menu', { headers: { 'x-tenant-id': 'cake-shop' } })).status).toBe(200);
  });

  it('cannot be let in by a service, since the gateway alone decides', async () => {
    says(200, { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' });
    const answer = await house.call('GET', '/api/v1/menu', { headers: { ...dosa, origin: evil.origin } });
    const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
    expect(names).toEqual([]);
  });

  it('is shut out within two seconds once its origin is no more the tenant’s', async () => {
    const tenant = aTenant('idli-corner');
    await house.tell(tenant);
    const page = new Page('https://idli-corner.example', house.gateway.url);
    const headers = { 'x-tenant-id': tenant.slug };
    await eventually('the page may read', () => page.fetch('/api/v1/menu', { headers }));
    await house.tell({ ...tenant, origins: [] });
    const isShutOut = () =>
      page.fetch('/api/v1/menu', { headers }).then(
        () => false,
        () => true,
      );
    await eventually('the page is shut out', isShutOut, { timeout: 2_000 });
  });
});

describe('Answers that caches may keep', () => {
  const varyOf = async (path: string, headers: Record<string, string>) =>
    (await house.call('GET', path, { headers })).headers.get('vary');

  it('vary by origin, and public ones by tenant and language, whoever says so', async () => {
    says(200, { vary: 'Accept-Language, X-Tenant-Id, Accept-Encoding' });
    expect(await varyOf('/api/v1/menu', dosa)).toBe('Origin, X-Tenant-Id, Accept-Language, Accept-Encoding');
    says(200);
    expect(await varyOf('/api/v1/menu', dosa)).toBe('Origin, X-Tenant-Id, Accept-Language');
    expect(await varyOf('/api/v1/orders', {})).toBe('Origin');
  });

  it('vary by the token where it is the token that names the tenant', async () => {
    const authorization = `Bearer ${await house.mint.token(house.dosa.id)}`;
    expect(await varyOf('/api/v1/menu', { authorization })).toBe('Origin, X-Tenant-Id, Accept-Language, Authorization');
  });

  it('preflights are kept for ten minutes', async () => {
    const answer = await house.call('OPTIONS', '/api/v1/orders', {
      headers: { origin: shop.origin, 'access-control-request-method': 'POST' },
    });
    expect([answer.status, answer.headers.get('access-control-max-age'), answer.headers.get('vary')]).toEqual([
      204,
      '600',
      'Origin',
    ]);
    expect(house.reached).toBe(0);
  });
});

describe('Security headers', () => {
  const guarded = (header: (name: string) => string | null | undefined) => {
    expect(header('strict-transport-security')).toMatch(/max-age=\d{8}; includeSubDomains/);
    expect(header('content-security-policy')).toContain("default-src 'self'");
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('x-frame-options')).toBe('SAMEORIGIN');
    expect(header('referrer-policy')).toBe('no-referrer');
    expect(header('x-powered-by') ?? null).toBeNull();
  };

  it('are on every answer: proxied, refused, preflight, own page, 304', async () => {
    const answers = [
      await house.call('GET', '/api/v1/menu', { headers: dosa }),
      await house.call('GET', '/api/v1/orders'),
      await house.call('GET', '/api/v1/nothing'),
      await house.call('DELETE', '/api/v1/menu'),
      await house.call('GET', '/health/live'),
      await house.call('OPTIONS', '/api/v1/menu', {
        headers: { origin: shop.origin, 'access-control-request-method': 'GET' },
      }),
    ];
    says(304);
    answers.push(await house.call('GET', '/api/v1/menu', { headers: dosa }));
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 405, 200, 204, 304]);
    for (const { headers } of answers) guarded((name) => headers.get(name));
  });

  it('are on what the parser refuses and on refused upgrades, too', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    for (const [bytes, status] of [
      ['GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
      [`GET /nowhere HTTP/1.1\r\nHost: a\r\n${upgrade}`, 404],
    ] as const) {
      const answer = await rawCall(house.gateway.url, bytes);
      expect(answer.status).toBe(status);
      guarded((name) => new RegExp(`^${name}: (.*)$`, 'im').exec(answer.head)?.[1]);
    }
  });
});

describe('An event stream', () => {
  const streamOf = (): ServerResponse[] => {
    const open: ServerResponse[] = [];
    for (const name of ['catalog', 'notification'] as const)
      house.service(name).behaviour = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        response.write('data: whole\n\n');
        open.push(response);
      };
    return open;
  };
  const lasting = async (url = house.gateway.url) =>
    Number(/^gateway_lasting_connections\S* (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

  it('reaches a page event by event as they happen, and is counted while it lasts', async () => {
    const open = streamOf();
    const seen = await shop.fetch('/api/v1/menu/availability', { headers: { ...dosa, accept: 'text/event-stream' } });
    expect([seen.header('content-type'), seen.header('content-length')]).toEqual(['text/event-stream', null]);
    const reader = seen.answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: whole\n\n');
    expect(await lasting()).toBe(1);
    open[0]?.write('data: change\n\n');
    expect((await reader?.read())?.value).toBe('data: change\n\n');
    await reader?.cancel();
    await eventually('the service sees the page go', () => open[0]?.destroyed);
    await eventually('the stream is not counted any more', async () => (await lasting()) === 0);
  });

  it('by a ticket in the query needs no header and no tenant, and is for pages of any tenant', async () => {
    streamOf();
    const seen = await others.fetch('/api/v1/notifications/stream?ticket=t-1', {
      headers: { accept: 'text/event-stream', 'last-event-id': '7' },
    });
    expect(seen.status).toBe(200);
    const { url, headers } = house.service('notification').last;
    expect([url, headers['last-event-id'], headers['x-tenant-id']]).toEqual([
      '/api/v1/notifications/stream?ticket=t-1',
      '7',
      undefined,
    ]);
    await seen.answer.body?.cancel();
    await expect(evil.fetch('/api/v1/notifications/stream?ticket=t-1')).rejects.toThrow('may not read');
  });

  it('is ended when the gateway ends, and one too many is sent away', async () => {
    streamOf();
    const gateway = await house.openGateway({ MAX_SOCKETS: '2' });
    const path = '/api/v1/menu/availability';
    const open = [
      await fetch(gateway.url + path, { headers: dosa }),
      await fetch(gateway.url + path, { headers: dosa }),
    ];
    const third = await fetch(gateway.url + path, { headers: dosa });
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5']);
    const ends = open.map((answer) =>
      answer.text().then(
        () => 'whole',
        () => 'broken off',
      ),
    );
    await gateway.close();
    expect(await Promise.all(ends)).toEqual(['broken off', 'broken off']);
  });

  it('is no way around the time that other answers have', async () => {
    const gateway = await house.openGateway({ UPSTREAM_TIMEOUT_MS: '200' });
    house.service('catalog').behaviour = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"half":');
    const answer = await fetch(`${gateway.url}/api/v1/menu/availability`, { headers: dosa });
    await expect(answer.text()).rejects.toThrow();
    expect(await lasting(gateway.url)).toBe(0);
  });

  it('whose page vanishes without a word is let go', async () => {
    const open = streamOf();
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /api/v1/menu/availability HTTP/1.1\r\nHost: a\r\nX-Tenant-Id: dosa-house\r\n\r\n');
    await once(socket, 'data');
    socket.resetAndDestroy();
    await eventually('the service sees it go', () => open[0]?.destroyed);
  });
});
