import { me, permissionsOf, signedIn, type SignedIn } from '@chowk/contracts';
import { http, runningSystem } from '@chowk/testing';
import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from './refusals-answers.js';
import { callRoute, doors, guardedRoutes, oneOfEachService, othersThan, type GuardedRoute } from './refusals-calls.js';
import { expiredToken, forgedTokens } from './refusals-forged-tokens.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { codeSentTo, Restaurant } from './restaurant.js';

const system = runningSystem();
const gateway = http(`${system.gatewayUrl}/api/v1`);
const nameOf = ({ method, path }: GuardedRoute) => `${method} ${path}`;

describe('Who is not who they say', () => {
  const restaurant = new Restaurant();
  let customer: SignedIn;
  let ownerId: string;
  let before: RowCounts;
  beforeAll(async () => {
    const phone = `+9197${randomInt(10_000_000, 99_999_999)}`;
    await restaurant.anybody.post('/auth/customer/request-otp', { phone });
    const code = await codeSentTo(phone);
    customer = (await restaurant.anybody.post('/auth/customer/verify-otp', { phone, code })).data(signedIn);
    ownerId = String((await (await restaurant.staff('owner')).get('/auth/me')).at('data.id'));
    before = await rowCounts();
  });

  describe.each(doors)('at the door of %s', (door) => {
    it('without a token is 401 AUTH_TOKEN_MISSING on every route that asks who calls', async () => {
      const others = await othersThan('401 AUTH_TOKEN_MISSING', guardedRoutes, nameOf, async (route) =>
        answerOf(await callRoute(door, route)),
      );
      expect(others).toEqual([]);
    });

    it('is 401 AUTH_TOKEN_MISSING, whatever headers of their own they bring', async () => {
      const { person } = customer;
      const headers = {
        'x-user-id': ownerId,
        x_tenant_id: restaurant.slug,
        'x-roles': 'OWNER',
        'x-chowk-caller': 'forged',
        'x-forwarded-for': '10.0.0.1',
        authorization: `Basic ${Buffer.from(`${person.id}:`).toString('base64')}`,
      };
      const others = await othersThan('401 AUTH_TOKEN_MISSING', guardedRoutes, nameOf, async (route) =>
        answerOf(await callRoute(door, route, { headers, tenant: restaurant.slug })),
      );
      expect(others).toEqual([]);
    });

    it('with a forged token is 401 AUTH_TOKEN_INVALID', async () => {
      const forged = Object.entries({
        ...(await forgedTokens(customer.accessToken)),
        'a refresh token': customer.refreshToken,
      });
      const tries = forged.flatMap(([name, token]) => oneOfEachService.map((route) => ({ name, token, route })));
      const others = await othersThan(
        '401 AUTH_TOKEN_INVALID',
        tries,
        ({ name, route }) => `${name}: ${nameOf(route)}`,
        async ({ token, route }) => answerOf(await callRoute(door, route, { token })),
      );
      expect(others).toEqual([]);
    });

    it('with an expired token is 401 AUTH_TOKEN_EXPIRED', async () => {
      const token = await expiredToken(customer.accessToken);
      const others = await othersThan('401 AUTH_TOKEN_EXPIRED', oneOfEachService, nameOf, async (route) =>
        answerOf(await callRoute(door, route, { token })),
      );
      expect(others).toEqual([]);
    });

    it('as a customer on a staff route is 403 PERMISSION_DENIED', async () => {
      const held = permissionsOf(['CUSTOMER']);
      const staffRoutes = guardedRoutes.filter(({ anyOf }) => !anyOf.some((permission) => held.has(permission)));
      expect(staffRoutes.length).toBeGreaterThan(40);
      const others = await othersThan('403 PERMISSION_DENIED', staffRoutes, nameOf, async (route) =>
        answerOf(await callRoute(door, route, { token: customer.accessToken })),
      );
      expect(others).toEqual([]);
    });

    it('with the name of another tenant beside the token is 403 TENANT_MISMATCH', async () => {
      const others = await othersThan('403 TENANT_MISMATCH', guardedRoutes, nameOf, async (route) =>
        answerOf(await callRoute(door, route, { token: customer.accessToken, tenant: 'lafete365' })),
      );
      expect(others).toEqual([]);
    });
  });

  it('stays who the token says, whatever headers come with it', async () => {
    const headers = { 'x-user-id': ownerId, 'x-roles': 'OWNER', 'x-chowk-caller': 'forged' };
    const reply = await gateway.get('/auth/me', { token: customer.accessToken, headers });
    expect(reply.data(me)).toMatchObject({ id: customer.person.id, roles: ['CUSTOMER'] });
  });

  it('changes nothing', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});
