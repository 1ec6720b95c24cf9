import { eventually, http, type TestService } from '@chowk/testing';
import type { Tenant } from '@chowk/contracts/envelope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCaller } from '../../src/index.js';
import { testGatewaySecret } from '@chowk/testing';
import { startThings } from './thing-service.js';

describe('Every answer has the same shape', () => {
  let things: TestService;
  let tenant: Tenant;
  let token: string;

  beforeAll(async () => {
    things = await startThings();
    tenant = await things.addTenant({ languages: ['en', 'hi'] });
    token = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
  });
  afterAll(() => things.close());

  it('a plain value is 200 in the envelope with requestId and timestamp, also after POST', async () => {
    const reply = await things.http.post('/things/plain', {
      tenant: tenant.slug,
      headers: { 'x-request-id': 'mine-1' },
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      success: true,
      data: { plain: true },
      requestId: 'mine-1',
      timestamp: expect.any(String),
    });
    expect(new Date(String(reply.at('timestamp'))).toISOString()).toBe(reply.at('timestamp'));
    expect(reply.headers).toMatchObject({ 'x-request-id': 'mine-1', 'cache-control': 'no-store' });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('a creation is 201 with Location, accepted work 202, a deletion 204 without a body', async () => {
    const made = await things.http.post('/things', { token, key: 'a-1', body: { name: 'one', quantity: 1 } });
    expect([made.status, made.headers['location']]).toEqual([201, `/api/v1/things/${String(made.at('data.id'))}`]);
    const body = { name: 'one', quantity: 1 };
    expect((await things.http.post('/things/loose', { token, body })).status).toBe(202);
    const gone = await things.http.delete(`/things/${String(made.at('data.id'))}`, { token });
    expect([gone.status, gone.text]).toEqual([204, '']);
  });

  it('a strange request id is replaced by one of ours', async () => {
    for (const strange of ['a b', 'x'.repeat(129), '"};drop']) {
      const reply = await things.http.get('/things/menu', {
        tenant: tenant.slug,
        headers: { 'x-request-id': strange },
      });
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.at('requestId')).toBe(reply.headers['x-request-id']);
    }
  });

  it('continues a well-formed traceparent in a span of its own and starts a new trace for another', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const good = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const followed = String((await things.http.get('/things/who', { token, headers: good })).at('data.traceparent'));
    expect(followed).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(followed).not.toContain('00f067aa0ba902b7');
    const bad = { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` };
    const fresh = String((await things.http.get('/things/who', { token, headers: bad })).at('data.traceparent'));
    expect(fresh).not.toContain('0'.repeat(32));
  });

  it('an unknown path is 404, a known one with another method 405 with Allow', async () => {
    expect((await things.http.get('/nothing')).code).toBe('NOT_FOUND');
    const wrong = await things.http.put('/things', { token });
    expect([wrong.status, wrong.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(wrong.headers['allow']).toBe('GET, HEAD, POST');
    expect((await things.http.call('PUT', '/things/0198-whatever')).status).toBe(405);
    expect((await http(things.url).get('/things/menu')).status).toBe(404);
  });

  it('an error we did not foresee is 500 INTERNAL, tells nothing, and is logged with its stack but without secrets', async () => {
    const reply = await things.http.get('/things/breaks', {
      tenant: tenant.slug,
      headers: { 'x-request-id': 'broken-1' },
    });
    expect([reply.status, reply.code]).toEqual([500, 'INTERNAL']);
    expect(reply.text).not.toMatch(/select|secrets|phone|node|\.ts/);
    const line = things.log.find((text) => text.includes('broken-1') && text.includes('"level":"error"')) ?? '';
    expect(line).toContain('thing-description.ts');
    expect(line).not.toContain('9876543210');
    expect(line).not.toContain('482913');
    expect((await things.http.get('/things/framework', { tenant: tenant.slug })).text).not.toContain('teapot');
  });

  it('503 says when to come again', async () => {
    const reply = await things.http.get('/things/away', { tenant: tenant.slug });
    expect([reply.status, reply.code, reply.headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '3']);
  });

  it('a path that cannot be decoded is 400 with the envelope', async () => {
    const reply = await things.http.get('/things/%E0%A4%A', { token });
    expect([reply.status, reply.code]).toEqual([400, 'MALFORMED_REQUEST']);
  });

  it('a public read has ETag and Cache-Control, and answers 304 until the data changes', async () => {
    const first = await things.http.get('/things/menu', { tenant: tenant.slug });
    const etag = first.headers['etag'] ?? '';
    expect(first.headers).toMatchObject({ 'cache-control': 'public, max-age=5', vary: 'X-Tenant-Id, Accept-Language' });
    const headers = { 'if-none-match': `"other", ${etag}` };
    const again = await things.http.get('/things/menu', { tenant: tenant.slug, headers });
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
    const changed = { ...headers, 'accept-language': 'hi' };
    expect((await things.http.get('/things/menu', { tenant: tenant.slug, headers: changed })).status).toBe(200);
  });

  it('ready JSON goes out as it is, with its own tag; raw bytes without the envelope', async () => {
    const ready = await things.http.get('/things/ready', { tenant: tenant.slug });
    expect(ready.text).toContain('"data":{"b":1,"a":[2]}');
    expect(ready.headers['etag']).toBe('W/"v7"');
    const image = await things.http.get('/things/code.png', { tenant: tenant.slug });
    expect([image.status, image.headers['content-type'], image.headers['cache-control']]).toEqual([
      200,
      'image/png',
      'public, max-age=60',
    ]);
  });

  it('Accept-Language chooses among the languages of the tenant, else its first', async () => {
    const speak = async (language: string) => {
      const headers = { 'accept-language': language };
      return (await things.http.get('/things/menu', { tenant: tenant.slug, headers })).at('data.language');
    };
    expect(await speak('kn, hi-IN;q=0.8, en;q=0.5')).toBe('hi');
    expect(await speak('fr')).toBe('en');
    expect(await speak('hi;q=0.1, en;q=0.9')).toBe('en');
  });

  it('If-Match is honoured: 412 with the current version, 400 for what is no version', async () => {
    const made = await things.http.post('/things', { token, key: 'a-2', body: { name: 'two', quantity: 1 } });
    const path = `/things/${String(made.at('data.id'))}`;
    const rename = (version: string) =>
      things.http.patch(path, { token, body: { name: 'renamed' }, headers: { 'if-match': version } });
    expect((await rename('"1"')).status).toBe(200);
    const late = await rename('"1"');
    expect([late.status, late.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect(JSON.stringify(late.at('error.details'))).toContain('2');
    expect((await rename('W/"x"')).code).toBe('MALFORMED_REQUEST');
  });

  it('a list is paged by an opaque cursor; a foreign cursor and absurd limits are 422', async () => {
    const shop = await things.addTenant();
    const owner = await things.mintToken({ tenantId: shop.id, roles: ['OWNER'] });
    for (const name of ['ant', 'bee', 'cow'])
      await things.http.post('/things', { token: owner, key: `list-${name}`, body: { name, quantity: 1 } });
    const first = await things.http.get('/things?limit=2&count=true', { token: owner });
    expect(first.at('meta')).toEqual({ nextCursor: expect.any(String), limit: 2, total: 3 });
    const second = await things.http.get(`/things?limit=2&cursor=${String(first.at('meta.nextCursor'))}`, {
      token: owner,
    });
    expect(second.at('data.0.name')).toBe('cow');
    expect(second.at('meta')).toEqual({ nextCursor: null, limit: 2 });
    expect((await things.http.get('/things?cursor=bm90IG1pbmU', { token: owner })).faults).toEqual([
      'cursor INVALID_FORMAT',
    ]);
    const absurd = await things.http.get('/things?limit=1e9&colour=red&count=maybe', { token: owner });
    expect(absurd.faults).toEqual(['colour UNKNOWN_FIELD', 'count NOT_ALLOWED', 'limit OUT_OF_RANGE']);
  });

  it('believes the peer and request id that the gateway signed, and nobody else', async () => {
    const caller = { peer: '203.0.113.9', requestId: 'from-gateway', at: Date.now() };
    const ask = async (header: string) =>
      (
        await things.http.get('/things/who', {
          token,
          headers: { 'x-chowk-caller': header, 'x-forwarded-for': '8.8.8.8' },
        })
      ).at('data');
    expect(await ask(signCaller(caller, testGatewaySecret))).toMatchObject({
      peer: '203.0.113.9',
      requestId: 'from-gateway',
    });
    const forged = [
      signCaller(caller, 'another key that is long enough to be one'),
      signCaller({ ...caller, at: Date.now() - 120_000 }, testGatewaySecret),
      'not.even',
    ];
    for (const header of forged) expect(await ask(header)).toMatchObject({ peer: '127.0.0.1' });
  });

  it('leaves one line per request with its ids and duration, and never the path', async () => {
    const headers = { 'x-request-id': 'logged-1' };
    await things.http.get(`/things/${tenant.id}`, { token, headers });
    await eventually('the line is written', () => things.log.some((line) => line.includes('logged-1')));
    const lines = things.log.filter((line) => line.includes('logged-1'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      message: 'request',
      service: 'thing',
      method: 'GET',
      route: '/api/v1/things/:id',
      status: 404,
      requestId: 'logged-1',
      tenantId: tenant.id,
      userId: expect.any(String),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      durationMs: expect.any(Number),
    });
  });
});
