import { accessClaims, signedIn, StaffState } from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asInProduction, intellidine, password, RunningAuth } from './running-auth.js';

const minute = 60_000;

describe('Signing in as staff', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start(asInProduction);
  });
  afterAll(() => auth.close());

  it('gives an access token that says who, where and for how long, and nothing else', async () => {
    const { accessToken, sessionId } = await auth.staff('kitchen@intellidine.example');
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    const claims = decodeJwt(accessToken);
    expect(accessClaims.strict().parse(claims)).toEqual({
      iss: 'chowk',
      aud: 'chowk-api',
      sub: seedId('staff/intellidine/kitchen'),
      tid: intellidine,
      sid: sessionId,
      kind: 'staff',
      roles: ['KITCHEN'],
      outlets: [seedId('outlet/intellidine/indiranagar')],
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 900,
    });
  });

  it('names no outlets for who works in all of them, and knows the operator as a kind of its own', async () => {
    const owner = await auth.staff('owner@intellidine.example');
    expect(decodeJwt(owner.accessToken)).not.toHaveProperty('outlets');
    const admin = await auth.staff('admin@chowk.example', 'chowk');
    expect(admin.person).toMatchObject({ kind: 'platform', roles: ['PLATFORM_ADMIN'] });
  });

  it('takes the e-mail address in any case, and the user name', async () => {
    expect((await auth.login('Owner@Intellidine.Example')).status).toBe(200);
    await auth.query(`update staff set username = 'ananya' where email = 'owner@intellidine.example'`);
    expect((await auth.login('ANANYA')).status).toBe(200);
  });

  it('keeps the device a person names', async () => {
    const body = { login: 'waiter@intellidine.example', password, device: 'Counter tablet' };
    const reply = await auth.http.post('/auth/staff/login', { tenant: 'intellidine', body });
    const { accessToken } = reply.data(signedIn);
    const sessions = await auth.http.get('/auth/sessions', { token: accessToken });
    expect(sessions.at('data.0')).toMatchObject({ device: 'Counter tablet', current: true });
  });

  it('answers a wrong password, an unknown person and staff of another tenant alike', async () => {
    const replies = [
      await auth.login('cashier@intellidine.example', 'not the password'),
      await auth.login('nobody@intellidine.example', 'not the password'),
      await auth.login('cashier@lafete365.example', password),
    ];
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 401, code: 'AUTH_CREDENTIALS_INVALID' });
      expect(reply.at('error')).toEqual(replies[0]?.at('error'));
    }
  });

  it('works as long for an unknown person as for a known one', async () => {
    const time = async (login: string) => {
      const start = performance.now();
      await auth.login(login, 'not the password');
      return performance.now() - start;
    };
    const known = [await time('manager@lafete365.example'), await time('manager@intellidine.example')];
    const unknown = [await time('ghost-1@intellidine.example'), await time('ghost-2@intellidine.example')];
    expect(Math.max(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
  });

  it.each(['waiter.kor@intellidine.example', 'ghost@intellidine.example'])(
    'locks %s for fifteen minutes after five failures',
    async (login) => {
      for (let failures = 0; failures < 5; failures++)
        expect(await auth.login(login, 'wrong')).toMatchObject({ status: 401, code: 'AUTH_CREDENTIALS_INVALID' });
      const sixth = await auth.login(login);
      expect(sixth).toMatchObject({ status: 429, code: 'AUTH_LOCKED' });
      expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(14 * 60);
      await auth.moveClock(16 * minute);
      expect((await auth.login(login)).status).toBe(login.startsWith('ghost') ? 401 : 200);
      await auth.moveClock(0);
    },
  );

  it('counts tries that come at once before it looks at the password', async () => {
    const login = 'kitchen.kor@intellidine.example';
    const replies = await Promise.all(Array.from({ length: 12 }, () => auth.login(login, 'wrong')));
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => 401), ...Array.from({ length: 7 }, () => 429)]);
  });

  it('forgets failures with the right password, and those of long ago', async () => {
    const login = 'cashier.kor@intellidine.example';
    for (let round = 0; round < 2; round++) {
      for (let failures = 0; failures < 4; failures++) expect((await auth.login(login, 'wrong')).status).toBe(401);
      expect((await auth.login(login)).status).toBe(200);
    }
    for (let failures = 0; failures < 4; failures++) await auth.login(login, 'wrong');
    await auth.moveClock(16 * minute);
    expect((await auth.login(login, 'wrong')).status).toBe(401);
    expect((await auth.login(login)).status).toBe(200);
    await auth.moveClock(0);
  });

  it('keeps passwords as argon2id hashes alone, and out of states and logs', async () => {
    const rows = await auth.query<{ password_hash: string }>('select password_hash from staff');
    expect(rows.every(({ password_hash }) => password_hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))).toBe(true);
    expect(JSON.stringify(await auth.facts(StaffState))).not.toContain('argon2');
    expect(auth.service.log.join('\n')).not.toContain(password);
  });

  it('refuses bodies that are no sign-in', async () => {
    const post = (body: unknown) => auth.http.post('/auth/staff/login', { tenant: 'intellidine', body });
    expect((await post({ login: 'x', password: ['x'] })).faults).toEqual(['password WRONG_TYPE']);
    expect(await post({ login: 'x', password: 'x', role: 'OWNER' })).toMatchObject({ status: 422 });
    expect(await post('{"login":"a","login":"b","password":"c"}')).toMatchObject({
      status: 400,
      code: 'MALFORMED_JSON',
    });
  });
});
