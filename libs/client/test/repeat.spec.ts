import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memoryStorage } from '../src/index.js';
import { FakeGateway, type Fault } from './fake-gateway.js';
import { FakeSignIns } from './fake-sign-ins.js';
import { chowkAt, rejection } from './quickly.js';

const cart = { fulfilment: 'TAKEAWAY' as const, lines: [{ itemId: '1', quantity: 1 }] };
let gateway: FakeGateway;
let orders: string[];

beforeAll(async () => {
  gateway = await FakeGateway.open();
  new FakeSignIns(gateway);
  gateway
    .on('POST /orders', () => ({ status: 201, data: { id: orders[orders.push(`order ${orders.length}`) - 1] } }))
    .on('GET /menu', () => ({ data: { categories: [] } }))
    .on('PATCH /orders/o1/status', () => ({ data: { status: 'READY' } }))
    .on('POST /auth/customer/request-otp', () => ({ status: 202, data: {} }));
});
beforeEach(() => {
  orders = [];
  gateway.asked.length = 0;
});
afterAll(() => gateway.close());

const busy = (status: number, seconds?: string): Fault => ({
  status,
  error: { code: status === 504 ? 'UPSTREAM_TIMEOUT' : 'OVERLOADED' },
  ...(seconds === undefined ? {} : { headers: { 'retry-after': seconds } }),
});
const underWay: Fault = { status: 409, error: { code: 'IDEMPOTENCY_IN_PROGRESS' } };

describe('An order whose line drops', () => {
  it.each<[string, Fault[]]>([
    ['before it arrives', ['cut-before']],
    ['after it was placed', ['cut-after']],
    ['in the middle of the answer', ['cut-in-answer']],
    ['again and again', ['cut-after', 'cut-before', 'cut-in-answer']],
    ['and whose first call is still running', ['cut-before', underWay, underWay]],
    ['and finds a gateway that is busy', [busy(503, '0'), busy(502), busy(504)]],
    ['without anybody answering', ['silence']],
  ])('%s is one order, under one key', async (_, faults) => {
    gateway.fail('POST /orders', ...faults);
    const timeoutMs = faults.includes('silence') ? 1_000 : 5_000;
    const order = await chowkAt(gateway.url).post('/orders', { body: cart, timeoutMs });
    expect(order.id).toBe('order 0');
    expect(orders).toHaveLength(1);
    const calls = gateway.callsOf('POST /orders');
    expect(calls).toHaveLength(faults.length + 1);
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(calls.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('for good says so; the same intention, after the page was loaded anew, is the same order', async () => {
    const storage = memoryStorage();
    gateway.fail('POST /orders', 'cut-after', 'cut-before');
    const before = chowkAt(gateway.url, { storage, patience: { attempts: 2, firstPauseMs: 1 } });
    const failed = await rejection(before.post('/orders', { body: cart, intention: 'this cart' }));
    expect(failed).toMatchObject({ name: 'ChowkError', code: 'NETWORK', status: 0 });
    const after = chowkAt(gateway.url, { storage });
    const reply = await after.call('post', '/orders', { body: cart, intention: 'this cart' });
    expect(reply).toMatchObject({ data: { id: 'order 0' }, status: 201, isReplayed: true });
    expect(orders).toHaveLength(1);
    // It was answered: the next cart of that name is another one
    expect(await after.post('/orders', { body: cart, intention: 'this cart' })).toEqual({ id: 'order 1' });
  });
});

describe('An intention', () => {
  const keys = () => gateway.callsOf('POST /orders').map(({ headers }) => headers['idempotency-key']);
  const refused = (status: number, code: string): Fault => ({ status, error: { code } });

  it.each([
    ['out of stock', 409, 'OUT_OF_STOCK'],
    ['not valid', 422, 'VALIDATION_FAILED'],
  ])('that was refused as %s is a new one the next time', async (_, status, code) => {
    gateway.fail('POST /orders', refused(status, code));
    const chowk = chowkAt(gateway.url);
    expect(await rejection(chowk.post('/orders', { body: cart, intention: 'a' }))).toMatchObject({ code, status });
    await chowk.post('/orders', { body: cart, intention: 'a' });
    expect(new Set(keys()).size).toBe(2);
  });

  it.each([
    ['too many calls', 429, 'RATE_LIMITED'],
    ['a fault of the server', 500, 'INTERNAL'],
    ['a key with another body', 422, 'IDEMPOTENCY_KEY_REUSED'],
  ])('that met %s stands until it is given up', async (_, status, code) => {
    gateway.fail('POST /orders', refused(status, code), refused(status, code));
    const chowk = chowkAt(gateway.url);
    for (let i = 0; i < 2; i += 1)
      expect(await rejection(chowk.post('/orders', { body: cart, intention: 'a' }))).toMatchObject({ code });
    await chowk.giveUp('a');
    await chowk.post('/orders', { body: cart, intention: 'a' });
    expect(new Set(keys().slice(0, 2)).size).toBe(1);
    expect(new Set(keys()).size).toBe(2);
  });

  it('without a name is one for every call', async () => {
    const chowk = chowkAt(gateway.url);
    await chowk.post('/orders', { body: cart });
    await chowk.post('/orders', { body: cart });
    expect(orders).toHaveLength(2);
  });
});

describe('A call', () => {
  it('that only reads is repeated', async () => {
    gateway.fail('GET /menu', 'cut-before', busy(503));
    expect(await chowkAt(gateway.url).get('/menu')).toEqual({ categories: [] });
    expect(gateway.count('GET /menu')).toBe(3);
  });

  it.each<[string, Fault, object]>([
    ['a broken line', 'cut-after', { code: 'NETWORK', status: 0 }],
    ['a busy gateway', busy(503, '2'), { code: 'OVERLOADED', status: 503, retryAfter: 2 }],
    ['silence', 'silence', { code: 'TIMEOUT', status: 0 }],
  ])('that writes without a key is not, and says so: %s', async (_, fault, expected) => {
    gateway.fail('PATCH /orders/o1/status', fault);
    const chowk = chowkAt(gateway.url, { patience: { timeoutMs: fault === 'silence' ? 1_000 : 5_000 } });
    const moved = chowk.patch('/orders/{order}/status', { path: { order: 'o1' }, body: { status: 'READY' } });
    expect(await rejection(moved)).toMatchObject(expected);
    expect(gateway.count('PATCH /orders/o1/status')).toBe(1);
  });

  it('sends no second SMS', async () => {
    gateway.fail('POST /auth/customer/request-otp', 'cut-after');
    expect(await rejection(chowkAt(gateway.url).requestCode({ phone: '+919812345678' }))).toMatchObject({
      code: 'NETWORK',
    });
    expect(gateway.count('POST /auth/customer/request-otp')).toBe(1);
  });

  it('is tried so often and no more', async () => {
    gateway.fail('GET /menu', ...Array.from({ length: 4 }, () => busy(503)));
    const chowk = chowkAt(gateway.url, { patience: { attempts: 4, firstPauseMs: 1 } });
    expect(await rejection(chowk.get('/menu'))).toMatchObject({ code: 'OVERLOADED' });
    expect(gateway.count('GET /menu')).toBe(4);
  });

  it('does not wait longer than its patience, and says how long it should', async () => {
    gateway.fail('GET /menu', busy(503, '60'));
    expect(await rejection(chowkAt(gateway.url).get('/menu'))).toMatchObject({ code: 'OVERLOADED', retryAfter: 60 });
    expect(gateway.count('GET /menu')).toBe(1);
  });

  it('waits as long as Retry-After says, as seconds or as a date', async () => {
    const inTwo = new Date(Date.now() + 2_000).toUTCString();
    gateway.fail('GET /menu', busy(503, '1'), busy(503, inTwo));
    const since = performance.now();
    await chowkAt(gateway.url).get('/menu');
    expect(performance.now() - since).toBeGreaterThan(1_000);
    expect(gateway.count('GET /menu')).toBe(3);
  });

  it.each([0, 1])('that is given up after %i attempts is not made again', async (attempts) => {
    const giveUp = new AbortController();
    if (attempts === 0) giveUp.abort();
    gateway.fail('GET /menu', busy(503, '5'));
    const read = rejection(chowkAt(gateway.url).get('/menu', { signal: giveUp.signal }));
    if (attempts > 0) await expect.poll(() => gateway.count('GET /menu')).toBe(1);
    giveUp.abort('enough');
    expect(await read).toMatchObject({ code: 'ABORTED', status: 0 });
    expect(gateway.count('GET /menu')).toBe(attempts);
  });
});
