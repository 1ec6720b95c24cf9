import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../src/routes.js';
import { FrontOfHouse, refusalIn } from './front-of-house.js';
import { rawCall } from './raw-call.js';

let house: FrontOfHouse;
let owner: string;
beforeAll(async () => {
  house = await FrontOfHouse.open();
  owner = await house.mint.token(house.dosa.id, {
    kind: 'staff',
    roles: ['OWNER', 'CUSTOMER', 'DEVICE', 'PLATFORM_ADMIN'],
  });
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const named = { 'x-tenant-id': 'dosa-house' };

describe('The table of routes', () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s reaches its service',
    async (_name, route) => {
      const path = route.path.replaceAll(/:\w+/g, 'some-id');
      const answer = await house.callAs(owner, route.method, path, route.method === 'GET' ? undefined : '{}');
      expect(answer.status).toBe(200);
      expect(house.service(route.service).last).toMatchObject({ method: route.method, url: path });
    },
  );

  it('/api/x and /api/v1/x are the same', async () => {
    expect((await house.call('GET', '/api/menu?veg=true', { headers: named })).status).toBe(200);
    expect(house.service('catalog').last.url).toBe('/api/v1/menu?veg=true');
  });

  it.each([
    '/docs/nothing',
    '/api',
    '/api/v1',
    '/api/v1/',
    '/api/v1/nothing',
    '/api/v2/menu',
    '/api/v1/orders/',
    '/api/v1/orders/a/b/c',
    '/orders',
    '/metrics/x',
  ])('%s is nobody’s: 404', async (path) =>
    expect(await refusalIn(await house.callAs(owner, 'GET', path))).toEqual([404, 'NOT_FOUND']),
  );

  it('a path under another method is 405 and says what is allowed', async () => {
    const answer = await house.callAs(owner, 'DELETE', '/api/v1/orders');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await refusalIn(answer)).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await refusalIn(await house.callAs(owner, 'OPTIONS', '/api/v1/orders'))).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
    ]);
    expect(await refusalIn(await house.call('POST', '/health'))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(house.reached).toBe(0);
  });

  it('HEAD goes where GET goes', async () => {
    const answer = await house.call('HEAD', '/api/v1/menu', { headers: named });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(house.service('catalog').last.method).toBe('HEAD');
    expect((await house.call('HEAD', '/api/v1/nothing')).status).toBe(404);
  });
});

describe('Headers', () => {
  it('that claim an identity, a hop or an address are dropped, however they are spelt', async () => {
    const forged = {
      'X-User-Id': 'boss',
      X_Tenant_Id: 'cake-shop',
      X_User_Id: 'boss',
      'X-Forwarded-For': '10.0.0.1',
      'X-Forwarded-Host': 'evil',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'for=10.0.0.1',
      'X-Real-IP': '10.0.0.1',
      'True-Client-IP': '10.0.0.1',
      Via: '1.1 evil',
      'X-Chowk-Caller': 'forged',
      'X-Internal-Admin': '1',
      'X-Original-URL': '/admin',
      'X-Rewrite-URL': '/admin',
      'X-HTTP-Method-Override': 'DELETE',
      'Proxy-Authorization': 'Basic x',
      'Keep-Alive': 'timeout=999',
      TE: 'trailers',
      Cookie: 'a=b',
      Baggage: 'user=boss',
      'X-Roles': 'OWNER',
      'X-Correlation-Id': 'x',
      'X-Razorpay-Signature': 'x',
    };
    const lines = Object.entries(forged)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const answer = await rawCall(
      house.gateway.url,
      `GET /api/v1/menu HTTP/1.1\r\nHost: chowk\r\nX-Tenant-Id: dosa-house\r\n${lines}\r\n`,
    );
    expect(answer.status).toBe(200);
    const { headers } = house.service('catalog').last;
    expect(Object.keys(headers).sort()).toEqual([
      'connection',
      'host',
      'traceparent',
      'x-chowk-caller',
      'x-request-id',
      'x-tenant-id',
    ]);
    expect(headers).toMatchObject({ 'x-tenant-id': house.dosa.id });
    expect(headers['x-chowk-caller']).not.toBe('forged');
  });

  it('named in Connection are dropped before anybody reads them', async () => {
    const head = (named: string) =>
      `GET /api/v1/orders HTTP/1.1\r\nHost: chowk\r\nAuthorization: Bearer ${owner}\r\nAccept-Language: hi\r\nX-Tenant-Id: cake-shop\r\nConnection: ${named}\r\n\r\n`;
    const answer = await rawCall(
      house.gateway.url,
      head('close, X-Tenant-Id, accept-language, x-chowk-caller, x-request-id'),
    );
    expect(answer.status).toBe(200);
    const { headers } = house.service('order').last;
    expect(headers['accept-language']).toBeUndefined();
    expect(headers['x-tenant-id']).toBe(house.dosa.id);
    expect(headers['x-chowk-caller']).toBeDefined();
    expect(headers['x-request-id']).toBeDefined();
    expect((await rawCall(house.gateway.url, head('authorization'))).code).toBe('AUTH_TOKEN_MISSING');
  });

  it('that calls need pass through, both ways', async () => {
    house.service('order').behaviour = (_request, response) => {
      response.writeHead(201, {
        location: '/api/v1/orders/1',
        etag: 'W/"1"',
        'x-powered-by': 'fake',
        'idempotency-replayed': 'true',
      });
      response.end('{}');
    };
    const sent = {
      'accept-language': 'hi',
      'idempotency-key': 'k-1',
      'if-match': '"3"',
      prefer: 'respond-async',
      'content-type': 'application/json',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'if-none-match': 'W/"0"',
      'user-agent': 'test/1',
    };
    const answer = await house.callAs(owner, 'POST', '/api/v1/orders', '{"items":[]}', sent);
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      location: '/api/v1/orders/1',
      etag: 'W/"1"',
      'idempotency-replayed': 'true',
    });
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
    const { headers } = house.service('order').last;
    const { traceparent, ...rest } = sent;
    expect(headers).toMatchObject(rest);
    expect(headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(headers['traceparent']).not.toBe(traceparent);
  });

  it('an insane request id or trace is replaced', async () => {
    const answer = await house.call('GET', '/api/v1/menu', {
      headers: { ...named, 'x-request-id': 'a b', traceparent: 'nonsense' },
    });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(house.service('catalog').last.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });
});

describe('Bodies', () => {
  const webhook = '/api/v1/payments/webhooks/razorpay/dosa-house';

  it('of webhooks reach the service byte for byte, with the signature and without a tenant', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{ "event" : "payment.captured",\r\n "n": 1.0, "s": "\\u20b9 ₹" }  '),
      randomBytes(2_000),
    ]);
    const headers = {
      'x-razorpay-signature': 'abc',
      'x-razorpay-event-id': 'evt_1',
      'content-type': 'application/json',
      'x-tenant-id': 'cake-shop',
    };
    const answer = await house.call('POST', webhook, { headers, body: bytes });
    expect(answer.status).toBe(200);
    const { body, headers: seen } = house.service('payment').last;
    expect(hash(body)).toBe(hash(bytes));
    expect(seen).toMatchObject({
      'x-razorpay-signature': 'abc',
      'x-razorpay-event-id': 'evt_1',
      'content-length': String(bytes.length),
    });
    expect(seen['x-tenant-id']).toBeUndefined();
  });

  it('that come in chunks go on in one piece', async () => {
    const head = `POST ${webhook} HTTP/1.1\r\nHost: chowk\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect((await rawCall(house.gateway.url, head, '5\r\nhello\r\n', '6\r\n world\r\n0\r\n\r\n')).status).toBe(200);
    const { body, headers } = house.service('payment').last;
    expect(body.toString()).toBe('hello world');
    expect(headers).toMatchObject({ 'content-length': '11' });
    expect(headers['transfer-encoding']).toBeUndefined();
  });

  it('of one mebibyte pass; a byte more is 413, by its length or as it comes, and never reaches the service', async () => {
    const most = Buffer.alloc(1024 * 1024, 'x');
    expect((await house.call('POST', webhook, { body: most })).status).toBe(200);
    expect(house.service('payment').last.body.length).toBe(most.length);
    house.reset();
    const tooMuch = Buffer.alloc(1024 * 1024 + 1, 'x');
    expect(await refusalIn(await house.call('POST', webhook, { body: tooMuch }))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const head = `POST ${webhook} HTTP/1.1\r\nHost: chowk\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunked = await rawCall(
      house.gateway.url,
      head,
      `${tooMuch.length.toString(16)}\r\n`,
      tooMuch,
      '\r\n0\r\n\r\n',
    );
    expect([chunked.status, chunked.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const declared = await rawCall(
      house.gateway.url,
      `POST ${webhook} HTTP/1.1\r\nHost: chowk\r\nContent-Length: 9999999999\r\n\r\n`,
    );
    expect([declared.status, declared.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(house.reached).toBe(0);
  });

  it('with Expect: 100-continue are asked for', async () => {
    const head = `POST ${webhook} HTTP/1.1\r\nHost: chowk\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
    expect((await rawCall(house.gateway.url, head, '{}')).status).toBe(200);
    expect(house.service('payment').last.headers.expect).toBeUndefined();
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
