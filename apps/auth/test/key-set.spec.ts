import { Clock, Log, type ConfigOf } from '@chowk/kit';
import { decodeProtectedHeader, jwtVerify, createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { authConfig } from '../src/config.js';
import { SigningKeyTable } from '../src/signing-keys/database/signing-key-table.js';
import { KeyRing } from '../src/signing-keys/use-cases/key-ring.js';
import { RotateSigningKey } from '../src/signing-keys/use-cases/rotate-signing-key.js';
import { RunningAuth } from './running-auth.js';

const minute = 60_000;
const day = 86_400_000;

describe('The keys that access tokens are signed with', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start();
  });
  afterAll(() => auth.close());
  afterEach(() => auth.moveClock(0));

  const keySet = async (): Promise<JSONWebKeySet> => {
    const response = await fetch(`${auth.service.url}/.well-known/jwks.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    return (await response.json()) as JSONWebKeySet;
  };
  const isOwn = (key: JWK) => !('chowk_kind' in key);
  const published = async () => (await keySet()).keys.filter(isOwn).map(({ kid }) => kid);
  const signer = async () => decodeProtectedHeader((await auth.staff('owner@intellidine.example')).accessToken).kid;
  const rotate = () => auth.service.app.get(RotateSigningKey).run();

  it('are public in their public half alone, and sealed at rest', async () => {
    await signer();
    const keys = (await keySet()).keys.filter(isOwn);
    expect(keys).toHaveLength(1);
    for (const key of keys)
      expect(key).toEqual({
        kty: 'EC',
        crv: 'P-256',
        kid: expect.any(String),
        use: 'sig',
        alg: 'ES256',
        x: expect.any(String),
        y: expect.any(String),
      });
    const rows = await auth.query<{ row: string }>(
      `select encode(sealed_private, 'escape') || public_jwk::text as row from signing_keys`,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain('"d"');
  });

  it('stand beside the keys that order signs guests with, which are marked as theirs', async () => {
    const { keys } = await keySet();
    const { guestPublicJwk } = auth.service.auth;
    expect(keys.filter((key) => !isOwn(key))).toEqual([{ ...guestPublicJwk, chowk_kind: 'guest' }]);
  });

  it('come with how far the clock was moved, for who has no database of their own, and without once it is back', async () => {
    const offset = async (method: string) => {
      const { headers } = await fetch(`${auth.service.url}/.well-known/jwks.json`, { method });
      return headers.get('x-chowk-clock-offset');
    };
    expect(await offset('GET')).toBeNull();
    await auth.moveClock(5 * 60 * minute);
    expect([await offset('GET'), await offset('HEAD')]).toEqual(['18000000', '18000000']);
    await auth.moveClock(0);
    expect(await offset('HEAD')).toBeNull();
  });

  it('verify what was signed, with issuer, audience and type', async () => {
    const { accessToken } = await auth.staff('owner@intellidine.example');
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(await keySet()), {
      algorithms: ['ES256'],
      issuer: 'chowk',
      audience: 'chowk-api',
      typ: 'at+jwt',
    });
    expect(payload.sub).toBe((await auth.staff('owner@intellidine.example')).person.id);
  });

  it('are rotated without a gap: public ten minutes before signing, kept until the last token has expired', async () => {
    const before = await signer();
    expect(await rotate()).toBe(true);
    expect(await rotate()).toBe(false);
    await auth.moveClock(minute);
    const [next, ...others] = await published();
    expect(others).toEqual([before]);
    expect(await signer()).toBe(before);
    await auth.moveClock(9.5 * minute);
    expect(await signer()).toBe(before);
    const { accessToken } = await auth.staff('owner@intellidine.example');
    await auth.moveClock(10.6 * minute);
    expect(await signer()).toBe(next);
    expect((await auth.http.get('/auth/me', { token: accessToken })).status).toBe(200);
    await auth.moveClock(25 * minute);
    expect(await published()).toEqual([next, before]);
    await auth.moveClock(27 * minute);
    expect(await published()).toEqual([next]);
    expect(await signer()).toBe(next);
  });

  it('get one successor however many rotate at once', async () => {
    await auth.moveClock(60 * minute);
    const done = await Promise.all(Array.from({ length: 8 }, () => rotate()));
    expect(done.filter(Boolean)).toHaveLength(1);
    const [row] = await auth.query<{ waiting: number }>(
      `select count(*)::int as waiting from signing_keys where signs_from > now() + interval '61 minutes'`,
    );
    expect(row?.waiting).toBe(1);
  });

  it('are rotated by themselves when the newest is ninety days old', async () => {
    await auth.moveClock(80 * day);
    const old = await signer();
    const before = (await published()).length;
    await auth.moveClock(92 * day);
    expect(await signer()).toBe(old);
    expect(await published()).toHaveLength(before + 1);
    await auth.moveClock(92 * day + 11 * minute);
    expect(await signer()).not.toBe(old);
  });

  it('go on while the database is away, and fail loudly when none was ever read', async () => {
    const log = Log.open({ service: 'auth', level: 'silent' });
    const clock = new Clock({ movable: true });
    const { app } = auth.service;
    const config: ConfigOf<typeof authConfig> = app.get(authConfig.token);
    const table = app.get(SigningKeyTable);
    let isAway = false;
    const load = () => (isAway ? Promise.reject(new Error('the database is away')) : table.load());
    const shaky = Object.assign(Object.create(table) as SigningKeyTable, { load });
    const ring = () => new KeyRing(shaky, app.get(RotateSigningKey), clock, log, config);
    const known = ring();
    const { id } = await known.signing();
    isAway = true;
    clock.setOffset(minute);
    expect((await known.signing()).id).toBe(id);
    await expect(ring().signing()).rejects.toThrow('the database is away');
  });
});
