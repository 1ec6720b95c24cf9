import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { gatewayConfig } from '../config.js';
import { allowancesOf } from './allowances.js';
import { allowance } from './allowance.js';
import type { Bucket, Buckets } from './bucket.js';
import { LocalBuckets } from './local-buckets.js';
import { networkOf, RateLimits } from './rate-limits.js';
import { Log } from '@chowk/kit';

const urls = ['AUTH', 'CATALOG', 'ORDER', 'PAYMENT', 'INVENTORY', 'NOTIFICATION', 'ANALYTICS', 'DISCOUNT'];
const settings = (env: Record<string, string> = {}) =>
  gatewayConfig.schema.parse({
    ...Object.fromEntries(urls.map((name) => [`${name}_URL`, 'http://127.0.0.1:1'])),
    ...env,
  });

describe('Allowances', () => {
  it('are written as calls per time', () => {
    expect(allowance.parse('300/1m')).toEqual({ calls: 300, milliseconds: 60_000 });
    expect(allowance.parse('5/2h')).toEqual({ calls: 5, milliseconds: 7_200_000 });
    for (const wrong of ['', '0/1m', '5', '5/m', '-1/1m', '5/1d', '1.5/1s'])
      expect(allowance.safeParse(wrong).success).toBe(false);
  });

  it('are loose on a developer’s machine, as specified elsewhere, and what is configured everywhere', () => {
    expect(allowancesOf(settings(), 'local').otp.calls).toBe(1_000_000);
    expect(allowancesOf(settings(), 'production')).toMatchObject({
      otp: { calls: 300, milliseconds: 3_600_000 },
      login: { calls: 30 },
    });
    for (const profile of ['local', 'staging'] as const)
      expect(allowancesOf(settings({ LIMIT_LOGIN: '7/1s' }), profile).login).toEqual({ calls: 7, milliseconds: 1_000 });
  });
});

describe('The address a call is held against', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is %s', (peer, network) => expect(networkOf(peer)).toBe(network));
});

describe('Counting', () => {
  it('leaves Redis alone for a moment after it failed, instead of letting each call wait for it', async () => {
    let asked = 0;
    const away: Buckets = { spend: () => Promise.reject(new Error(`away ${++asked}`)) };
    const log = Log.open({ service: 'test', level: 'silent' });
    const limits = new RateLimits({
      allowances: allowancesOf(settings({ LIMIT_PERSON: '2/1h' }), 'test'),
      everywhere: away,
      here: new LocalBuckets(() => 0),
      registry: new Registry(),
      log,
    });
    const call = () => limits.count({ peer: '::1', personId: 'p', tenantId: 't', strictness: 'ordinary' });
    expect(await call()).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    await call();
    await expect(call()).rejects.toMatchObject({ refusal: { retryAfter: 1_800 } });
    expect(asked).toBe(1);
  });

  it('holds a webhook against nothing but its own limit', async () => {
    const spent: Bucket[] = [];
    const note: Buckets = { spend: (buckets) => (spent.push(...buckets), Promise.resolve([])) };
    const log = Log.open({ service: 'test', level: 'silent' });
    const allowances = allowancesOf(settings(), 'production');
    const limits = new RateLimits({
      allowances,
      everywhere: note,
      here: new LocalBuckets(() => 0),
      registry: new Registry(),
      log,
    });
    expect(
      await limits.count({ peer: '1.2.3.4', personId: undefined, tenantId: undefined, strictness: 'webhook' }),
    ).toEqual({});
    expect(spent.map(({ key }) => key)).toEqual(['webhook:1.2.3.4']);
  });
});
