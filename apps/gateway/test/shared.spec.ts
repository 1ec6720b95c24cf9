import { newsChannel } from '@chowk/kit';
import { eventually, testStack } from '@chowk/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FakeService } from './fake-service.js';
import { FrontOfHouse } from './front-of-house.js';

let house: FrontOfHouse;
let catalog: FakeService;
let dish: string;
const redis = new Redis(testStack().redisUrl);
const etag = () => `W/"${dish}"`;

beforeAll(async () => {
  house = await FrontOfHouse.open();
  catalog = house.service('catalog');
});
afterAll(async () => {
  await house.close();
  redis.disconnect();
});
beforeEach(async () => {
  house.reset();
  catalog.behaviour = answersItsMenu;
  dish = `Dosa ${performance.now()}`;
  await news(house.dosa.id);
});

const answersItsMenu: FakeService['behaviour'] = (request, response) => {
  if (request.headers['if-none-match'] === etag()) return void response.writeHead(304, { etag: etag() }).end();
  const body = JSON.stringify({
    success: true,
    data: { dish },
    requestId: request.headers['x-request-id'],
    timestamp: '',
  });
  const caching = { etag: etag(), 'cache-control': 'public, max-age=0', vary: 'X-Tenant-Id, Accept-Language' };
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...caching,
  });
  response.end(body);
};

/** What everybody who reads the menu of a tenant sees. */
async function menu(headers: Record<string, string> = {}, path = '/api/v1/menu') {
  const answer = await house.call('GET', path, { headers: { 'x-tenant-id': 'dosa-house', ...headers } });
  const body = (await answer.json()) as { data: { dish: string }; requestId: string };
  expect(answer.status).toBe(200);
  return { dish: body.data.dish, requestId: body.requestId, answer };
}

/** How often the catalog is asked by these calls, one after the other. */
async function asked(...calls: (() => Promise<unknown>)[]): Promise<number> {
  const before = catalog.reached.length;
  for (const call of calls) await call();
  return catalog.reached.length - before;
}

/** Tells that the answers of a tenant have changed, as the catalog does, and waits until the gateway has heard it. */
async function news(tenantId: string): Promise<void> {
  const probe = `/api/v1/menu?probe=${performance.now()}`;
  const read = () => menu({}, probe);
  await eventually('the gateway keeps answers', async () => (await asked(read, read, read)) < 3);
  await redis.publish(newsChannel(house.kafka.prefix, 'catalog'), tenantId);
  await eventually('it has heard the news', async () => (await asked(read)) === 1);
  catalog.reached.length = 0;
}

describe('What all may read', () => {
  it('is given again, under the request id of each caller', async () => {
    const first = await menu({ 'x-request-id': 'first-caller' });
    const second = await menu({ 'x-request-id': 'second-caller' });
    expect([first.dish, second.dish]).toEqual([dish, dish]);
    expect([first.requestId, second.requestId]).toEqual(['first-caller', 'second-caller']);
    expect(second.answer.headers.get('x-request-id')).toBe('second-caller');
    expect(catalog.reached).toHaveLength(1);
    const shown = (answer: Response) =>
      ['etag', 'cache-control', 'vary', 'content-type', 'content-length', 'x-content-type-options'].map((name) =>
        answer.headers.get(name),
      );
    expect(shown(second.answer).slice(0, 4)).toEqual(shown(first.answer).slice(0, 4));
    expect(shown(second.answer)).not.toContain(null);
  });

  it('is given to HEAD without its body, and as 304 to who holds it', async () => {
    await menu();
    const named = { 'x-tenant-id': 'dosa-house' };
    const head = await house.call('HEAD', '/api/v1/menu', { headers: named });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag(), '']);
    const held = await house.call('GET', '/api/v1/menu', { headers: { ...named, 'if-none-match': etag() } });
    expect([held.status, held.headers.get('etag'), await held.text()]).toEqual([304, etag(), '']);
    expect(catalog.reached).toHaveLength(1);
  });

  it('is asked for anew by another tenant, in another language and with another query', async () => {
    await menu();
    const others = [
      () => menu({ 'x-tenant-id': 'cake-shop' }),
      () => menu({ 'accept-language': 'hi' }),
      () => menu({}, '/api/v1/menu?veg=true'),
      () => menu({}, '/api/v1/menu/items/some-id'),
    ];
    expect(await asked(...others)).toBe(4);
    expect(await asked(() => menu())).toBe(0);
  });

  it('is asked for anew after news of the tenant', async () => {
    await menu();
    dish = 'Idli';
    await news(house.dosa.id);
    expect((await menu()).dish).toBe('Idli');
    expect(catalog.reached).toHaveLength(1);
  });

  it('is not kept when news come while it is under way', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => {
      catalog.behaviour = (request, response, reached) => {
        if (reached.url !== '/api/v1/menu') return answersItsMenu(request, response, reached);
        resolve();
        void held.then(() => answersItsMenu(request, response, reached));
      };
    });
    const first = menu();
    await arrived;
    await news(house.dosa.id);
    release();
    await first;
    expect(await asked(() => menu())).toBe(1);
  });

  it('is not believed when its service took longer to give it than anything is believed', async () => {
    catalog.behaviour = (request, response, reached) => {
      setTimeout(() => answersItsMenu(request, response, reached), 600);
    };
    await menu();
    catalog.behaviour = answersItsMenu;
    expect(await asked(() => menu())).toBe(1);
  });

  it('is judged and counted like any other call', async () => {
    await menu();
    const refused = await house.call('GET', '/api/v1/menu');
    expect(refused.status).toBe(400);
    const token = await house.mint.token(house.cakes.id, { kind: 'customer' });
    const foreign = await house.callAs(token, 'GET', '/api/v1/menu', undefined, { 'x-tenant-id': 'dosa-house' });
    expect(foreign.status).toBe(403);
    expect(catalog.reached).toHaveLength(1);
    const gateway = await house.openGateway({ LIMIT_TENANT: '30/1m' });
    const read = () => fetch(`${gateway.url}/api/v1/menu`, { headers: { 'x-tenant-id': 'dosa-house' } });
    const statuses: number[] = [];
    const reached = await asked(async () => {
      for (let turn = 0; turn < 31; turn += 1) statuses.push((await read()).status);
    });
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 429]);
    expect(reached).toBeLessThan(30);
  });

  it('is none that its service does not call public, refuses, or breaks off', async () => {
    const answers = (status: number, headers: Record<string, string>) => (): void => {
      catalog.behaviour = (request, response) => {
        const body = JSON.stringify({ success: true, data: { dish }, requestId: request.headers['x-request-id'] });
        response.writeHead(status, { 'content-length': Buffer.byteLength(body), etag: etag(), ...headers }).end(body);
      };
    };
    const named = { headers: { 'x-tenant-id': 'dosa-house' } };
    const read = () => house.call('GET', '/api/v1/menu', named).then((answer) => answer.text());
    for (const set of [answers(200, { 'cache-control': 'private' }), answers(404, { 'cache-control': 'public' })]) {
      set();
      expect(await asked(read, read)).toBe(2);
    }
    catalog.behaviour = (request, response) => {
      response.writeHead(200, { 'content-length': 1_000, etag: etag(), 'cache-control': 'public' });
      response.write(`{"success":true,"data":1,"requestId":"${String(request.headers['x-request-id'])}"`, () =>
        response.destroy(),
      );
    };
    expect(
      await asked(
        () => expect(read()).rejects.toThrow(),
        () => expect(read()).rejects.toThrow(),
      ),
    ).toBe(2);
  });

  it('is always asked for while news cannot be heard', async () => {
    const deaf = await house.openGateway({ REDIS_URL: 'redis://127.0.0.1:1' });
    const read = () => fetch(`${deaf.url}/api/v1/menu`, { headers: { 'x-tenant-id': 'dosa-house' } });
    expect(await asked(read, read, read)).toBe(3);
  });
});
