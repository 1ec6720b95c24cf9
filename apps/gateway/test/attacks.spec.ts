import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from 'node:net';
import { failure } from '@chowk/contracts';
import { FrontOfHouse } from './front-of-house.js';
import { rawCall } from './raw-call.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open({ HEADERS_TIMEOUT_MS: '400', REQUEST_TIMEOUT_MS: '800' });
  await house.callAs(house.mint.token(house.dosa.id), 'GET', '/api/v1/orders');
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const tenant = 'X-Tenant-Id: dosa-house\r\n';
const get = (extra: string, path = '/api/v1/menu') => `GET ${path} HTTP/1.1\r\nHost: chowk\r\n${tenant}${extra}\r\n`;
const post = (extra: string, body: string) =>
  `POST /api/v1/discounts/calculate HTTP/1.1\r\nHost: chowk\r\n${tenant}Content-Type: application/json\r\n${extra}\r\n${body}`;

const smuggled: readonly (readonly [string, string, number, string])[] = [
  [
    'Content-Length beside Transfer-Encoding',
    post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'Transfer-Encoding beside Content-Length',
    post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n'),
    400,
    'MALFORMED_REQUEST',
  ],
  ['two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), 400, 'MALFORMED_REQUEST'],
  ['a list of lengths', post('Content-Length: 2, 2\r\n', '{}'), 400, 'MALFORMED_REQUEST'],
  ['an unknown transfer coding', post('Transfer-Encoding: xchunked\r\n', ''), 400, 'MALFORMED_REQUEST'],
  ['a second transfer coding', post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'), 400, 'MALFORMED_REQUEST'],
  ['a chunk that is none', post('Transfer-Encoding: chunked\r\n', 'zz\r\n\r\n'), 400, 'MALFORMED_REQUEST'],
  ['two hosts', get('Host: other\r\n'), 400, 'MALFORMED_REQUEST'],
  ['no host', `GET /api/v1/menu HTTP/1.1\r\n${tenant}\r\n`, 400, 'MALFORMED_REQUEST'],
  ['a host that is an address of its own', get('').replace('Host: chowk', 'Host: a/b@c'), 400, 'MALFORMED_REQUEST'],
  ['two tenants', get('X-Tenant-Id: cake-shop\r\n'), 400, 'MALFORMED_REQUEST'],
  ['two authorizations', get('Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'), 400, 'MALFORMED_REQUEST'],
  ['a folded header', get('X-Note: one\r\n two\r\n'), 400, 'MALFORMED_REQUEST'],
  ['a space before the colon', get('X-Note : one\r\n'), 400, 'MALFORMED_REQUEST'],
  ['a bare line feed', get('X-Note: one\nX-Other: two\r\n'), 400, 'MALFORMED_REQUEST'],
  ['an expectation nobody can meet', get('Expect: miracles\r\n'), 400, 'MALFORMED_REQUEST'],
  ['an absolute target', get('', 'http://elsewhere/api/v1/menu'), 400, 'MALFORMED_REQUEST'],
  ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01', 400, 'MALFORMED_REQUEST'],
  ['an unknown method', get('').replace('GET', 'FETCH'), 400, 'MALFORMED_REQUEST'],
  ['TRACE', get('').replace('GET', 'TRACE'), 405, 'METHOD_NOT_ALLOWED'],
  ['CONNECT', 'CONNECT order:3003 HTTP/1.1\r\nHost: chowk\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
  ['2,500 headers', get('a:b\r\n'.repeat(2_500)), 431, 'HEADERS_TOO_LARGE'],
  ['20 kB of headers', get(`X-Note: ${'x'.repeat(20_000)}\r\n`), 431, 'HEADERS_TOO_LARGE'],
];

describe('Bytes that two readers could read differently', () => {
  it.each(smuggled)('%s: refused in the envelope, and no service hears of it', async (_name, bytes, status, code) => {
    const answer = await rawCall(house.gateway.url, Buffer.from(bytes, 'latin1'));
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(failure.safeParse(JSON.parse(answer.text)).success).toBe(true);
    expect(house.reached).toBe(0);
  });

  it('headers that never end are answered 408', async () => {
    const answer = await rawCall(house.gateway.url, 'GET /api/v1/menu HTTP/1.1\r\nHost: chowk\r\nX-Slow: ');
    expect([answer.status, answer.code]).toEqual([408, 'REQUEST_TIMEOUT']);
    expect(house.reached).toBe(0);
  });

  it('a body that never ends is answered 408', async () => {
    const answer = await rawCall(house.gateway.url, post('Content-Length: 100\r\n', '{"half":'));
    expect([answer.status, answer.code]).toEqual([408, 'REQUEST_TIMEOUT']);
    expect(house.reached).toBe(0);
  });

  it('a caller that goes away in the middle of a body costs a line in the log, nothing else', async () => {
    const { hostname, port } = new URL(house.gateway.url);
    const { promise, resolve } = Promise.withResolvers<true>();
    const socket = connect(Number(port), hostname, () => {
      socket.write(post('Content-Length: 100\r\n', '{"half":'), () => socket.destroy());
    });
    socket.on('close', () => resolve(true));
    await promise;
    const after = await rawCall(house.gateway.url, get(''));
    expect(after.status).toBe(200);
    expect(house.reached).toBe(1);
  });

  it('garbage behind a call whose answer has begun ends the connection; nothing is written into that answer', async () => {
    house.service('catalog').behaviour = (_request, response) =>
      response.writeHead(200, { 'content-length': '10' }).write('half');
    const { hostname, port } = new URL(house.gateway.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    const { promise, resolve } = Promise.withResolvers<true>();
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('half')) socket.write('garbage\r\n\r\n');
    });
    socket.on('close', () => resolve(true));
    socket.on('error', () => resolve(true));
    socket.write(get(''));
    await promise;
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*half$/);
  });
});

describe('Paths that two readers could read differently', () => {
  it.each([
    ['/api/v1/orders/../tenants/current'],
    ['/api/v1/orders/%2e%2e/tenants/current'],
    ['/api/v1/orders/%2E./tenants/current'],
    ['/api/v1/orders%2fquote'],
    ['/api/v1/orders%5cquote'],
    ['/api/v1//orders'],
    ['//api/v1/orders'],
    ['/api/v1/orders/%00'],
    ['/api/v1/orders/%zz'],
    ['/api/v1/orders\\quote'],
    ['/api/v1/orders#x'],
  ])('%s is refused with 400', async (path) => {
    const answer = await rawCall(house.gateway.url, get('', path));
    expect([answer.status, answer.code]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(house.reached).toBe(0);
  });

  it('an escape of a plain letter is judged, and forwarded, as the letter', async () => {
    const token = await house.mint.token(house.dosa.id, { roles: ['KITCHEN'], kind: 'staff' });
    const answer = await rawCall(
      house.gateway.url,
      `POST /api/v1/orders/%71uote HTTP/1.1\r\nHost: chowk\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect([answer.status, answer.code]).toEqual([403, 'PERMISSION_DENIED']);
    await rawCall(house.gateway.url, get('', '/api/v1/%6denu?q=%2e%2e%2f'));
    expect(house.service('catalog').last.url).toBe('/api/v1/menu?q=%2e%2e%2f');
  });
});
