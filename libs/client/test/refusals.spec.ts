import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChowkError, isChowkError } from '../src/index.js';
import { FakeGateway, type Fault } from './fake-gateway.js';
import { FakeSignIns } from './fake-sign-ins.js';
import { chowkAt, rejection } from './quickly.js';

let gateway: FakeGateway;
beforeAll(async () => {
  gateway = await FakeGateway.open();
  new FakeSignIns(gateway);
});
afterAll(() => gateway.close());

const details = [{ path: 'lines.0.quantity', code: 'too_small', message: 'at least 1' }];

describe('A refusal', () => {
  it.each<[string, Fault, Partial<ChowkError>]>([
    ['400 with its code', { status: 400, error: { code: 'TENANT_REQUIRED' } }, { code: 'TENANT_REQUIRED' }],
    ['401 of nobody', { status: 401, error: { code: 'AUTH_TOKEN_MISSING' } }, { code: 'AUTH_TOKEN_MISSING' }],
    ['403', { status: 403, error: { code: 'PERMISSION_DENIED' } }, { code: 'PERMISSION_DENIED' }],
    ['404', { status: 404, error: { code: 'NOT_FOUND' } }, { code: 'NOT_FOUND' }],
    ['409 with details', { status: 409, error: { code: 'OUT_OF_STOCK', details } }, { code: 'OUT_OF_STOCK', details }],
    ['412', { status: 412, error: { code: 'VERSION_CONFLICT' } }, { code: 'VERSION_CONFLICT' }],
    ['422 with every fault', { status: 422, error: { code: 'VALIDATION_FAILED', details } }, { details }],
    ['429', { status: 429, error: { code: 'RATE_LIMITED' }, headers: { 'retry-after': '7' } }, { retryAfter: 7 }],
    ['500', { status: 500, error: { code: 'INTERNAL' } }, { code: 'INTERNAL' }],
    ['a code of a newer Chowk', { status: 409, error: { code: 'NOT_YET_KNOWN' } }, { code: 'NOT_YET_KNOWN' }],
    ["a proxy's page", { status: 400, text: '<h1>no</h1>' }, { code: 'UNREADABLE_ANSWER', details: '<h1>no</h1>' }],
  ])('%s is a ChowkError that says all of it', async (_, fault, expected) => {
    gateway.fail('GET /menu', fault);
    const error = await rejection(chowkAt(gateway.url).get('/menu'));
    expect(error).toBeInstanceOf(ChowkError);
    expect(error).toMatchObject({
      call: 'GET /api/v1/menu',
      status: typeof fault === 'object' ? fault.status : 0,
      ...expected,
    });
    expect(Reflect.get(Object(error), 'requestId')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, Fault]>([
    ['no JSON', { status: 200, text: '<h1>Welcome to the hotel wireless</h1>' }],
    ['nothing', { status: 200, text: '' }],
  ])('is what a success without envelope is, too: %s', async (_, fault) => {
    gateway.fail('GET /menu', fault);
    expect(await rejection(chowkAt(gateway.url).get('/menu'))).toMatchObject({ code: 'UNREADABLE_ANSWER' });
  });

  it('is told apart by its code', () => {
    const error = new ChowkError({ code: 'OUT_OF_STOCK', message: 'Sorry' });
    expect([isChowkError(error), isChowkError(error, 'OUT_OF_STOCK')]).toEqual([true, true]);
    expect([isChowkError(error, 'NOT_FOUND'), isChowkError(new Error())]).toEqual([false, false]);
  });

  it('that nobody is there to give: the gateway is not reached', async () => {
    const chowk = chowkAt('http://127.0.0.1:1', { patience: { attempts: 2, firstPauseMs: 1 } });
    expect(await rejection(chowk.get('/menu'))).toMatchObject({
      ...{ code: 'NETWORK', call: 'GET /api/v1/menu', status: 0, requestId: undefined },
    });
  });
});

describe('A call', () => {
  it('says who asks, in which language, and what it knows', async () => {
    gateway.on('PATCH /tables/t1', () => ({ data: {} })).on('GET /menu', () => ({ data: {} }));
    const chowk = chowkAt(`${gateway.url}/`, { language: 'hi-IN' });
    gateway.asked.length = 0;
    await chowk.get('/menu', { query: { q: 'dal & rice', available: 'true' } });
    await chowk.signInStaff({ login: 'manager@intellidine.example', password: 'a long one' });
    await chowk.patch('/tables/{id}', { path: { id: 't1' }, body: { label: 'T1' }, ifVersion: 3, language: 'en' });
    const [menu, login, table] = gateway.asked;
    expect(menu).toMatchObject({ path: '/menu?q=dal%20%26%20rice&available=true' });
    expect(menu?.headers).toMatchObject({ 'x-tenant-id': 'intellidine', 'accept-language': 'hi-IN' });
    expect(login?.headers).toMatchObject({ 'x-tenant-id': 'intellidine' });
    expect(table?.headers).toMatchObject({ 'if-match': '"3"', 'accept-language': 'en' });
    expect(table?.headers['x-tenant-id']).toBeUndefined();
    expect(table?.headers.authorization).toMatch(/^Bearer /);
  });

  it('of a machine brings its key', async () => {
    await chowkAt(gateway.url, { apiKey: 'of a machine' }).get('/menu');
    expect(gateway.asked.at(-1)?.headers).toMatchObject({ 'x-api-key': 'of a machine' });
  });

  it('reads a list to its end, page after page', async () => {
    const pages = [['a', 'b'], ['c', 'd'], ['e']];
    gateway.on('GET /kitchen/tickets', ({ path }) => {
      const page = Number(new URL(path, 'http://x').searchParams.get('cursor') ?? 0);
      return { data: pages[page], meta: { limit: 100, nextCursor: page < 2 ? String(page + 1) : null, total: 5 } };
    });
    const chowk = chowkAt(gateway.url);
    expect(await chowk.all('/kitchen/tickets', { query: { station: 'tandoor' } })).toEqual(['a', 'b', 'c', 'd', 'e']);
    const paths = gateway.callsOf('GET /kitchen/tickets').map(({ path }) => path);
    expect(paths[2]).toBe('/kitchen/tickets?limit=100&station=tandoor&cursor=2');
    expect(await chowk.call('get', '/kitchen/tickets')).toMatchObject({ meta: { total: 5, nextCursor: '1' } });
  });

  it('that answers nothing answers undefined', async () => {
    gateway.on('DELETE /tables/t1', () => ({ status: 204 }));
    expect(await chowkAt(gateway.url).delete('/tables/{id}', { path: { id: 't1' } })).toBeUndefined();
  });

  it('for a file answers its bytes, or why there are none', async () => {
    const pdf = { text: '%PDF-1.7', headers: { 'content-type': 'application/pdf' } };
    gateway.on('GET /bills/b1/invoice', ({ headers }) => (headers.accept === 'application/pdf' ? pdf : { data: {} }));
    const chowk = chowkAt(gateway.url);
    const print = () => chowk.file('/bills/{id}/invoice', 'application/pdf', { path: { id: 'b1' } });
    gateway.fail('GET /bills/b1/invoice', 'cut-before');
    const file = await print();
    expect([file.type, await file.text()]).toEqual(['application/pdf', '%PDF-1.7']);
    const invoice = 'GET /api/v1/bills/b1/invoice';
    gateway.fail('GET /bills/b1/invoice', { status: 409, error: { code: 'BILL_NOT_INVOICED' } }, { data: {} });
    expect(await rejection(print())).toMatchObject({ code: 'BILL_NOT_INVOICED', call: invoice, status: 409 });
    expect(await rejection(print())).toMatchObject({ code: 'UNREADABLE_ANSWER', call: invoice, status: 200 });
  });

  it('by openapi-fetch itself goes over the same wire', async () => {
    const chowk = chowkAt(gateway.url);
    gateway.fail('GET /menu', 'cut-before');
    const { data } = await chowk.raw.GET('/api/v1/menu', { params: { header: { 'X-Tenant-Id': 'intellidine' } } });
    expect(data).toMatchObject({ success: true });
    gateway.fail('GET /menu', { status: 403, error: { code: 'TENANT_SUSPENDED' } });
    const { error } = await chowk.raw.GET('/api/v1/menu', { params: { header: { 'X-Tenant-Id': 'intellidine' } } });
    expect(error).toMatchObject({ error: { code: 'TENANT_SUSPENDED' } });
  });
});
