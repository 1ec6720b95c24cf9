import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { config, databaseConfig, kitConfig } from './config.js';
import { ConfigFaults, readConfig } from './read-config.js';

const good = {
  CHOWK_PROFILE: 'local',
  PORT: '3003',
  KAFKA_BROKERS: '127.0.0.1:19092',
  REDIS_URL: 'redis://127.0.0.1:63790',
  AUTH_JWKS_URL: 'http://127.0.0.1:3001/.well-known/jwks.json',
  GATEWAY_SECRET: 'local-secret-local-secret-local-secret',
  DATABASE_URL: 'postgres://app:password@127.0.0.1/db',
  DATABASE_WORKER_URL: 'postgres://worker:password@127.0.0.1/db',
};
const own = config({
  TABLE_CODE_SECRET: z.string().min(32),
  RETRIES: z.coerce.number().int().min(0).max(5).default(2),
});
const strong = 'q8Zr2LwN5xTc9VbY7mKd3HfJ6sGp4Ae1';

function faultsIn(env: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig([kitConfig, databaseConfig, own] as const, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
}

describe('The environment is checked at start', () => {
  it('values are typed and defaults are filled in', () => {
    const [settings, , ownSettings] = readConfig([kitConfig, databaseConfig, own] as const, {
      ...good,
      TABLE_CODE_SECRET: strong,
    });
    expect([settings.PORT, settings.HOST, settings.CHOWK_PREFIX, ownSettings.RETRIES]).toEqual([
      3003,
      '127.0.0.1',
      '',
      2,
    ]);
  });

  it('all faults are told at once: name, what is wrong, what is expected, and never a value', () => {
    const faults = faultsIn({
      ...good,
      PORT: '70000',
      CHOWK_PROFILE: 'prod',
      REDIS_URL: 'hunter2',
      GATEWAY_SECRET: '',
      RETRIES: '9',
    });
    const names = ['CHOWK_PROFILE', 'GATEWAY_SECRET', 'PORT', 'REDIS_URL', 'RETRIES', 'TABLE_CODE_SECRET'];
    expect([...new Set(faults.map((fault) => fault.split(':')[0]))].toSorted()).toEqual(names);
    expect(faults).toContain('GATEWAY_SECRET: is missing; expected a string, at least 32 characters');
    expect(faults).toContain('TABLE_CODE_SECRET: is missing; expected a string, at least 32 characters');
    expect(faults.find((fault) => fault.startsWith('CHOWK_PROFILE'))).toContain(
      'one of local, test, staging, production',
    );
    expect(faults.find((fault) => fault.startsWith('PORT'))).toContain('from 0 to 65535');
    expect(faults.join()).not.toContain('hunter2');
  });

  it('a weak secret or database password is allowed on a developer’s machine only', () => {
    const weak = { ...good, TABLE_CODE_SECRET: 'change-me-change-me-change-me-change-me' };
    expect(faultsIn(weak)).toEqual([]);
    for (const profile of ['staging', 'production']) {
      const names = faultsIn({ ...weak, CHOWK_PROFILE: profile }).map((fault) => fault.split(':')[0]);
      expect(names.toSorted()).toEqual(['DATABASE_URL', 'DATABASE_WORKER_URL', 'GATEWAY_SECRET', 'TABLE_CODE_SECRET']);
    }
    const guarded = {
      ...good,
      CHOWK_PROFILE: 'production',
      GATEWAY_SECRET: strong,
      TABLE_CODE_SECRET: strong,
      DATABASE_URL: `postgres://app:${strong}@db/x`,
      DATABASE_WORKER_URL: `postgres://worker:${strong}@db/x`,
    };
    expect(faultsIn(guarded)).toEqual([]);
    expect(faultsIn({ ...guarded, GATEWAY_SECRET: 'a'.repeat(40) })).toHaveLength(1);
  });

  it.each([
    [{ CRASH_POINT: 'handled/order.placed.v1' }, 0],
    [{ CRASH_POINT: 'handled/order.placed.v1', NODE_ENV: 'production' }, 1],
    [{ CRASH_POINT: 'nowhere' }, 1],
  ])('a crash point is for tests alone: %o has %i faults', (more, count) => {
    expect(faultsIn({ ...good, TABLE_CODE_SECRET: strong, ...more })).toHaveLength(count);
  });

  it.each(['staging', 'production'])('a crash point is refused in the profile %s', (profile) => {
    const env = { ...good, CHOWK_PROFILE: profile, TABLE_CODE_SECRET: strong, CRASH_POINT: 'handled/x' };
    expect(faultsIn(env).some((fault) => fault.startsWith('CRASH_POINT: ends the process on purpose'))).toBe(true);
  });
});
