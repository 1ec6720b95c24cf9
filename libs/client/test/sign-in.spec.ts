import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStorage, type ChowkError, type KeyValueStorage } from '../src/index.js';
import { FakeGateway } from './fake-gateway.js';
import { FakeSignIns } from './fake-sign-ins.js';
import { chowkAt, rejection } from './quickly.js';

const phone = '+919812345678';
let gateway: FakeGateway;
let signIns: FakeSignIns;
let storage: KeyValueStorage;

beforeEach(async () => {
  gateway = await FakeGateway.open();
  signIns = new FakeSignIns(gateway);
  storage = memoryStorage();
  gateway.on(
    'GET /auth/me',
    signIns.signedIn(() => ({ data: { id: 'me' } })),
  );
});
afterEach(() => gateway.close());

/** A storage as tabs see it that answer one after the other. */
function slow(inner: KeyValueStorage): KeyValueStorage {
  const later = <Result>(work: () => Result | Promise<Result>) => Promise.resolve().then(work);
  return {
    getItem: (key) => later(() => inner.getItem(key)),
    setItem: (key, value) => later(() => inner.setItem(key, value)),
    removeItem: (key) => later(() => inner.removeItem(key)),
  };
}

describe('Two tabs that find the token expired at once', () => {
  it.each([
    ['with Web Locks', undefined, (one: KeyValueStorage) => one],
    ['with locks in the storage', null, (one: KeyValueStorage) => one],
    ['with locks in a storage that answers later', null, slow],
  ] as const)('%s renew it once, and nobody is signed out', async (_, locks, kind) => {
    const signedOut = vi.fn();
    const tab = () =>
      chowkAt(gateway.url, { storage: kind(storage), onSignedOut: signedOut, ...(locks === null ? { locks } : {}) });
    const tabs = [tab(), tab(), tab()] as const;
    await tabs[0].signInWithCode({ phone, code: '123456' });
    for (let round = 1; round <= 3; round += 1) {
      signIns.expireAll();
      const calls = tabs.flatMap((one) => [one.get('/auth/me'), one.get('/auth/me')]);
      expect(await Promise.all(calls)).toEqual(calls.map(() => ({ id: 'me' })));
      expect(gateway.count('POST /auth/refresh')).toBe(round);
    }
    expect(signedOut).not.toHaveBeenCalled();
    expect(await tabs[2].isSignedIn()).toBe(true);
  });

  it('hold no lock for ever: one whose holder is gone is taken', async () => {
    const chowk = chowkAt(gateway.url, { storage, locks: null });
    await chowk.signInWithCode({ phone, code: '123456' });
    await storage.setItem('chowk:intellidine:me:session:renewal', `somebody ${Date.now() - 1}`);
    signIns.expireAll();
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
  });
});

describe('A sign-in', () => {
  it('is renewed before its token runs out, without a refused call', async () => {
    signIns.expiresIn = 20;
    const chowk = chowkAt(gateway.url, { storage });
    await chowk.signInWithCode({ phone, code: '123456' });
    signIns.expiresIn = 900;
    await chowk.get('/auth/me');
    await chowk.get('/auth/me');
    expect([gateway.count('POST /auth/refresh'), gateway.count('GET /auth/me')]).toEqual([1, 2]);
  });

  it('outlives a renewal whose answer is lost: it is repeated with the same token', async () => {
    const chowk = chowkAt(gateway.url, { storage });
    await chowk.signInWithCode({ phone, code: '123456' });
    signIns.expireAll();
    gateway.fail('POST /auth/refresh', 'cut-before', { status: 503, error: { code: 'UNAVAILABLE' } });
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
    expect(new Set(gateway.callsOf('POST /auth/refresh').map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('that cannot be renewed for now stays: the call says why, and the next one works', async () => {
    const signedOut = vi.fn();
    const chowk = chowkAt(gateway.url, {
      storage,
      onSignedOut: signedOut,
      patience: { attempts: 2, firstPauseMs: 1 },
    });
    await chowk.signInWithCode({ phone, code: '123456' });
    signIns.expireAll();
    gateway.fail('POST /auth/refresh', 'cut-before', 'cut-before');
    expect(await rejection(chowk.get('/auth/me'))).toMatchObject({ code: 'NETWORK' });
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('is used to its last second while nobody can renew it', async () => {
    signIns.expiresIn = 20;
    const chowk = chowkAt(gateway.url, { storage, patience: { attempts: 1 } });
    await chowk.signInWithCode({ phone, code: '123456' });
    gateway.fail('POST /auth/refresh', 'cut-before');
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
  });

  it('that was ended says so once to all calls, and is gone', async () => {
    const told: ChowkError[] = [];
    const chowk = chowkAt(gateway.url, { storage, onSignedOut: (why) => told.push(why) });
    await chowk.signInWithCode({ phone, code: '123456' });
    signIns.endAll();
    const refused = await Promise.all([rejection(chowk.get('/auth/me')), rejection(chowk.get('/auth/me'))]);
    for (const error of refused) expect(error).toMatchObject({ code: 'SIGNED_OUT', status: 401 });
    expect(told).toHaveLength(1);
    expect(told[0]?.cause).toMatchObject({ code: 'AUTH_REFRESH_INVALID' });
    expect(await chowk.isSignedIn()).toBe(false);
    expect(await rejection(chowk.get('/auth/me'))).toMatchObject({ code: 'AUTH_TOKEN_MISSING' });
  });

  it('with a wrong code is none', async () => {
    const chowk = chowkAt(gateway.url, { storage });
    expect(await rejection(chowk.signInWithCode({ phone, code: '000000' }))).toMatchObject({ code: 'OTP_INVALID' });
    expect(await chowk.isSignedIn()).toBe(false);
  });

  it('ends for all tabs, also when Chowk cannot be reached', async () => {
    const [one, other] = [chowkAt(gateway.url, { storage }), chowkAt(gateway.url, { storage })];
    await one.signInStaff({ login: 'manager@intellidine.example', password: 'a long one' });
    await other.signOut();
    expect(gateway.count('POST /auth/logout')).toBe(1);
    expect(await one.isSignedIn()).toBe(false);
    await one.signInStaff({ login: 'manager@intellidine.example', password: 'a long one' });
    gateway.fail('POST /auth/logout', 'cut-before');
    expect(await rejection(one.signOut())).toMatchObject({ code: 'NETWORK' });
    expect(await other.isSignedIn()).toBe(false);
  });

  it('of somebody who signs in while the old one is renewed is theirs', async () => {
    const [one, other] = [chowkAt(gateway.url, { storage }), chowkAt(gateway.url, { storage })];
    await one.signInWithCode({ phone, code: '123456' });
    signIns.expireAll();
    gateway.on('POST /auth/refresh', async () => {
      await other.signInStaff({ login: 'manager@intellidine.example', password: 'a long one' });
      return { data: { accessToken: 'of the old one', expiresIn: 900, refreshToken: 'r' } };
    });
    expect(await one.get('/auth/me')).toEqual({ id: 'me' });
    expect(await other.accessToken()).not.toBe('of the old one');
  });

  it('that somebody else wrote over is none', async () => {
    for (const junk of ['no json', '{}', 'null']) {
      await storage.setItem('chowk:intellidine:me:session', junk);
      expect(await chowkAt(gateway.url, { storage }).isSignedIn()).toBe(false);
    }
  });
});

describe('A guest', () => {
  beforeEach(() => {
    gateway.on('POST /tables/T5-CODE/sessions', ({ headers, body }) => ({
      status: 201,
      data: {
        id: 'session',
        guest: headers.authorization
          ? null
          : {
              guestId: 'g',
              deviceId: Reflect.get(Object(body), 'deviceId') ?? 'of this phone',
              accessToken: signIns.guestToken(),
              expiresIn: 14_400,
            },
      },
    }));
  });

  it('sits down without an account, is signed out when the table is closed, and is the same guest later', async () => {
    const signedOut = vi.fn();
    const chowk = chowkAt(gateway.url, { storage, onSignedOut: signedOut });
    await chowk.sitDown('T5-CODE');
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
    signIns.endAll();
    expect(await rejection(chowk.get('/auth/me'))).toMatchObject({ code: 'SIGNED_OUT' });
    expect(signedOut).toHaveBeenCalledOnce();
    await chowk.sitDown('T5-CODE', { covers: 2 });
    const bodies = gateway.callsOf('POST /tables/T5-CODE/sessions').map(({ body }) => body);
    expect(bodies).toEqual([{}, { deviceId: 'of this phone', covers: 2 }]);
  });

  it('of yesterday scans like anybody, without being told of it', async () => {
    const signedOut = vi.fn();
    const chowk = chowkAt(gateway.url, { storage, onSignedOut: signedOut });
    await chowk.sitDown('T5-CODE');
    signIns.endAll();
    await chowk.sitDown('T5-CODE');
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('whose token cannot be renewed uses it to the end', async () => {
    await chowkAt(gateway.url, { storage }).sitDown('T5-CODE');
    const kept = 'chowk:intellidine:me:session';
    const session: unknown = JSON.parse((await storage.getItem(kept)) ?? '');
    await storage.setItem(kept, JSON.stringify({ ...Object(session), expiresAt: Date.now() + 5_000 }));
    expect(await chowkAt(gateway.url, { storage }).get('/auth/me')).toEqual({ id: 'me' });
  });

  it('who is a customer stays one', async () => {
    const chowk = chowkAt(gateway.url, { storage });
    await chowk.signInWithCode({ phone, code: '123456' });
    const before = await chowk.accessToken();
    await chowk.sitDown('T5-CODE');
    expect(await chowk.accessToken()).toBe(before);
  });
});

describe('A tablet', () => {
  it('that was paired gets its tokens by itself, until a manager removes it', async () => {
    gateway
      .on('POST /devices/claim', ({ body }) => ({
        data: { accessToken: signIns.guestToken(), expiresIn: 900, deviceToken: 'lasting', device: body },
      }))
      .on('POST /devices/token', ({ body }) =>
        Reflect.get(Object(body), 'deviceToken') === 'lasting'
          ? { data: { accessToken: signIns.guestToken(), expiresIn: 900 } }
          : { status: 401, error: { code: 'AUTH_TOKEN_INVALID' } },
      );
    const signedOut = vi.fn();
    const chowk = chowkAt(gateway.url, { storage, onSignedOut: signedOut });
    expect(await chowk.claimDevice({ code: 'ABC-123' })).toMatchObject({ device: { code: 'ABC-123' } });
    for (let round = 1; round <= 2; round += 1) {
      signIns.expireAll();
      expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
      expect(gateway.count('POST /devices/token')).toBe(round);
    }
    // As after a restart
    expect(await chowkAt(gateway.url, { storage }).get('/auth/me')).toEqual({ id: 'me' });
    signIns.expireAll();
    gateway.on('POST /devices/token', () => ({ status: 401, error: { code: 'AUTH_TOKEN_INVALID' } }));
    expect(await rejection(chowk.get('/auth/me'))).toMatchObject({ code: 'SIGNED_OUT' });
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('whose tokens come from elsewhere gets its new ones as it says', async () => {
    const renew = vi.fn(() => Promise.resolve({ accessToken: signIns.guestToken(), expiresIn: 900 }));
    const chowk = chowkAt(gateway.url, { storage, renew });
    await chowk.useTokens({ accessToken: 'old', expiresIn: 10 });
    expect(await chowk.get('/auth/me')).toEqual({ id: 'me' });
    expect(renew).toHaveBeenCalledOnce();
  });
});
