import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FrontOfHouse, refusalIn } from './front-of-house.js';
import type { FakeService } from './fake-service.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const says = (service: FakeService, answer: unknown) => {
  service.behaviour = (_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
};
const up = { status: 'up', service: 'x', version: '1', pid: 1, uptimeSeconds: 5, parts: { database: { state: 'up' } } };

describe('Health', () => {
  it('of the gateway itself tells its process, and whether it lives and is ready', async () => {
    const live = await house.call('GET', '/health/live');
    expect([live.status, await live.json()]).toMatchObject([
      200,
      { status: 'up', service: 'gateway', pid: process.pid },
    ]);
    const ready = await house.call('GET', '/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'up', parts: { tenants: { state: 'up' }, redis: { state: 'up' } } },
    ]);
  });

  it('of the system asks every service, in bounded time, and tells no addresses', async () => {
    const gateway = await house.openGateway({ ANALYTICS_URL: 'http://127.0.0.1:1' });
    for (const name of ['auth', 'catalog', 'order', 'payment'] as const) says(house.service(name), up);
    says(house.service('inventory'), { odd: true });
    house.service('notification').behaviour = () => undefined;
    says(house.service('discount'), {
      ...up,
      status: 'degraded',
      parts: { consumer: { state: 'degraded', says: 'rebalancing' } },
    });
    const startedAt = performance.now();
    const [answer, same] = await Promise.all([fetch(`${gateway.url}/health`), fetch(`${gateway.url}/health`)]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const text = await answer.text();
    expect([answer.status, JSON.parse(text)]).toMatchObject([
      200,
      {
        status: 'degraded',
        service: 'gateway',
        pid: process.pid,
        services: {
          auth: { status: 'up', version: '1', uptimeSeconds: 5 },
          inventory: { status: 'down', says: 'speaks otherwise' },
          notification: { status: 'down', says: 'slow' },
          analytics: { status: 'down', says: 'away' },
          discount: { status: 'degraded', parts: { consumer: { says: 'rebalancing' } } },
        },
      },
    ]);
    expect(text).not.toContain('127.0.0.1');
    expect(same.status).toBe(200);
    expect(house.service('auth').reached).toHaveLength(1);
  });
});

describe('Numbers for the scraper', () => {
  it('are for whoever is on this machine, and for nobody behind a proxy', async () => {
    const here = await house.call('GET', '/metrics');
    expect(here.headers.get('content-type')).toContain('text/plain');
    for (const name of ['x-forwarded-for', 'forwarded', 'via']) {
      expect(await refusalIn(await house.call('GET', '/metrics', { headers: { [name]: '1.2.3.4' } }))).toEqual([
        404,
        'NOT_FOUND',
      ]);
    }
  });

  it('of services cannot be reached', async () => {
    for (const path of ['/api/v1/metrics', '/order/metrics', '/api/metrics'])
      expect((await house.call('GET', path)).status).toBe(404);
    expect(house.reached).toBe(0);
  });
});

describe('The API reference', () => {
  const described = (path: string) => ({
    openapi: '3.1.0',
    paths: {
      [path]: { get: { summary: 'Read <it>', 'x-roles': ['OWNER'] }, delete: { summary: 'Not routed' } },
      '/api/v1/secret-of-the-service': { get: { summary: 'Hidden' } },
    },
    components: { schemas: { Failure: {} } },
  });

  it('is merged from the services and holds what the gateway lets through, nothing else', async () => {
    const gateway = await house.openGateway();
    says(house.service('order'), described('/api/v1/orders/{order}'));
    says(house.service('catalog'), {
      ...described('/api/v1/menu'),
      paths: { '/api/v1/menu': { get: { summary: 'The menu' } } },
    });
    const document = await (await fetch(`${gateway.url}/docs/openapi.json`)).json();
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Chowk' },
      components: { schemas: { Failure: {} } },
    });
    expect((document as { paths: object }).paths).toEqual({
      '/api/v1/menu': { get: { summary: 'The menu' } },
      '/api/v1/orders/{order}': { get: { summary: 'Read <it>', 'x-roles': ['OWNER'] } },
    });
    const page = await fetch(`${gateway.url}/docs`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).toContain('<td>GET</td><td>/api/v1/orders/{order}</td><td>Read &#60;it&#62;</td><td>owner</td>');
    expect(html).toContain('<td>everybody</td>');
  });
});

describe('Security headers and other origins', () => {
  it('are on every answer, ours and the services’', async () => {
    for (const path of ['/health/live', '/api/v1/nothing', '/.well-known/jwks.json']) {
      const { headers } = await house.call('GET', path);
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('a page may ask, and read the answer, when its origin is one of the tenant’s', async () => {
    const preflight = (origin: string) =>
      house.call('OPTIONS', '/api/v1/orders', { headers: { origin, 'access-control-request-method': 'POST' } });
    const mine = await preflight('https://dosa-house.example');
    expect([mine.status, mine.headers.get('access-control-allow-origin')]).toEqual([204, 'https://dosa-house.example']);
    expect(mine.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();

    const menu = (origin: string) =>
      house.call('GET', '/api/v1/menu', { headers: { origin, 'x-tenant-id': 'dosa-house' } });
    expect((await menu('https://dosa-house.example')).headers.get('access-control-allow-origin')).toBe(
      'https://dosa-house.example',
    );
    expect((await menu('https://cake-shop.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect(house.service('catalog').reached).toHaveLength(2);
  });

  it('a page of any tenant may read why it was refused, and renew its sign-in', async () => {
    const headers = { origin: 'https://cake-shop.example' };
    const refused = await house.call('GET', '/api/v1/orders', { headers });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, headers.origin]);
    const renewed = await house.call('POST', '/api/v1/auth/refresh', { headers, body: '{}' });
    expect([renewed.status, renewed.headers.get('access-control-allow-origin')]).toEqual([200, headers.origin]);
    const stranger = await house.call('GET', '/api/v1/orders', { headers: { origin: 'https://evil.example' } });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers that may be kept say that they depend on the origin, beside what the service says', async () => {
    house.service('catalog').behaviour = (_request, response) => response.setHeader('vary', 'X-Tenant-Id').end('{}');
    const answer = await house.call('GET', '/api/v1/menu', { headers: { 'x-tenant-id': 'dosa-house' } });
    expect(answer.headers.get('vary')).toBe('Origin, X-Tenant-Id, Accept-Language');
  });
});
