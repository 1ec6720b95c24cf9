import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inheritedEnvironment, serviceEnvironment, simulatorEnvironment } from './environment.mjs';
import { makeSecrets, secretsOf } from './secrets.mjs';
import { DOCUMENTED_PORTS, SERVICES } from './services.mjs';

const stack = {
  profile: 'local',
  prefix: 'mine_',
  ports: DOCUMENTED_PORTS,
  secrets: makeSecrets(),
  servers: {
    databaseUrl: 'postgres://postgres:secret@127.0.0.1:54320/postgres',
    redisUrl: 'redis://127.0.0.1:63790',
    kafkaBrokers: '127.0.0.1:19092',
  },
};

test('a service signs in to its own database under three roles with three passwords', () => {
  const env = serviceEnvironment('order', stack);
  const urls = [env.DATABASE_URL, env.DATABASE_WORKER_URL, env.DATABASE_OWNER_URL].map((url) => new URL(url));
  expect(urls.map(({ username }) => username)).toEqual([
    'mine_chowk_order_app',
    'mine_chowk_order_worker',
    'mine_chowk_order_owner',
  ]);
  expect(urls.map(({ host, pathname }) => host + pathname)).toEqual(Array(3).fill('127.0.0.1:54320/mine_chowk_order'));
  expect(new Set(urls.map(({ password }) => password)).size).toBe(3);
});

test('the gateway has no database and knows where everybody is', () => {
  const env = serviceEnvironment('gateway', stack);
  expect(Object.keys(env).filter((name) => name.startsWith('DATABASE'))).toEqual([]);
  expect(env).toMatchObject({ PORT: '3000', AUTH_URL: 'http://127.0.0.1:3001', DISCOUNT_URL: 'http://127.0.0.1:3008' });
});

test('every service shares what the services agree on', () => {
  const shared = ['CHOWK_PROFILE', 'CHOWK_PREFIX', 'REDIS_URL', 'KAFKA_BROKERS', 'AUTH_JWKS_URL', 'GATEWAY_SECRET'];
  for (const name of shared) {
    expect(new Set(SERVICES.map((service) => serviceEnvironment(service.name, stack)[name])).size).toBe(1);
  }
});

test('auth and notification share the key in which a one-time password travels', () => {
  const key = serviceEnvironment('auth', stack).OTP_TRANSPORT_SECRET;
  expect(Buffer.from(key, 'base64url')).toHaveLength(32);
  expect(serviceEnvironment('notification', stack).OTP_TRANSPORT_SECRET).toBe(key);
});

test('order signs guests with a key of which auth publishes the public half', () => {
  const { d, ...publicHalf } = JSON.parse(serviceEnvironment('order', stack).GUEST_TOKEN_KEY);
  expect(Buffer.from(d, 'base64url')).toHaveLength(32);
  expect(JSON.parse(serviceEnvironment('auth', stack).GUEST_TOKEN_KEYS)).toEqual({ keys: [publicHalf] });
});

test('a stack that is older than one of its secrets keeps the others and gets it', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chowk-'));
  const { guestToken, ...older } = makeSecrets();
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify(older));
  const secrets = secretsOf(dataDir);
  expect(secrets).toEqual({ ...older, guestToken: expect.objectContaining({ crv: 'P-256' }) });
  expect(secrets.guestToken).not.toEqual(guestToken);
  expect(secretsOf(dataDir)).toEqual(secrets);
  rmSync(dataDir, { recursive: true });
});

test('each demo tenant has a Razorpay account of its own, the same at both ends', () => {
  const env = serviceEnvironment('payment', stack);
  const simulator = simulatorEnvironment('razorpay', { ...stack, books: '/tmp/books' });
  const accounts = JSON.parse(simulator.RAZORPAY_SIMULATOR_ACCOUNTS);
  expect(accounts.map(({ keyId }) => keyId)).toEqual([
    env.DEMO_RAZORPAY_KEY_ID_INTELLIDINE,
    env.DEMO_RAZORPAY_KEY_ID_LAFETE365,
  ]);
  expect(accounts[0].webhookUrl).toBe('http://127.0.0.1:3000/api/v1/payments/webhooks/razorpay/intellidine');
  expect(new Set(accounts.map(({ keySecret }) => keySecret)).size).toBe(2);
});

test('a child inherits nothing that would configure it behind our back', () => {
  const from = { PATH: '/bin', HOME: '/root', DATABASE_URL: 'postgres://elsewhere', NODE_OPTIONS: '--inspect' };
  expect(inheritedEnvironment(from)).toEqual({ PATH: '/bin', HOME: '/root' });
});
