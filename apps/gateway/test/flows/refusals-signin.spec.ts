import { randomInt } from 'node:crypto';
import { signedIn, type SignedIn } from '@chowk/contracts';
import { behind, eventually, http, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KitchenScreen } from './kitchen-screen.js';
import { answerOf, faultsOf, tally } from './refusals-answers.js';
import { rowCounts } from './refusals-row-counts.js';
import { codeSentTo, Person, Restaurant } from './restaurant.js';

const system = runningSystem();
const gateway = http(`${system.gatewayUrl}/api/v1`);
const restaurant = new Restaurant();
const { anybody } = restaurant;

const newPhone = () => `+9196${randomInt(10_000_000, 99_999_999)}`;
const verify = (phone: string, code: unknown) => anybody.post('/auth/customer/verify-otp', { phone, code });
/** Another code than this one. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function newCode(phone: string): Promise<string> {
  expect((await anybody.post('/auth/customer/request-otp', { phone })).status).toBe(202);
  return codeSentTo(phone);
}

describe('One-time codes', () => {
  it('are locked by the sixth wrong one, for the right one too: 429 OTP_LOCKED', async () => {
    const phone = newPhone();
    const code = await newCode(phone);
    for (let tries = 0; tries < 5; tries++) expect(answerOf(await verify(phone, wrong(code)))).toBe('401 OTP_INVALID');
    const sixth = await verify(phone, wrong(code));
    expect(answerOf(sixth)).toBe('429 OTP_LOCKED');
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
    const before = await rowCounts();
    expect(answerOf(await verify(phone, code))).toBe('429 OTP_LOCKED');
    const { 'auth.otp_challenges': challenges, ...rest } = await rowCounts();
    expect({ 'auth.otp_challenges': challenges?.split(' ')[0], ...rest }).toEqual({
      ...before,
      'auth.otp_challenges': before['auth.otp_challenges']?.split(' ')[0],
    });
  });

  it('let one of fifty in who bring the right one at once', async () => {
    const phone = newPhone();
    const code = await newCode(phone);
    const replies = await Promise.all(Array.from({ length: 50 }, () => verify(phone, code)));
    expect(tally(replies)).toEqual({ '200': 1, '401 OTP_INVALID': 49 });
    expect(await behind(system, 'auth', 'select 1 from customers where phone = $1', [phone])).toHaveLength(1);
  });

  it('that are no six ASCII digits are 422, count as no try and change nothing', async () => {
    const phone = newPhone();
    const code = await newCode(phone);
    const before = await rowCounts();
    for (const [given, fault] of [
      [Number(code), 'WRONG_TYPE'],
      [[code], 'WRONG_TYPE'],
      [{ code }, 'WRONG_TYPE'],
      [true, 'WRONG_TYPE'],
      [null, 'WRONG_TYPE'],
      ['١٢٣٤٥٦', 'INVALID_FORMAT'],
      ['१२३४५६', 'INVALID_FORMAT'],
      ['１２３４５６', 'INVALID_FORMAT'],
      [`${code} `, 'INVALID_FORMAT'],
      [`${code}\n`, 'INVALID_FORMAT'],
      ['12345', 'INVALID_FORMAT'],
      ['', 'INVALID_FORMAT'],
    ] as const)
      expect([given, faultsOf(await verify(phone, given))]).toEqual([given, `422 VALIDATION_FAILED code ${fault}`]);
    expect(await rowCounts()).toEqual(before);
    expect((await verify(phone, code)).status).toBe(200);
  });

  it('of another phone, another business or of nobody are 401 OTP_INVALID', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    const code = await newCode(phone);
    expect(answerOf(await verify(other, code))).toBe('401 OTP_INVALID');
    const cakes = new Restaurant('lafete365').anybody;
    expect(answerOf(await cakes.post('/auth/customer/verify-otp', { phone, code }))).toBe('401 OTP_INVALID');
  });
});

describe('Refresh tokens', () => {
  const setAhead = (milliseconds: number) =>
    behind(system, 'auth', 'update clock_offset set offset_ms = $1', [milliseconds]);
  const refresh = (refreshToken: unknown) => gateway.post('/auth/refresh', { body: { refreshToken } });
  let cook: SignedIn;
  beforeAll(async () => {
    const login = { login: 'kitchen@intellidine.example', password: 'chowk-demo-2026' };
    cook = (await anybody.post('/auth/staff/login', login)).data(signedIn);
  });
  afterAll(async () => {
    await setAhead(0);
    await eventually("auth's clock is right again", async () => {
      const reply = await anybody.post('/auth/customer/request-otp', { phone: newPhone() });
      return Math.abs(Date.parse(String(reply.at('data.expiresAt'))) - Date.now() - 300_000) < 5_000;
    });
  });

  it('that are none are 401 AUTH_REFRESH_INVALID, of another type 422; nothing changes', async () => {
    const { refreshToken, accessToken } = cook;
    const before = await rowCounts();
    const spoilt = `${refreshToken.startsWith('A') ? 'B' : 'A'}${refreshToken.slice(1)}`;
    for (const token of [
      spoilt,
      refreshToken.slice(0, -4),
      `${refreshToken}AAAA`,
      `${refreshToken}=`,
      accessToken,
      'x',
    ])
      expect(answerOf(await refresh(token))).toBe('401 AUTH_REFRESH_INVALID');
    expect(faultsOf(await refresh(7))).toBe('422 VALIDATION_FAILED refreshToken WRONG_TYPE');
    expect(faultsOf(await refresh([refreshToken]))).toBe('422 VALIDATION_FAILED refreshToken WRONG_TYPE');
    expect(await rowCounts()).toEqual(before);
  });

  it('that are used again after 30 s are 401 AUTH_REFRESH_REUSED; the family is dead and its sockets are closed', async () => {
    const next = (await refresh(cook.refreshToken)).data(signedIn);
    const again = (await refresh(cook.refreshToken)).data(signedIn);
    expect(again.refreshToken).toBe(next.refreshToken);
    const person = new Person(restaurant.slug, next.accessToken);
    const screen = await KitchenScreen.open(person);
    const closed = new Promise<string>((resolve) => screen.socket.once('disconnect', resolve));

    await setAhead(31_000);
    const reused = await eventually('the 30 s are over', async () => {
      const reply = await refresh(cook.refreshToken);
      return reply.status !== 200 && reply;
    });
    expect(answerOf(reused)).toBe('401 AUTH_REFRESH_REUSED');
    const from = performance.now();
    expect(await closed).toBe('io server disconnect');
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(answerOf(await refresh(next.refreshToken)).slice(0, 3)).toBe('401');
    for (const token of [cook.accessToken, next.accessToken])
      await eventually('the access token is dead', async () => {
        const reply = await new Person(restaurant.slug, token).get('/auth/me');
        return answerOf(reply) === '401 AUTH_SESSION_REVOKED';
      });
  });
});

describe('Staff', () => {
  it('with a wrong password, unknown or suspended, hear the same: 401 AUTH_CREDENTIALS_INVALID', async () => {
    const tries = [
      { login: 'cashier@intellidine.example', password: 'wrong' },
      { login: 'nobody@intellidine.example', password: 'wrong' },
      { login: 'owner@lafete365.example', password: 'chowk-demo-2026' },
      { login: "' or 1=1 --", password: "' or 1=1 --" },
    ];
    const replies = await Promise.all(tries.map((body) => anybody.post('/auth/staff/login', body)));
    expect(tally(replies)).toEqual({ '401 AUTH_CREDENTIALS_INVALID': tries.length });
    expect(new Set(replies.map((reply) => JSON.stringify(reply.at('error')))).size).toBe(1);
  });

  it('cannot raise their own role, and the last owner cannot go', async () => {
    const [waiter, owner] = [await restaurant.staff('waiter'), await restaurant.staff('owner')];
    const ownId = async (who: Person) => String((await who.get('/auth/me')).at('data.id'));
    const [waiterId, ownerId] = [await ownId(waiter), await ownId(owner)];
    const before = await rowCounts();
    for (const field of ['roles', 'role', 'outlets', 'permissions'])
      expect(faultsOf(await waiter.patch('/users/profile', { [field]: ['OWNER'] }))).toBe(
        `422 VALIDATION_FAILED ${field} UNKNOWN_FIELD`,
      );
    expect(answerOf(await waiter.post(`/staff/${waiterId}/suspend`, {}))).toBe('403 PERMISSION_DENIED');
    expect(answerOf(await owner.post(`/staff/${ownerId}/suspend`, {}))).toBe('409 LAST_OWNER');
    expect(await rowCounts()).toEqual(before);
  });
});
