import { randomBytes } from 'node:crypto';
import { OutletState, StaffState, TenantState } from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { assertTenantIsolation, eventually, startTestService } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auth as description } from '../src/auth.module.js';
import { SeedDemoTenants } from '../src/database/seed.js';
import { ForgetOldSignIns } from '../src/sign-in/use-cases/forget-old-sign-ins.js';
import { intellidine, lafete365, newPhone, RunningAuth } from './running-auth.js';

describe('Tenants and outlets', () => {
  let auth: RunningAuth;
  let admin: string;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    admin = (await auth.staff('admin@chowk.example', 'chowk')).accessToken;
  });
  afterAll(() => auth.close());

  const setStatus = (id: string, status: unknown, token = admin, headers = {}) =>
    auth.http.patch(`/tenants/${id}/status`, { token, body: { status }, headers });

  it('are isolated from each other by the database', async () => {
    await assertTenantIsolation(auth.service.database);
  });

  it('are seeded once, however often the seed runs', async () => {
    const count = async () =>
      Promise.all([auth.facts(TenantState), auth.facts(OutletState), auth.facts(StaffState)]).then((facts) =>
        facts.map(({ length }) => length),
      );
    const before = await count();
    await auth.seed();
    expect(await count()).toEqual(before);
    expect(before).toEqual([3, 3, 14]);
  });

  it('get no known password outside of the local and test profiles', async () => {
    const secret = () => randomBytes(32).toString('base64url');
    const production = await startTestService(description, {
      database: auth.service.database,
      kafka: auth.service.kafka,
      auth: auth.service.auth,
      env: {
        ...{ CHOWK_PROFILE: 'production', GATEWAY_SECRET: secret() },
        ...{ OTP_SECRET: secret(), OTP_TRANSPORT_SECRET: secret(), KEY_SECRET: secret() },
      },
    });
    await expect(production.app.get(SeedDemoTenants).run()).rejects.toThrow('DEMO_STAFF_PASSWORD is missing');
    await production.close();
  });

  it('are told to the others with what they must know', async () => {
    const told = (await auth.facts(TenantState)).find(({ slug }) => slug === 'intellidine');
    expect(told).toMatchObject({
      id: intellidine,
      status: 'ACTIVE',
      currency: 'INR',
      pricesIncludeTax: false,
      taxRegistrations: [{ id: seedId('registration/intellidine/29'), stateCode: '29', regime: 'REGULAR' }],
      settings: {
        paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' },
        serviceCharge: { basisPoints: 500, taxRateBasisPoints: 500 },
      },
      origins: ['http://127.0.0.1:5173', 'http://localhost:5173'],
    });
    const outlet = (await auth.facts(OutletState)).find(({ code }) => code === 'DEL');
    expect(outlet).toMatchObject({ businessDayStart: '04:00', address: { stateCode: '07' }, removed: false });
  });

  it('show themselves to those who may', async () => {
    const owner = (await auth.staff('owner@intellidine.example')).accessToken;
    const reply = await auth.http.get('/tenants/current', { token: owner });
    expect(reply.at('data')).toMatchObject({ id: intellidine, slug: 'intellidine', version: 1 });
    const waiter = (await auth.staff('waiter@intellidine.example')).accessToken;
    expect(await auth.http.get('/tenants/current', { token: waiter })).toMatchObject({ status: 403 });
  });

  describe('changed by their owner', () => {
    let owner: string;
    beforeAll(async () => {
      owner = (await auth.staff('owner@lafete365.example', 'lafete365')).accessToken;
    });
    const change = (body: unknown, headers: Record<string, string> = {}, token = owner) =>
      auth.http.patch('/tenants/current', { token, body, headers });
    const told = async () => (await auth.facts(TenantState)).filter(({ id }) => id === lafete365);

    it('are told to the others as a whole; what is left out stays', async () => {
      const reply = await change({
        name: 'La Fête',
        origins: ['https://order.lafete365.example', 'http://localhost:5173'],
        languages: ['hi', 'en'],
        settings: { paymentTiming: { DINE_IN: 'PAY_LATER' }, tablePolicy: 'PIN', serviceCharge: null },
      });
      const after = {
        name: 'La Fête',
        slug: 'lafete365',
        origins: ['https://order.lafete365.example', 'http://localhost:5173'],
        languages: ['hi', 'en'],
        settings: {
          paymentTiming: { TAKEAWAY: 'PREPAID', DINE_IN: 'PAY_LATER' },
          unpaidExpiryMinutes: 15,
          latePayment: 'REFUND',
          tablePolicy: 'PIN',
          serviceCharge: null,
        },
      };
      expect(reply.at('data')).toMatchObject({ ...after, version: 2 });
      expect((await told()).at(-1)).toMatchObject(after);
      expect((await auth.http.get('/tenants/current', { token: owner })).at('data')).toEqual(reply.at('data'));
    });

    it('to what they are already are not told again', async () => {
      const { length } = await told();
      const same = { languages: ['hi', 'en'], settings: { tablePolicy: 'PIN' } };
      for (const body of [{}, { settings: {} }, same])
        expect((await change(body, { 'if-match': '"2"' })).at('data.version')).toBe(2);
      expect(await told()).toHaveLength(length);
    });

    it('by an old version, by others or into nonsense are left as they are', async () => {
      const before = await auth.http.get('/tenants/current', { token: owner });
      expect(await change({ name: 'Late' }, { 'if-match': '"1"' })).toMatchObject({
        status: 412,
        code: 'VERSION_CONFLICT',
      });
      const manager = (await auth.staff('manager@lafete365.example', 'lafete365')).accessToken;
      expect(await change({ name: 'Mine' }, {}, manager)).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
      expect(await change({ name: 'Mine' }, {}, 'no token')).toMatchObject({ status: 401 });
      const origins = [
        'https://order.example.com/',
        'https://order.example.com/menu',
        'https://Order.example.com',
        'https://order.example.com:443',
        'https://me@order.example.com',
        'http://order.example.com',
        'order.example.com',
        'null',
        '*',
        'file:///etc/passwd',
        'javascript:alert(1)',
      ];
      for (const origin of origins)
        expect([origin, (await change({ origins: [origin] })).faults]).toEqual([origin, ['origins.0 INVALID_FORMAT']]);
      const wrong = [
        [{ origins: ['https://a.example', 'https://a.example'] }, 'origins NOT_ALLOWED'],
        [{ languages: [] }, 'languages OUT_OF_RANGE'],
        [{ languages: ['English'] }, 'languages.0 INVALID_FORMAT'],
        [{ status: 'ACTIVE' }, 'status UNKNOWN_FIELD'],
        [{ slug: 'other' }, 'slug UNKNOWN_FIELD'],
        [{ settings: { otpPerAddressPerHour: 1 } }, 'settings.otpPerAddressPerHour UNKNOWN_FIELD'],
        [{ settings: { paymentTiming: { LUNCH: 'PREPAID' } } }, 'settings.paymentTiming.LUNCH UNKNOWN_FIELD'],
        [{ settings: { unpaidExpiryMinutes: 0 } }, 'settings.unpaidExpiryMinutes OUT_OF_RANGE'],
        [{ settings: { latePayment: 'KEEP' } }, 'settings.latePayment NOT_ALLOWED'],
        [
          { settings: { serviceCharge: { basisPoints: 0, taxRateBasisPoints: 500 } } },
          'settings.serviceCharge.basisPoints OUT_OF_RANGE',
        ],
      ] as const;
      for (const [body, fault] of wrong) expect((await change(body)).faults).toEqual([fault]);
      const after = await auth.http.get('/tenants/current', { token: owner });
      expect(after.at('data')).toEqual(before.at('data'));
    });
  });

  it('show their outlets to anybody, page by page, and no others', async () => {
    const first = await auth.http.get('/outlets?limit=1&count=true', { tenant: 'intellidine' });
    expect(first.at('meta')).toMatchObject({ limit: 1, total: 2 });
    const cursor = String(first.at('meta.nextCursor'));
    const second = await auth.http.get(`/outlets?limit=1&cursor=${cursor}`, { tenant: 'intellidine' });
    expect([first.at('data.0.code'), second.at('data.0.code')].sort()).toEqual(['IND', 'KOR']);
    expect(second.at('meta.nextCursor')).toBeNull();
    const one = seedId('outlet/intellidine/koramangala');
    expect((await auth.http.get(`/outlets/${one}`, { tenant: 'intellidine' })).at('data.code')).toBe('KOR');
    const foreign = await auth.http.get(`/outlets/${one}`, { tenant: 'lafete365' });
    expect(foreign).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await auth.query('update outlets set removed = true where id = $1', [one]);
    expect((await auth.http.get(`/outlets/${one}`, { tenant: 'intellidine' })).status).toBe(404);
    await auth.query('update outlets set removed = false');
  });

  it('are suspended by the operator alone: sign-ins end, new ones are refused, restoring lets people in again', async () => {
    const staff = await auth.staff('cashier@lafete365.example', 'lafete365');
    const customer = await auth.customer(newPhone(), { tenant: 'lafete365' });
    const owner = await auth.staff('owner@lafete365.example', 'lafete365');
    expect(await setStatus(lafete365, 'SUSPENDED', owner.accessToken)).toMatchObject({
      status: 403,
      code: 'PERMISSION_DENIED',
    });

    const version = { 'if-match': '"2"' };
    const reply = await setStatus(lafete365, 'SUSPENDED', admin, version);
    expect(reply.at('data')).toMatchObject({ slug: 'lafete365', status: 'SUSPENDED', version: 3 });
    expect(await setStatus(lafete365, 'ACTIVE', admin, version)).toMatchObject({
      status: 412,
      code: 'VERSION_CONFLICT',
    });

    const suspended = { status: 403, code: 'TENANT_SUSPENDED' };
    expect(await auth.refresh(staff.refreshToken)).toMatchObject(suspended);
    const login = () => auth.login('cashier@lafete365.example', undefined, 'lafete365');
    expect(await login()).toMatchObject(suspended);
    await eventually('the suspension bites everywhere', async () => {
      const { code } = await auth.http.get('/auth/me', { token: customer.accessToken });
      return code === 'TENANT_SUSPENDED';
    });
    const live = await auth.query('select 1 from auth_sessions where tenant_id = $1 and ended_at is null', [lafete365]);
    expect(live).toEqual([]);

    expect((await setStatus(lafete365, 'ACTIVE')).at('data.status')).toBe('ACTIVE');
    expect(await auth.refresh(staff.refreshToken)).toMatchObject({ status: 401, code: 'AUTH_SESSION_REVOKED' });
    await eventually('people get in again', async () => (await login()).status === 200);
  });

  it("answer 404 for one that does not exist, 422 for a status that is none, 403 for the operator's own", async () => {
    expect(await setStatus(seedId('tenant/nobody'), 'SUSPENDED')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await setStatus(intellidine, 'GONE')).toMatchObject({ status: 422, code: 'VALIDATION_FAILED' });
    expect(await setStatus(seedId('tenant/chowk'), 'SUSPENDED')).toMatchObject({
      status: 403,
      code: 'PERMISSION_DENIED',
    });
  });

  it('forget codes, counters and sign-ins that can decide nothing any more', async () => {
    await auth.customer();
    await auth.login('nobody@intellidine.example', 'wrong');
    const rows = async () => {
      const [row] = await auth.query<Record<string, number>>(`
        select (select count(*)::int from otp_challenges) as codes, (select count(*)::int from password_tries) as tries,
               (select count(*)::int from otp_address_counts) as addresses, (select count(*)::int from auth_sessions) as sessions`);
      return row;
    };
    const forget = auth.service.app.get(ForgetOldSignIns);
    const before = await rows();
    await forget.run();
    expect(await rows()).toEqual(before);
    await auth.moveClock(2 * 86_400_000);
    await forget.run();
    expect(await rows()).toEqual({ ...before, codes: 0, tries: 0, addresses: 0 });
    await auth.moveClock(121 * 86_400_000);
    await forget.run();
    expect(await rows()).toEqual({ codes: 0, tries: 0, addresses: 0, sessions: 0 });
    await auth.moveClock(0);
  });
});
