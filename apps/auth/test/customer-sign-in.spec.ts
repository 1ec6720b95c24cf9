import { CustomerRegistered, CustomerState, otpRequested, signedIn } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intellidine, newPhone, RunningAuth } from './running-auth.js';

const minute = 60_000;

/** How often each status and code was answered, as `401 OTP_INVALID`. */
function tally(replies: readonly { status: number; code: unknown }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of replies) {
    const answer = [status, code].filter(Boolean).join(' ');
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

/** Another code than this one. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('Signing in with a one-time code', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start();
  });
  afterAll(() => auth.close());

  it('sends six digits that live five minutes, and says when another may be asked for', async () => {
    const phone = newPhone();
    const reply = await auth.requestOtp(phone);
    expect(reply.status).toBe(202);
    const { expiresAt, resendAt } = reply.data(otpRequested);
    expect(Date.parse(expiresAt) - Date.parse(resendAt)).toBe(5 * minute - 1_000);
    const sent = await auth.sentTo(phone);
    expect(sent).toEqual({
      phone,
      code: expect.stringMatching(/^[0-9]{6}$/),
      tenantName: 'Intellidine',
      language: 'en',
    });
  });

  it('does not tell by its answer whether the phone is known', async () => {
    const known = newPhone();
    await auth.customer(known);
    await auth.moveClock(2_000);
    const [one, other] = [await auth.requestOtp(known), await auth.requestOtp(newPhone())];
    await auth.moveClock(0);
    const shape = (reply: typeof one) => [
      reply.status,
      Object.keys(reply.data(otpRequested)),
      Object.keys(reply.headers),
    ];
    expect(shape(one)).toEqual(shape(other));
  });

  it('makes the customer with the first sign-in and finds them with the next', async () => {
    const phone = newPhone();
    const first = await auth.customer(phone);
    expect(first).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(first.person).toEqual({ id: first.person.id, kind: 'customer', name: null, roles: ['CUSTOMER'] });
    await auth.moveClock(2_000);
    const second = await auth.customer(phone);
    await auth.moveClock(0);
    expect(second.person.id).toBe(first.person.id);
    const registered = (await auth.facts(CustomerRegistered)).filter(
      ({ customerId }) => customerId === first.person.id,
    );
    expect(registered).toEqual([{ customerId: first.person.id, language: 'en' }]);
    const states = (await auth.facts(CustomerState)).filter(({ id }) => id === first.person.id);
    expect(states).toHaveLength(1);
  });

  it('takes ten digits of an Indian mobile as the same phone', async () => {
    const phone = newPhone();
    await auth.requestOtp(phone.slice(3));
    const { code } = await auth.sentTo(phone);
    expect((await auth.verifyOtp(phone.slice(3), code)).status).toBe(200);
    expect(await auth.query('select 1 from customers where phone = $1', [phone])).toHaveLength(1);
  });

  it('keeps the customers of two tenants apart although they have one phone', async () => {
    const phone = newPhone();
    const here = await auth.customer(phone);
    const there = await auth.customer(phone, { tenant: 'lafete365' });
    expect(there.person.id).not.toBe(here.person.id);
  });

  it('lets the right code through once of fifty times at once', async () => {
    const phone = newPhone();
    const code = await auth.newCode(phone);
    const replies = await Promise.all(Array.from({ length: 50 }, () => auth.verifyOtp(phone, code)));
    expect(tally(replies)).toEqual({ '200': 1, '401 OTP_INVALID': 49 });
    expect(await auth.query('select 1 from customers where phone = $1', [phone])).toHaveLength(1);
  });

  it('locks with the sixth wrong code, for the right one too', async () => {
    const phone = newPhone();
    const code = await auth.newCode(phone);
    for (let tries = 0; tries < 5; tries++)
      expect(await auth.verifyOtp(phone, wrong(code))).toMatchObject({ status: 401, code: 'OTP_INVALID' });
    const sixth = await auth.verifyOtp(phone, wrong(code));
    expect(sixth).toMatchObject({ status: 429, code: 'OTP_LOCKED' });
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(await auth.verifyOtp(phone, code)).toMatchObject({ status: 429, code: 'OTP_LOCKED' });
  });

  it('counts wrong codes that come at once', async () => {
    const phone = newPhone();
    const code = await auth.newCode(phone);
    const replies = await Promise.all(Array.from({ length: 30 }, () => auth.verifyOtp(phone, wrong(code))));
    expect(tally(replies)).toEqual({ '401 OTP_INVALID': 5, '429 OTP_LOCKED': 25 });
  });

  it('refuses a code after five minutes, and an older one once a newer was sent', async () => {
    const phone = newPhone();
    const old = await auth.newCode(phone);
    await auth.moveClock(5 * minute + 2_000);
    expect(await auth.verifyOtp(phone, old)).toMatchObject({ status: 401, code: 'OTP_INVALID' });
    const replaced = await auth.newCode(phone);
    await auth.moveClock(5 * minute + 4_000);
    const newest = await auth.newCode(phone);
    if (replaced !== newest)
      expect(await auth.verifyOtp(phone, replaced)).toMatchObject({ status: 401, code: 'OTP_INVALID' });
    expect(await auth.verifyOtp(phone, newest)).toMatchObject({ status: 200 });
    await auth.moveClock(0);
  });

  it('refuses a code of another phone, of another tenant, and one that nobody asked for', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    const code = await auth.newCode(phone);
    expect(await auth.verifyOtp(other, code)).toMatchObject({ status: 401, code: 'OTP_INVALID' });
    expect(await auth.verifyOtp(phone, code, { tenant: 'lafete365' })).toMatchObject({
      status: 401,
      code: 'OTP_INVALID',
    });
  });

  it('refuses codes that are not six ASCII digits', async () => {
    const phone = newPhone();
    await auth.newCode(phone);
    for (const code of [123_456, ['123456'], true, null, '١٢٣٤٥٦', '१२३४५६', '12345', '1234567', '12345a', ' 23456'])
      expect(await auth.verifyOtp(phone, code)).toMatchObject({ status: 422, code: 'VALIDATION_FAILED' });
    expect((await auth.verifyOtp(phone, 123_456)).faults).toEqual(['code WRONG_TYPE']);
    const [challenge] = await auth.query<{ wrong_tries: number }>(
      'select wrong_tries from otp_challenges order by id desc limit 1',
    );
    expect(challenge?.wrong_tries).toBe(0);
  });

  it('refuses fields that a caller may not set, and phones that are none', async () => {
    const path = '/auth/customer/request-otp';
    const body = { phone: newPhone(), tenantId: 'x', role: 'OWNER' };
    const reply = await auth.http.post(path, { tenant: 'intellidine', body });
    expect(reply).toMatchObject({ status: 422, code: 'VALIDATION_FAILED' });
    expect(reply.faults).toEqual(['role UNKNOWN_FIELD', 'tenantId UNKNOWN_FIELD']);
    for (const phone of ['12345', '+0123456789', '98450', 9_845_012_345, '+91 98450 12345'])
      expect(await auth.http.post(path, { tenant: 'intellidine', body: { phone } })).toMatchObject({ status: 422 });
  });

  it('needs a tenant that exists', async () => {
    const body = { phone: newPhone() };
    const path = '/auth/customer/request-otp';
    expect(await auth.http.post(path, { body })).toMatchObject({ status: 400, code: 'TENANT_REQUIRED' });
    expect(await auth.http.post(path, { body, tenant: 'nobody' })).toMatchObject({
      status: 404,
      code: 'TENANT_NOT_FOUND',
    });
  });

  it('keeps code and phone out of topics, tables and logs; the phone is in the customer alone', async () => {
    const phone = newPhone();
    const code = await auth.newCode(phone);
    const { person } = (await auth.verifyOtp(phone, code)).data(signedIn);
    const tables = await auth.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(15);
    const holding: string[] = [];
    for (const { name } of tables) {
      const rows = await auth.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      if (rows.some(({ row }) => row.includes(phone.slice(3)) || row.includes(`"${code}"`))) holding.push(name);
    }
    expect(holding).toEqual(['customers']);
    const topics = auth.service.kafka.listen('auth', 'auth.customer.state');
    const told = await topics.heard('the customer is told of', ({ value }) => String(value).includes(person.id));
    await topics.catchUp();
    expect(told.headers['tenant']).toBe(intellidine);
    const wire = topics.messages
      .map(({ key, value, headers }) => `${key} ${value} ${JSON.stringify(headers)}`)
      .join('\n');
    await topics.close();
    expect(wire).toContain('otp.requested.v1');
    expect(wire).not.toContain(phone.slice(3));
    expect(wire).not.toContain(`"${code}"`);
    const log = auth.service.log.join('\n');
    expect(log).toContain('/auth/customer/verify-otp');
    expect(log).not.toContain(phone.slice(3));
    expect(log).not.toMatch(new RegExp(`(?<![0-9.])${code}(?![0-9])`));
  });
});
