import { signedIn, staffAnswer, type SignedIn } from '@chowk/contracts';
import { behind, eventually, http, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from './refusals-answers.js';
import { guardedRoutes, callRoute, othersThan } from './refusals-calls.js';
import { Person, Restaurant } from './restaurant.js';

const system = runningSystem();
const gateway = http(`${system.gatewayUrl}/api/v1`);
const soon = { timeout: 2_000 };

describe('Who was shut out', () => {
  const cakes = new Restaurant('lafete365');
  let operator: Person;
  let owner: Person;
  let tenantId: string;
  beforeAll(async () => {
    operator = await new Restaurant('chowk').staff('admin');
    owner = await cakes.staff('owner');
    tenantId = String((await owner.get('/tenants/current')).at('data.id'));
  });
  const login = { login: 'cashier@lafete365.example', password: 'chowk-demo-2026' };
  const signIn = async (): Promise<SignedIn> => (await cakes.anybody.post('/auth/staff/login', login)).data(signedIn);
  const moveTo = (status: string) => operator.patch(`/tenants/${tenantId}/status`, { status });

  describe('as a person', () => {
    let cashier: SignedIn;
    beforeAll(async () => {
      cashier = await signIn();
      expect((await owner.post(`/staff/${cashier.person.id}/suspend`, {})).data(staffAnswer).status).toBe('SUSPENDED');
    });
    // No call brings suspended staff back yet
    afterAll(() => behind(system, 'auth', `update staff set status = 'ACTIVE' where id = $1`, [cashier.person.id]));

    it('is 401 AUTH_SESSION_REVOKED within two seconds, on every route', async () => {
      const person = new Person(cakes.slug, cashier.accessToken);
      await eventually('the token is refused', async () => (await person.get('/orders')).status === 401, soon);
      const others = await othersThan(
        '401 AUTH_SESSION_REVOKED',
        guardedRoutes,
        ({ method, path }) => `${method} ${path}`,
        async (route) => answerOf(await callRoute('the gateway', route, { token: cashier.accessToken })),
      );
      expect(others).toEqual([]);
    });

    it('cannot renew the sign-in, and cannot sign in', async () => {
      const { refreshToken } = cashier;
      expect(answerOf(await cakes.anybody.post('/auth/refresh', { refreshToken }))).toBe('401 AUTH_SESSION_REVOKED');
      expect(answerOf(await cakes.anybody.post('/auth/staff/login', login))).toBe('401 AUTH_CREDENTIALS_INVALID');
    });
  });

  describe('as a business', () => {
    let manager: SignedIn;
    beforeAll(async () => {
      const body = { ...login, login: 'manager@lafete365.example' };
      manager = (await cakes.anybody.post('/auth/staff/login', body)).data(signedIn);
      expect((await moveTo('SUSPENDED')).at('data.status')).toBe('SUSPENDED');
    });
    afterAll(async () => {
      expect((await moveTo('ACTIVE')).at('data.status')).toBe('ACTIVE');
      const tenants = await eventually('everybody has heard that it is open again', async () => {
        const states = await Promise.all(
          ['auth', 'catalog', 'order', 'payment', 'inventory', 'notification', 'analytics', 'discount'].map((service) =>
            behind<{ status: string }>(
              system,
              service,
              `select state ->> 'status' as status from tenant where id = $1`,
              [tenantId],
            ),
          ),
        );
        return states.flat().every(({ status }) => status === 'ACTIVE') && states;
      });
      expect(tenants).toHaveLength(8);
      await eventually('its people come in again', async () => {
        const person = await cakes.staff('manager');
        const answers = await Promise.all(
          [
            '/orders',
            '/payments',
            '/inventory/items',
            '/discounts/rules',
            '/menu',
            '/analytics/revenue',
            '/kitchen/tickets',
          ].map((path) => person.get(path)),
        );
        return answers.every(({ status }) => status === 200);
      });
    });

    it('is 403 TENANT_SUSPENDED within two seconds and stays so, on every route', async () => {
      const person = new Person(cakes.slug, manager.accessToken);
      await eventually('the token is refused', async () => (await person.get('/orders')).status === 403, soon);
      const others = await othersThan(
        '403 TENANT_SUSPENDED',
        [...guardedRoutes, ...guardedRoutes],
        ({ method, path }) => `${method} ${path}`,
        async (route) => answerOf(await callRoute('the gateway', route, { token: manager.accessToken })),
      );
      expect(others).toEqual([]);
    });

    it('is 403 TENANT_SUSPENDED for guests, for who signs in and for who renews a sign-in', async () => {
      const { refreshToken } = manager;
      const answers = [
        await cakes.anybody.get('/menu'),
        await cakes.anybody.get('/outlets'),
        await cakes.anybody.post('/auth/customer/request-otp', { phone: '+919812345678' }),
        await cakes.anybody.post('/auth/staff/login', login),
        await gateway.post('/auth/refresh', { body: { refreshToken } }),
      ];
      expect(answers.map(answerOf)).toEqual(answers.map(() => '403 TENANT_SUSPENDED'));
    });

    it('does not reach its neighbours', async () => {
      expect((await new Restaurant().anybody.get('/menu')).status).toBe(200);
    });
  });

  it('a tenant that is none is 404 TENANT_NOT_FOUND, and none at all 400 TENANT_REQUIRED', async () => {
    for (const tenant of ['nobody', '0190b4b4-0000-7000-8000-000000000000', "x' or 1=1", '../chowk'])
      expect(answerOf(await gateway.get('/menu', { tenant }))).toBe('404 TENANT_NOT_FOUND');
    expect(answerOf(await gateway.get('/menu'))).toBe('400 TENANT_REQUIRED');
  });

  it('the operator alone opens and closes businesses, and not their own', async () => {
    expect(answerOf(await owner.patch(`/tenants/${tenantId}/status`, { status: 'ACTIVE' }))).not.toBe('200');
    const own = String((await operator.get('/auth/me')).at('data.tenant.id'));
    expect(answerOf(await operator.patch(`/tenants/${own}/status`, { status: 'SUSPENDED' }))).toBe(
      '403 PERMISSION_DENIED',
    );
    const manager = await cakes.staff('manager');
    expect(answerOf(await manager.patch(`/tenants/${tenantId}/status`, { status: 'ACTIVE' }))).toBe(
      '403 PERMISSION_DENIED',
    );
    const nobody = '0190b4b4-0000-7000-8000-000000000000';
    expect(answerOf(await operator.patch(`/tenants/${nobody}/status`, { status: 'SUSPENDED' }))).toBe('404 NOT_FOUND');
  });
});
