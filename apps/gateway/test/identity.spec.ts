import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SignJWT } from 'jose';
import { AuthSessionRevocation, TenantState } from '@chowk/contracts';
import { newId, verifyCaller } from '@chowk/kit';
import { eventually, messageOf, TestKafka, testStack, topicsFor } from '@chowk/testing';
import { aTenant, FrontOfHouse, gatewaySecret, refusalIn } from './front-of-house.js';
import { TokenMint } from './token-mint.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const token = (...said: Parameters<TokenMint['token']>) => house.mint.token(...said);
const tenantHeader = (name: string) => ({ headers: { 'x-tenant-id': name } });

describe('A signed-in call', () => {
  it('reaches the service with its token, its tenant and the signed address of the caller', async () => {
    const bearer = await token(house.dosa.id);
    const answer = await house.callAs(bearer, 'GET', '/api/v1/orders?limit=5', undefined, { 'x-request-id': 'r-77' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe('r-77');
    const { url, headers } = house.service('order').last;
    expect(url).toBe('/api/v1/orders?limit=5');
    expect(headers).toMatchObject({
      authorization: `Bearer ${bearer}`,
      'x-tenant-id': house.dosa.id,
      'x-request-id': 'r-77',
    });
    expect(verifyCaller(String(headers['x-chowk-caller']), gatewaySecret)).toMatchObject({
      peer: '127.0.0.1',
      requestId: 'r-77',
    });
  });

  it('without a token, or with one that is none, is 401', async () => {
    expect(await refusalIn(await house.call('GET', '/api/v1/orders'))).toEqual([401, 'AUTH_TOKEN_MISSING']);
    const basic = { headers: { authorization: 'Basic YTpi' } };
    expect(await refusalIn(await house.call('GET', '/api/v1/orders', basic))).toEqual([401, 'AUTH_TOKEN_MISSING']);
    for (const odd of ['Bearer', 'Bearer a b', 'Bearer ey.ey.x']) {
      const answer = await house.call('GET', '/api/v1/orders', { headers: { authorization: odd } });
      expect(await refusalIn(answer)).toEqual([401, 'AUTH_TOKEN_INVALID']);
    }
    expect(house.service('order').reached).toEqual([]);
  });

  it('with a token that somebody else signed, or that names no algorithm, is 401', async () => {
    const stranger = await TokenMint.open();
    expect(await refusalIn(await house.callAs(stranger.token(house.dosa.id), 'GET', '/api/v1/orders'))).toEqual([
      401,
      'AUTH_TOKEN_INVALID',
    ]);
    const secret = new TextEncoder().encode(JSON.stringify(house.mint.publicKey));
    const confused = await new SignJWT({ tid: house.dosa.id })
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' })
      .sign(secret);
    expect(await refusalIn(await house.callAs(confused, 'GET', '/api/v1/orders'))).toEqual([401, 'AUTH_TOKEN_INVALID']);
    const unknownKey = await TokenMint.open('../../etc/passwd');
    expect(await refusalIn(await house.callAs(unknownKey.token(house.dosa.id), 'GET', '/api/v1/orders'))).toEqual([
      401,
      'AUTH_TOKEN_INVALID',
    ]);
  });

  it('with an expired token is 401 AUTH_TOKEN_EXPIRED', async () => {
    const expired = token(house.dosa.id, { exp: Math.floor(Date.now() / 1000) - 10 });
    expect(await refusalIn(await house.callAs(expired, 'GET', '/api/v1/orders'))).toEqual([401, 'AUTH_TOKEN_EXPIRED']);
  });

  it('may name its own tenant by slug or id, in any case; another one is 403 TENANT_MISMATCH', async () => {
    const bearer = await token(house.dosa.id);
    for (const own of ['dosa-house', 'DOSA-HOUSE', house.dosa.id.toUpperCase()]) {
      expect((await house.callAs(bearer, 'GET', '/api/orders', undefined, { 'x-tenant-id': own })).status).toBe(200);
    }
    for (const other of ['cake-shop', house.cakes.id, 'nobody']) {
      const answer = await house.callAs(bearer, 'GET', '/api/orders', undefined, { 'x-tenant-id': other });
      expect(await refusalIn(answer)).toEqual([403, 'TENANT_MISMATCH']);
    }
  });

  it('without any of the permissions of the line is 403, and the service does not hear of it', async () => {
    const answer = await house.callAs(token(house.dosa.id), 'GET', '/api/v1/ledger/trial-balance');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      error: { code: 'PERMISSION_DENIED', details: { anyOf: ['ledger:read'] } },
    });
    expect(house.service('payment').reached).toEqual([]);
  });

  it('of a tenant the gateway has not heard of yet is asked to come again', async () => {
    const answer = await house.callAs(token(newId()), 'GET', '/api/v1/orders');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refusalIn(answer)).toEqual([503, 'NOT_YET_AVAILABLE']);
  });

  it('of the platform has no tenant of business, and may not borrow one', async () => {
    const platform = newId();
    const bearer = await token(platform, { kind: 'platform', roles: ['PLATFORM_ADMIN'] });
    const path = `/api/v1/tenants/${house.dosa.id}/status`;
    expect((await house.callAs(bearer, 'PATCH', path, '{}', { 'x-tenant-id': platform })).status).toBe(200);
    expect(house.service('auth').last.headers['x-tenant-id']).toBe(platform);
    const borrowed = await house.callAs(bearer, 'PATCH', path, '{}', { 'x-tenant-id': 'dosa-house' });
    expect(await refusalIn(borrowed)).toEqual([403, 'TENANT_MISMATCH']);
  });
});

describe('A public call', () => {
  it('names its tenant by slug or id and reaches the service with the id', async () => {
    for (const name of ['dosa-house', 'Dosa-House', house.dosa.id]) {
      expect((await house.call('GET', '/api/v1/menu', tenantHeader(name))).status).toBe(200);
      expect(house.service('catalog').last.headers['x-tenant-id']).toBe(house.dosa.id);
    }
  });

  it('without a tenant is 400, of an unknown one 404', async () => {
    expect(await refusalIn(await house.call('GET', '/api/v1/menu'))).toEqual([400, 'TENANT_REQUIRED']);
    expect(await refusalIn(await house.call('GET', '/api/v1/menu', tenantHeader('no-such')))).toEqual([
      404,
      'TENANT_NOT_FOUND',
    ]);
  });

  it('takes the tenant of a good token, and goes on without a useless one when it names a tenant', async () => {
    expect((await house.callAs(token(house.cakes.id), 'GET', '/api/v1/menu')).status).toBe(200);
    expect(house.service('catalog').last.headers['x-tenant-id']).toBe(house.cakes.id);
    const mismatch = await house.callAs(token(house.cakes.id), 'GET', '/api/v1/menu', undefined, {
      'x-tenant-id': 'dosa-house',
    });
    expect(await refusalIn(mismatch)).toEqual([403, 'TENANT_MISMATCH']);

    expect(
      (await house.callAs('spoilt', 'GET', '/api/v1/menu', undefined, { 'x-tenant-id': 'dosa-house' })).status,
    ).toBe(200);
    expect(house.service('catalog').last.headers.authorization).toBeUndefined();
    expect(await refusalIn(await house.callAs('spoilt', 'GET', '/api/v1/menu'))).toEqual([401, 'AUTH_TOKEN_INVALID']);
  });

  it('where no tenant is needed passes none on', async () => {
    expect(
      (await house.call('POST', '/api/v1/auth/refresh', { ...tenantHeader('dosa-house'), body: '{}' })).status,
    ).toBe(200);
    expect(house.service('auth').last.headers['x-tenant-id']).toBeUndefined();
    expect((await house.call('GET', '/.well-known/jwks.json')).status).toBe(200);
  });
});

describe('What auth tells', () => {
  it('a suspended tenant is refused within two seconds, and let in again when it is active', async () => {
    const tenant = aTenant('chai-corner');
    await house.tell(tenant);
    const bearer = await token(tenant.id);
    const called = async () => (await house.callAs(bearer, 'GET', '/api/v1/orders')).status;
    await eventually('the new tenant is known', async () => (await called()) === 200);
    await house.tell({ ...tenant, status: 'SUSPENDED' });
    await eventually('the tenant is shut out', async () => (await called()) === 403, { timeout: 2_000 });
    expect(await refusalIn(await house.callAs(bearer, 'GET', '/api/v1/orders'))).toEqual([403, 'TENANT_SUSPENDED']);
    expect(await refusalIn(await house.call('GET', '/api/v1/menu', tenantHeader('chai-corner')))).toEqual([
      403,
      'TENANT_SUSPENDED',
    ]);
    await house.tell({ ...tenant, slug: 'chai-point' });
    await eventually('the tenant is back under its new name', async () => {
      const answer = await house.call('GET', '/api/v1/menu', tenantHeader('chai-point'));
      return answer.status === 200;
    });
    expect(await refusalIn(await house.call('GET', '/api/v1/menu', tenantHeader('chai-corner')))).toEqual([
      404,
      'TENANT_NOT_FOUND',
    ]);
  });

  it('a revoked auth-session is refused within two seconds, other ones go on', async () => {
    const sid = newId();
    const bearer = await token(house.dosa.id, { sid });
    const called = async () => refusalIn(await house.callAs(bearer, 'GET', '/api/v1/orders'));
    expect((await called())[0]).toBe(200);
    await house.revoke(house.dosa.id, sid);
    await eventually('the session is shut out', async () => (await called())[0] === 401, { timeout: 2_000 });
    expect(await called()).toEqual([401, 'AUTH_SESSION_REVOKED']);
    expect((await house.callAs(token(house.dosa.id), 'GET', '/api/v1/orders')).status).toBe(200);
    expect((await house.callAs(bearer, 'GET', '/api/v1/menu', undefined, { 'x-tenant-id': 'dosa-house' })).status).toBe(
      200,
    );
    expect(house.service('catalog').last.headers.authorization).toBeUndefined();
  });

  it('guests are let in by the key of order, until their table session is closed', async () => {
    const tableSession = newId();
    const guest = { kind: 'guest', sid: tableSession, tableSession } as const;
    const bearer = await house.mint.token(house.dosa.id, { ...guest, roles: ['GUEST'] });
    const called = async () => refusalIn(await house.callAs(bearer, 'GET', '/api/v1/orders'));
    expect(await called()).toEqual([200, undefined]);
    await house.revoke(house.dosa.id, tableSession);
    await eventually('the table is shut out', async () => (await called())[1] === 'AUTH_SESSION_REVOKED');
  });

  it('who acts by PIN is shut out by their own name, the tablet goes on', async () => {
    const [sid, device, sub] = [newId(), newId(), newId()];
    const byPin = await token(house.dosa.id, { kind: 'staff', roles: ['WAITER'], sid, device, sub });
    const byPassword = await token(house.dosa.id, { kind: 'staff', roles: ['WAITER'], sub });
    const tablet = await token(house.dosa.id, { kind: 'device', roles: ['DEVICE'], sid, sub: device });
    const called = async (bearer: string) => (await house.callAs(bearer, 'GET', '/api/v1/orders')).status;
    await house.revoke(house.dosa.id, sub);
    await eventually('the person is shut out', async () => (await called(byPin)) === 401);
    expect([await called(byPassword), await called(tablet)]).toEqual([200, 200]);
    await house.revoke(house.dosa.id, sid);
    await eventually('the tablet is shut out', async () => (await called(tablet)) === 401);
  });

  it('messages that cannot be read change nothing', async () => {
    const lines = house.logLines.length;
    await house.kafka.send({ topic: 'auth.tenant.state', key: `${house.dosa.id}:x`, value: 'garbage', headers: {} });
    await house.kafka.send({
      topic: 'auth.tenant.state',
      key: `${house.dosa.id}:y`,
      value: null,
      headers: { ce_type: 'auth.tenant.state.v1' },
    });
    await house.kafka.send({
      topic: 'auth.tenant.state',
      key: `${house.dosa.id}:z`,
      value: '{}',
      headers: { ce_type: 'something.else.v1' },
    });
    await eventually(
      'the gateway has met them',
      () => house.logLines.slice(lines).filter((line) => line.includes('a state could not be read')).length === 2,
    );
    expect((await house.call('GET', '/api/v1/menu', tenantHeader('dosa-house'))).status).toBe(200);
  });

  it('keys stay in use while auth is away', async () => {
    await house.callAs(token(house.dosa.id), 'GET', '/api/v1/orders');
    house.service('auth').behaviour = (_request, response) => response.destroy();
    expect((await house.callAs(token(house.dosa.id), 'GET', '/api/v1/orders')).status).toBe(200);
  });

  it('keys are asked of any instance of auth: a gateway that starts while one is away knows who calls', async () => {
    const away = 'http://127.0.0.1:1';
    const late = await house.openGateway({
      AUTH_JWKS_URL: `${away}/.well-known/jwks.json`,
      AUTH_URL: `${away},${house.service('auth').url}`,
    });
    const headers = { authorization: `Bearer ${await token(house.dosa.id)}` };
    expect((await fetch(`${late.url}/api/v1/orders`, { headers })).status).toBe(200);
  });

  it('until it is known, the gateway is not ready and says so; what needs no tenant goes on', async () => {
    const early = await house.openGateway({ KAFKA_BROKERS: '127.0.0.1:1' });
    const ready = await fetch(`${early.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'down',
      parts: { tenants: { state: 'down', says: 'catching up' } },
    });
    expect(await refusalIn(await fetch(`${early.url}/api/v1/menu`, tenantHeader('dosa-house')))).toEqual([
      503,
      'UNAVAILABLE',
    ]);
    expect((await fetch(`${early.url}/.well-known/jwks.json`)).status).toBe(200);
  });

  it('and as long as auth has told of no tenant at all: nobody is called unknown in a new installation', async () => {
    const elsewhere = new TestKafka();
    await elsewhere.create(...topicsFor([TenantState, AuthSessionRevocation]));
    const { kafkaBrokers } = testStack();
    const first = await house.openGateway({ KAFKA_BROKERS: kafkaBrokers, CHOWK_PREFIX: elsewhere.prefix });
    const menu = () => fetch(`${first.url}/api/v1/menu`, tenantHeader('dosa-house'));
    await eventually('it has read that nothing was told', async () => {
      const ready = await fetch(`${first.url}/health/ready`);
      return ready.status === 503 && (await ready.text()).includes('no tenant is known yet');
    });
    expect(await refusalIn(await menu())).toEqual([503, 'UNAVAILABLE']);
    const facts = { tenantId: house.dosa.id, aggregateId: house.dosa.id, data: house.dosa };
    await elsewhere.send(messageOf(TenantState, facts));
    await eventually('its tenant comes in', async () => (await menu()).status === 200);
    await elsewhere.close();
  });
});

describe('A call that needs no tenant, but knows who is signed in', () => {
  const join = (headers: Record<string, string> = {}) =>
    house.call('POST', '/api/v1/tables/a-code/sessions', { headers, body: '{}' });
  const signedIn = async (...said: Parameters<TokenMint['token']>) => ({
    authorization: `Bearer ${await token(...said)}`,
  });

  it('passes without a token and without a tenant', async () => {
    expect((await join()).status).toBe(200);
    expect((await join({ 'x-tenant-id': 'dosa-house' })).status).toBe(200);
    const { headers } = house.service('order').last;
    expect([headers.authorization, headers['x-tenant-id']]).toEqual([undefined, undefined]);
  });

  it('passes with a good token, and with its tenant', async () => {
    const headers = await signedIn(house.dosa.id, { kind: 'staff', roles: ['WAITER'] });
    expect((await join({ ...headers, 'x-tenant-id': 'dosa-house' })).status).toBe(200);
    expect(house.service('order').last.headers).toMatchObject({ ...headers, 'x-tenant-id': house.dosa.id });
  });

  it('is refused with a bad, old, revoked or foreign one', async () => {
    const sid = newId();
    await house.revoke(house.dosa.id, sid);
    const revoked = await signedIn(house.dosa.id, { sid });
    await eventually('the session is revoked', async () => (await join(revoked)).status === 401);
    expect(await refusalIn(await join(revoked))).toEqual([401, 'AUTH_SESSION_REVOKED']);
    expect(await refusalIn(await join({ authorization: 'Bearer no' }))).toEqual([401, 'AUTH_TOKEN_INVALID']);
    const old = await signedIn(house.dosa.id, { exp: Math.floor(Date.now() / 1000) - 5 });
    expect(await refusalIn(await join(old))).toEqual([401, 'AUTH_TOKEN_EXPIRED']);
    const foreign = { ...(await signedIn(house.cakes.id)), 'x-tenant-id': 'dosa-house' };
    expect(await refusalIn(await join(foreign))).toEqual([403, 'TENANT_MISMATCH']);
    house.reset();
    await join(revoked);
    expect(house.service('order').reached).toEqual([]);
  });
});

describe('The clock that tokens are judged by', () => {
  const hour = 3_600;
  const call = async (url: string, exp: number, iat = exp - 900) => {
    const authorization = `Bearer ${await token(house.dosa.id, { exp, iat })}`;
    return (await fetch(`${url}/api/v1/orders`, { headers: { authorization } })).status;
  };
  const now = () => Math.floor(Date.now() / 1000);

  it('follows that of auth when tests move it, there and back', async () => {
    const { url } = house.gateway;
    house.service('auth').clockOffsetMs = 5 * hour * 1_000;
    await eventually('the gateway has followed', async () => (await call(url, now() + hour)) === 401);
    expect(await call(url, now() + 5 * hour + 900)).toBe(200);
    house.service('auth').clockOffsetMs = -2 * hour * 1_000;
    await eventually('the gateway has followed back', async () => (await call(url, now() - hour)) === 200);
    house.service('auth').clockOffsetMs = 0;
    await eventually('the gateway tells the real time', async () => (await call(url, now() - hour)) === 401);
  });

  it('is the real one in production, whatever auth says', async () => {
    const gateway = await house.openGateway({
      CHOWK_PROFILE: 'production',
      GATEWAY_SECRET: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    });
    house.service('auth').clockOffsetMs = 5 * hour * 1_000;
    await eventually('a gateway for tests has followed', async () => {
      return (await call(house.gateway.url, now() + hour)) === 401;
    });
    expect(await call(gateway.url, now() + hour)).toBe(200);
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/^clock_offset_milliseconds\S* 0$/m);
    house.service('auth').clockOffsetMs = 0;
    await eventually('the real time is back', async () => (await call(house.gateway.url, now() + hour)) === 200);
  });
});
