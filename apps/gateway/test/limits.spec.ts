import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '@chowk/kit';
import { eventually, testStack } from '@chowk/testing';
import type { RunningGateway } from '../src/create-gateway.js';
import { FrontOfHouse, refusalIn } from './front-of-house.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.reset();
  const redis = new Redis(testStack().redisUrl);
  const keys = await redis.keys(`${house.kafka.prefix}limit:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

const call = (gateway: RunningGateway, path: string, headers: Record<string, string>, method = 'GET') =>
  fetch(`${gateway.url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
const signedIn = async (tenantId = house.dosa.id, sub: string = newId()) => ({
  authorization: `Bearer ${await house.mint.token(tenantId, { sub })}`,
});
const statuses = async (calls: readonly Promise<Response>[]) =>
  (await Promise.all(calls)).map(({ status }) => status).sort();

describe('Limits', () => {
  it('per person: one more is 429 RATE_LIMITED with Retry-After and how the limit stands; other people go on', async () => {
    const gateway = await house.openGateway({ LIMIT_PERSON: '3/1m' });
    const [me, other] = [await signedIn(), await signedIn()];
    const first = await call(gateway, '/api/v1/orders', me);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '2',
      'ratelimit-reset': '20',
    });
    await call(gateway, '/api/v1/orders', me);
    await call(gateway, '/api/v1/orders', me);
    const refused = await call(gateway, '/api/v1/orders', me);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '0',
      'retry-after': '20',
    });
    expect(await refused.json()).toMatchObject({
      success: false,
      error: { code: 'RATE_LIMITED', details: { limit: 'person' } },
    });
    expect((await call(gateway, '/api/v1/orders', other)).status).toBe(200);
    expect(house.service('order').reached).toHaveLength(4);
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(
      /rate_limited_total\{limit="person",[^}]*\} 1/,
    );
  });

  it('hold for all instances together, and exactly under a race', async () => {
    const limits = { LIMIT_PERSON: '10/1h' };
    const [one, two] = [await house.openGateway(limits), await house.openGateway(limits)];
    const me = await signedIn();
    const answers = await statuses(
      Array.from({ length: 30 }, (_, index) => call(index % 2 ? one : two, '/api/v1/orders', me)),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(10);
    expect(answers.filter((status) => status === 429)).toHaveLength(20);
  });

  it('hold for all instances together also where calls are taken ahead', async () => {
    const limits = { LIMIT_PERSON: '200/1m' };
    const [one, two] = [await house.openGateway(limits), await house.openGateway(limits)];
    const me = await signedIn();
    const startedAt = performance.now();
    const answers = await statuses(
      Array.from({ length: 260 }, (_, index) => call(index % 2 ? one : two, '/api/v1/orders', me)),
    );
    const grownBack = Math.ceil(((performance.now() - startedAt) * 200) / 60_000);
    const admitted = answers.filter((status) => status === 200).length;
    expect(admitted).toBeLessThanOrEqual(200 + grownBack);
    // What one instance has taken ahead the other cannot use: three calls each
    expect(admitted).toBeGreaterThanOrEqual(194);
  });

  it('grow back evenly', async () => {
    const gateway = await house.openGateway({ LIMIT_PERSON: '5/1s' });
    const me = await signedIn();
    await statuses(Array.from({ length: 6 }, () => call(gateway, '/api/v1/orders', me)));
    await eventually('one more is allowed', async () => (await call(gateway, '/api/v1/orders', me)).status === 200, {
      timeout: 1_000,
    });
  });

  it('per tenant, whoever calls; other tenants go on', async () => {
    const gateway = await house.openGateway({ LIMIT_TENANT: '2/1m' });
    await call(gateway, '/api/v1/orders', await signedIn());
    await call(gateway, '/api/v1/menu', { 'x-tenant-id': 'dosa-house' });
    expect(await refusalIn(await call(gateway, '/api/v1/orders', await signedIn()))).toEqual([429, 'RATE_LIMITED']);
    expect((await call(gateway, '/api/v1/menu', { 'x-tenant-id': 'cake-shop' })).status).toBe(200);
  });

  it('per address, whatever it claims to be; calls that are refused for another reason count, too', async () => {
    const gateway = await house.openGateway({ LIMIT_ADDRESS: '2/1m' });
    expect((await call(gateway, '/api/v1/orders', {})).status).toBe(401);
    expect(
      (await call(gateway, '/api/v1/orders', { authorization: 'Bearer guess', 'x-forwarded-for': '9.9.9.9' })).status,
    ).toBe(401);
    const third = await call(gateway, '/api/v1/orders', {
      authorization: 'Bearer again',
      'x-forwarded-for': '8.8.8.8',
    });
    expect(await refusalIn(third)).toEqual([429, 'RATE_LIMITED']);
  });

  it('behind own proxies are held against the address those name, not against what the caller put before it', async () => {
    const gateway = await house.openGateway({ LIMIT_ADDRESS: '1/1m', TRUSTED_PROXY_HOPS: '1' });
    const from = (chain: string) =>
      call(gateway, '/api/v1/menu', { 'x-tenant-id': 'dosa-house', 'x-forwarded-for': chain });
    expect((await from('1.1.1.1, 203.0.113.7')).status).toBe(200);
    expect((await from('2.2.2.2, 203.0.113.7')).status).toBe(429);
    expect((await from('1.1.1.1, 203.0.113.8')).status).toBe(200);
    expect((await from('no address')).status).toBe(200);
  });

  it.each([
    ['LIMIT_OTP', '/api/v1/auth/customer/request-otp', 'otp'],
    ['LIMIT_LOGIN', '/api/v1/auth/staff/login', 'login'],
    ['LIMIT_LOGIN', '/api/v1/devices/claim', 'login'],
    ['LIMIT_PAYMENT', '/api/v1/payments/create-razorpay-order', 'payment'],
    ['LIMIT_PAYMENT', '/api/v1/payments/record', 'payment'],
    ['LIMIT_WEBHOOK', '/api/v1/payments/webhooks/razorpay/dosa-house', 'webhook'],
  ])('%s is stricter on its own calls alone', async (name, path, limit) => {
    const gateway = await house.openGateway({ [name]: '1/15m' });
    const cashier = house.mint.token(house.dosa.id, { kind: 'staff', roles: ['CASHIER', 'CUSTOMER'] });
    const me = { authorization: `Bearer ${await cashier}`, 'x-tenant-id': 'dosa-house' };
    expect((await call(gateway, path, me, 'POST')).status).toBe(200);
    const refused = await call(gateway, path, me, 'POST');
    expect(refused.headers.get('retry-after')).toBe('900');
    expect(await refused.json()).toMatchObject({ error: { code: 'RATE_LIMITED', details: { limit } } });
    expect((await call(gateway, '/api/v1/orders', me)).status).toBe(200);
  });

  it('of sign-ins do not count the tablets that renew their tokens', async () => {
    const gateway = await house.openGateway({ LIMIT_LOGIN: '1/15m' });
    for (let turn = 0; turn < 3; turn += 1)
      expect((await call(gateway, '/api/v1/devices/token', {}, 'POST')).status).toBe(200);
  });

  it('hold by this instance alone while Redis is away, and nobody waits for it', async () => {
    const gateway = await house.openGateway({ LIMIT_PERSON: '2/1m', REDIS_URL: 'redis://127.0.0.1:1' });
    const me = await signedIn();
    const startedAt = performance.now();
    expect(await statuses([1, 2, 3].map(() => call(gateway, '/api/v1/orders', me)))).toEqual([200, 200, 429]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'degraded']);
  });

  it('survive that Redis forgets the script', async () => {
    const redis = new Redis(testStack().redisUrl);
    await redis.script('FLUSH');
    redis.disconnect();
    const gateway = await house.openGateway();
    expect((await call(gateway, '/api/v1/orders', await signedIn())).headers.get('ratelimit-remaining')).toBe('999999');
  });

  it('that are not written as calls per time do not let the gateway start', async () => {
    await expect(house.openGateway({ LIMIT_OTP: 'many' })).rejects.toThrow(
      'LIMIT_OTP: is not calls per time, such as 300/1m',
    );
  });
});
