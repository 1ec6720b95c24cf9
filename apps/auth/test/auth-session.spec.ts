import { AuthSessionRevocation, AuthSessionRevoked, signedIn, type SignedIn } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPhone, RunningAuth } from './running-auth.js';

const second = 1_000;
const day = 86_400_000;

describe('A sign-in', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start();
  });
  afterAll(() => auth.close());

  const me = (token: string) => auth.http.get('/auth/me', { token });
  const renewed = async ({ refreshToken }: Pick<SignedIn, 'refreshToken'>) =>
    (await auth.refresh(refreshToken)).data(signedIn);
  const ended = { status: 401, code: 'AUTH_SESSION_REVOKED' };

  it('says who I am', async () => {
    const { accessToken, person, sessionId } = await auth.staff('manager@intellidine.example');
    const reply = await me(accessToken);
    expect(reply.status).toBe(200);
    expect(reply.at('data')).toMatchObject({
      id: person.id,
      kind: 'staff',
      name: 'Vikram Shetty',
      roles: ['MANAGER'],
      sessionId,
      tenant: { slug: 'intellidine', name: 'Intellidine' },
    });
    expect(reply.at('data.permissions')).toContain('manager-screen:read');
  });

  it('is renewed by its refresh token, without a tenant header, and stays the same sign-in', async () => {
    const first = await auth.customer();
    const next = await renewed(first);
    expect(next.sessionId).toBe(first.sessionId);
    expect(next.refreshToken).not.toBe(first.refreshToken);
    expect((await me(next.accessToken)).status).toBe(200);
    const third = await renewed(next);
    expect(third.refreshToken).not.toBe(next.refreshToken);
  });

  it('gives the same successor to the same token within thirty seconds, also when that was used meanwhile', async () => {
    const first = await auth.customer();
    const replies = await Promise.all(Array.from({ length: 10 }, () => renewed(first)));
    expect(new Set(replies.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    const [next] = replies;
    if (!next) throw new Error('Nothing was renewed');
    const third = await renewed(next);
    expect((await renewed(first)).refreshToken).toBe(next.refreshToken);
    expect((await renewed(next)).refreshToken).toBe(third.refreshToken);
  });

  it('ends whole when a refresh token is used again later', async () => {
    const first = await auth.customer();
    const next = await renewed(first);
    await auth.moveClock(31 * second);
    expect(await auth.refresh(first.refreshToken)).toMatchObject({ status: 401, code: 'AUTH_REFRESH_REUSED' });
    expect(await auth.refresh(first.refreshToken)).toMatchObject({ status: 401, code: 'AUTH_REFRESH_REUSED' });
    expect(await auth.refresh(next.refreshToken)).toMatchObject(ended);
    expect(await me(next.accessToken)).toMatchObject(ended);
    await auth.moveClock(0);
    const { sessionId, person } = first;
    const revoked = (await auth.facts(AuthSessionRevoked)).filter((fact) => fact.sessionId === sessionId);
    expect(revoked).toEqual([{ sessionId, personId: person.id, reason: 'REUSE' }]);
    const revocations = (await auth.facts(AuthSessionRevocation)).filter((fact) => fact.sessionId === sessionId);
    expect(revocations).toEqual([{ sessionId, personId: person.id, until: expect.any(String) }]);
  });

  it('is not renewed by what is no refresh token of ours, and nobody ends it by composing one', async () => {
    const first = await auth.customer();
    const bytes = Buffer.from(first.refreshToken, 'base64url');
    const changedAt = (index: number) => {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ 1;
      return copy.toString('base64url');
    };
    const forgeries = [
      first.accessToken,
      'x',
      '../../etc/passwd',
      changedAt(0),
      changedAt(20),
      changedAt(35),
      changedAt(40),
    ];
    for (const forged of [...forgeries, changedAt(bytes.length - 1), `${first.refreshToken}A`])
      expect(await auth.refresh(forged)).toMatchObject({ status: 401, code: 'AUTH_REFRESH_INVALID' });
    for (const refreshToken of [1, null, ['x'], {}, ''])
      expect(await auth.http.post('/auth/refresh', { body: { refreshToken } })).toMatchObject({ status: 422 });
    expect((await renewed(first)).sessionId).toBe(first.sessionId);
  });

  it('does not take a refresh token for an access token', async () => {
    const { refreshToken } = await auth.customer();
    expect(await me(refreshToken)).toMatchObject({ status: 401, code: 'AUTH_TOKEN_INVALID' });
    expect(await auth.http.get('/auth/me')).toMatchObject({ status: 401, code: 'AUTH_TOKEN_MISSING' });
  });

  it('is refused with the header of another tenant', async () => {
    const { accessToken } = await auth.customer();
    const reply = await auth.http.get('/auth/me', { token: accessToken, tenant: 'lafete365' });
    expect(reply).toMatchObject({ status: 403, code: 'TENANT_MISMATCH' });
  });

  it('cannot be had by headers that claim an identity', async () => {
    const headers = { 'x-user-id': newPhone(), 'x-tenant-id': 'intellidine', 'x-roles': 'OWNER' };
    expect(await auth.http.get('/auth/me', { headers })).toMatchObject({ status: 401, code: 'AUTH_TOKEN_MISSING' });
  });

  it('expires: its access token after fifteen minutes, the sign-in after thirty days without renewal', async () => {
    const first = await auth.customer();
    await auth.moveClock(901 * second);
    expect(await me(first.accessToken)).toMatchObject({ status: 401, code: 'AUTH_TOKEN_EXPIRED' });
    const next = await renewed(first);
    await auth.moveClock(901 * second + 31 * day);
    expect(await auth.refresh(next.refreshToken)).toMatchObject({ status: 401, code: 'AUTH_REFRESH_INVALID' });
    await auth.moveClock(0);
  });

  it('ends with a sign-out, for its tokens at once', async () => {
    const signIn = await auth.customer();
    const logout = () => auth.http.post('/auth/logout', { token: signIn.accessToken });
    expect(await logout()).toMatchObject({ status: 204, text: '' });
    expect(await me(signIn.accessToken)).toMatchObject(ended);
    expect(await auth.http.get('/auth/sessions', { token: signIn.accessToken })).toMatchObject(ended);
    expect(await auth.refresh(signIn.refreshToken)).toMatchObject(ended);
    expect((await logout()).status).toBe(204);
    const told = (await auth.facts(AuthSessionRevoked)).filter(({ sessionId }) => sessionId === signIn.sessionId);
    expect(told.map(({ reason }) => reason)).toEqual(['LOGOUT']);
  });

  it('ends with all the others of the person when they sign out everywhere', async () => {
    const [one, other] = [
      await auth.staff('waiter@intellidine.example'),
      await auth.staff('waiter@intellidine.example'),
    ];
    expect((await auth.http.post('/auth/logout-all', { token: one.accessToken })).status).toBe(204);
    for (const { accessToken, refreshToken } of [one, other]) {
      expect(await me(accessToken)).toMatchObject(ended);
      expect(await auth.refresh(refreshToken)).toMatchObject(ended);
    }
  });

  it('is one of at most five of a person; the sixth ends the oldest', async () => {
    const signIns: SignedIn[] = [];
    for (let count = 0; count < 6; count++) signIns.push(await auth.staff('cashier@intellidine.example'));
    const [oldest, second] = signIns;
    const newest = signIns.at(-1);
    expect(await me(oldest?.accessToken ?? '')).toMatchObject(ended);
    expect((await me(second?.accessToken ?? '')).status).toBe(200);
    const sessions = await auth.http.get('/auth/sessions', { token: newest?.accessToken ?? '' });
    const expected = signIns.slice(1).map(({ sessionId }) => sessionId);
    expect((sessions.at('data') as { id: string }[]).map(({ id }) => id)).toEqual(expected.reverse());
  });

  it('is one of five also when ten are opened at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => auth.staff('cashier.kor@intellidine.example')));
    const [row] = await auth.query<{ live: number }>(
      `select count(*)::int as live from auth_sessions s join staff p on p.id = s.person_id
       where p.email = 'cashier.kor@intellidine.example' and s.ended_at is null`,
    );
    expect(row?.live).toBe(5);
  });

  it('can be ended from another device by its owner alone', async () => {
    const [mine, lost, stranger] = [
      await auth.staff('manager.kor@intellidine.example'),
      await auth.staff('manager.kor@intellidine.example'),
      await auth.customer(),
    ];
    const end = (id: string, token: string) => auth.http.delete(`/auth/sessions/${id}`, { token });
    expect(await end(lost.sessionId, stranger.accessToken)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const elsewhere = await auth.staff('owner@lafete365.example', 'lafete365');
    expect(await end(lost.sessionId, elsewhere.accessToken)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await me(lost.accessToken)).status).toBe(200);
    expect((await end(lost.sessionId, mine.accessToken)).status).toBe(204);
    expect(await me(lost.accessToken)).toMatchObject(ended);
    expect((await me(mine.accessToken)).status).toBe(200);
    expect(await end('no-id', mine.accessToken)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
