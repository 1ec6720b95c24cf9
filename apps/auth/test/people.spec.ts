import { AuthSessionRevoked, CustomerState, StaffState } from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intellidine, newPhone, RunningAuth } from './running-auth.js';

const ids = (data: unknown) => (data as { id: string }[]).map(({ id }) => id);

describe('Staff and customers', () => {
  let auth: RunningAuth;
  let owner: string;
  let manager: string;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    owner = (await auth.staff('owner@intellidine.example')).accessToken;
    manager = (await auth.staff('manager@intellidine.example')).accessToken;
  });
  afterAll(() => auth.close());

  const suspend = (id: string, token: string, headers = {}) =>
    auth.http.post(`/staff/${id}/suspend`, { token, headers });

  describe('the list of staff', () => {
    it('has all for the owner, page by page, without password hashes', async () => {
      const first = await auth.http.get('/staff?limit=4&count=true', { token: owner });
      expect(first.at('meta')).toMatchObject({ limit: 4, total: 9 });
      expect(first.text).not.toContain('argon2');
      const seen = ids(first.at('data'));
      let cursor = first.at('meta.nextCursor');
      while (typeof cursor === 'string') {
        const next = await auth.http.get(`/staff?limit=4&cursor=${cursor}`, { token: owner });
        seen.push(...ids(next.at('data')));
        cursor = next.at('meta.nextCursor');
      }
      expect(new Set(seen).size).toBe(9);
    });

    it('has those of their outlets and of all outlets for who is limited to outlets', async () => {
      const list = await auth.http.get('/staff?count=true', { token: manager });
      expect(list.at('meta.total')).toBe(5);
      const emails = (list.at('data') as { email: string }[]).map(({ email }) => email).sort();
      expect(emails).toEqual(
        ['cashier', 'kitchen', 'manager', 'owner', 'waiter'].map((name) => `${name}@intellidine.example`),
      );
    });

    it('shows one of them, and staff of other outlets or tenants like missing ones', async () => {
      const read = (path: string, token: string) => auth.http.get(`/staff/${seedId(`staff/${path}`)}`, { token });
      expect((await read('intellidine/waiter', manager)).at('data')).toMatchObject({
        name: 'Imran Khan',
        roles: ['WAITER'],
      });
      const missing = { status: 404, code: 'NOT_FOUND' };
      expect(await read('intellidine/waiter.kor', manager)).toMatchObject(missing);
      expect((await read('intellidine/waiter.kor', owner)).status).toBe(200);
      expect(await read('lafete365/cashier', owner)).toMatchObject(missing);
      expect(await read('intellidine/nobody', owner)).toMatchObject(missing);
    });

    it('is not for customers, cooks, or unknown query fields', async () => {
      const cook = await auth.staff('kitchen@intellidine.example');
      const customer = await auth.customer();
      const denied = { status: 403, code: 'PERMISSION_DENIED' };
      expect(await auth.http.get('/staff', { token: cook.accessToken })).toMatchObject(denied);
      expect(await auth.http.get('/staff', { token: customer.accessToken })).toMatchObject(denied);
      expect(await auth.http.get('/staff?role=OWNER', { token: owner })).toMatchObject({ status: 422 });
      expect(await auth.http.get('/staff?cursor=xyz', { token: owner })).toMatchObject({ status: 422 });
    });
  });

  describe('a suspension', () => {
    it('ends the sign-ins at once, and the next sign-in is refused like a wrong password', async () => {
      const cashier = await auth.staff('cashier.kor@intellidine.example');
      const reply = await suspend(cashier.person.id, owner);
      expect(reply.at('data')).toMatchObject({ id: cashier.person.id, status: 'SUSPENDED', version: 2 });
      const ended = { status: 401, code: 'AUTH_SESSION_REVOKED' };
      expect(await auth.http.get('/auth/me', { token: cashier.accessToken })).toMatchObject(ended);
      expect(await auth.refresh(cashier.refreshToken)).toMatchObject(ended);
      expect(await auth.login('cashier.kor@intellidine.example')).toMatchObject({
        status: 401,
        code: 'AUTH_CREDENTIALS_INVALID',
      });
      const told = (await auth.facts(AuthSessionRevoked)).filter(({ personId }) => personId === cashier.person.id);
      expect(told.map(({ reason }) => reason)).toEqual(['SUSPENDED']);
      const states = (await auth.facts(StaffState)).filter(({ id }) => id === cashier.person.id);
      expect(states.map(({ status }) => status)).toEqual(['ACTIVE', 'SUSPENDED']);
      expect((await suspend(cashier.person.id, owner)).at('data.version')).toBe(2);
    });

    it('is for owners, of their own tenant', async () => {
      const waiter = seedId('staff/intellidine/waiter');
      expect(await suspend(waiter, manager)).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
      const stranger = (await auth.staff('owner@lafete365.example', 'lafete365')).accessToken;
      expect(await suspend(waiter, stranger)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    });

    it('holds to the version the caller saw', async () => {
      const reply = await suspend(seedId('staff/intellidine/waiter'), owner, { 'if-match': '"7"' });
      expect(reply).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    });

    it('never takes the last owner, also when two suspend each other at once', async () => {
      expect(await suspend(seedId('staff/intellidine/owner'), owner)).toMatchObject({
        status: 409,
        code: 'LAST_OWNER',
      });
      await auth.query(`update staff set roles = '["OWNER"]', outlet_ids = null where id = $1`, [
        seedId('staff/intellidine/manager.kor'),
      ]);
      const second = await auth.staff('manager.kor@intellidine.example');
      const [one, other] = await Promise.all([
        suspend(second.person.id, owner),
        suspend(seedId('staff/intellidine/owner'), second.accessToken),
      ]);
      expect([one.status, other.status].sort()).toEqual([200, 409]);
      const active = await auth.query(
        `select id from staff where tenant_id = $1 and status = 'ACTIVE' and roles ? 'OWNER'`,
        [intellidine],
      );
      expect(active).toHaveLength(1);
      await auth.query(`update staff set status = 'ACTIVE'`);
      owner = (await auth.staff('owner@intellidine.example')).accessToken;
    });
  });

  describe('the list of customers', () => {
    it('is for staff who may, newest first, and finds a phone', async () => {
      const [phone, other] = [newPhone(), newPhone()];
      const { person } = await auth.customer(phone);
      const { person: newest } = await auth.customer(other);
      const list = await auth.http.get('/customers?limit=1&count=true', { token: manager });
      expect(ids(list.at('data'))).toEqual([newest.id]);
      expect(list.at('meta.total')).toBeGreaterThanOrEqual(2);
      const next = await auth.http.get(`/customers?limit=1&cursor=${String(list.at('meta.nextCursor'))}`, {
        token: manager,
      });
      expect(ids(next.at('data'))).toEqual([person.id]);
      const found = await auth.http.get(`/customers?phone=${encodeURIComponent(phone)}&count=true`, { token: manager });
      expect(ids(found.at('data'))).toEqual([person.id]);
      expect(found.at('meta')).toEqual({ nextCursor: null, limit: 20, total: 1 });
    });

    it('shows one, and a customer of another tenant like a missing one', async () => {
      const phone = newPhone();
      const { person } = await auth.customer(phone);
      expect((await auth.http.get(`/customers/${person.id}`, { token: manager })).at('data')).toMatchObject({
        phone,
        name: null,
      });
      const elsewhere = await auth.customer(phone, { tenant: 'lafete365' });
      const foreign = await auth.http.get(`/customers/${elsewhere.person.id}`, { token: manager });
      expect(foreign).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    });
  });

  describe('my profile', () => {
    it('of a customer has the phone, and is told without it when it changes', async () => {
      const phone = newPhone();
      const { accessToken: token, person } = await auth.customer(phone);
      expect((await auth.http.get('/users/profile', { token })).at('data')).toMatchObject({
        phone,
        name: null,
        version: 1,
      });
      const body = { name: 'Asha', language: 'hi' };
      const changed = await auth.http.patch('/users/profile', { token, body, headers: { 'if-match': '"1"' } });
      expect(changed.at('data')).toMatchObject({ name: 'Asha', language: 'hi', phone, version: 2 });
      const again = await auth.http.patch('/users/profile', { token, body });
      expect(again.at('data.version')).toBe(2);
      const stale = await auth.http.patch('/users/profile', {
        token,
        body: { name: 'B' },
        headers: { 'if-match': '"1"' },
      });
      expect(stale).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
      const states = (await auth.facts(CustomerState)).filter(({ id }) => id === person.id);
      expect(states.map(({ name }) => name)).toEqual([null, 'Asha']);
    });

    it("of a staff member has the e-mail address; language alone is nobody else's business", async () => {
      const { accessToken: token, person } = await auth.staff('cashier@intellidine.example');
      expect((await auth.http.get('/users/profile', { token })).at('data')).toMatchObject({
        kind: 'staff',
        email: 'cashier@intellidine.example',
        phone: null,
      });
      expect((await auth.http.patch('/users/profile', { token, body: { language: 'kn' } })).status).toBe(200);
      expect((await auth.http.patch('/users/profile', { token, body: { name: 'Meera N' } })).at('data.name')).toBe(
        'Meera N',
      );
      const states = (await auth.facts(StaffState)).filter(({ id }) => id === person.id);
      expect(states.map(({ name }) => name)).toEqual(['Meera Nair', 'Meera N']);
    });

    it('takes no roles, phones or ids', async () => {
      const { accessToken: token } = await auth.customer();
      const body = { roles: ['OWNER'], phone: newPhone(), id: intellidine };
      const reply = await auth.http.patch('/users/profile', { token, body });
      expect(reply).toMatchObject({ status: 422, code: 'VALIDATION_FAILED' });
      expect(reply.faults).toEqual(['id UNKNOWN_FIELD', 'phone UNKNOWN_FIELD', 'roles UNKNOWN_FIELD']);
    });

    it('is closed to a sign-in that was ended', async () => {
      const { accessToken: token } = await auth.customer();
      await auth.http.post('/auth/logout', { token });
      const ended = { status: 401, code: 'AUTH_SESSION_REVOKED' };
      expect(await auth.http.get('/users/profile', { token })).toMatchObject(ended);
      expect(await auth.http.patch('/users/profile', { token, body: { name: 'X' } })).toMatchObject(ended);
    });
  });
});
