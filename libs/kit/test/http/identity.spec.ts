import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { accessClaims, TenantState, type Tenant } from '@chowk/contracts/envelope';
import { KeySet, Log, signCaller } from '../../src/index.js';
import {
  eventually,
  messageOf,
  tenantMother,
  TestAuth,
  testGatewaySecret,
  type TestService,
  type TokenFor,
} from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startThings } from './thing-service.js';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('Who calls is told by a signed token and by nothing else', () => {
  let things: TestService;
  let tenant: Tenant;
  let other: Tenant;
  const who = (token: string | undefined, headers: Record<string, string> = {}) =>
    things.http.get('/things/who', { headers, ...(token === undefined ? {} : { token }) });
  const minted = (over: Partial<TokenFor> = {}) => things.mintToken({ tenantId: tenant.id, roles: ['OWNER'], ...over });

  beforeAll(async () => {
    things = await startThings();
    tenant = await things.addTenant();
    other = await things.addTenant();
  });
  afterAll(() => things.close());

  it('no token is 401 AUTH_TOKEN_MISSING, also with identity headers from past the gateway', async () => {
    const claimed = { 'x-user-id': randomUUID(), 'x-tenant-id': tenant.id, 'x-roles': 'OWNER' };
    for (const headers of [{}, claimed, { authorization: 'Basic YTpi' }, { authorization: '' }]) {
      const reply = await who(undefined, headers);
      expect([reply.status, reply.code]).toEqual([401, 'AUTH_TOKEN_MISSING']);
    }
  });

  it('a good token is believed: id, tenant, outlets', async () => {
    const outlets = [randomUUID()];
    const reply = await who(await minted({ id: '0192aaaa-0000-7000-8000-000000000001', outlets, roles: ['KITCHEN'] }));
    expect(reply.at('data')).toMatchObject({
      id: '0192aaaa-0000-7000-8000-000000000001',
      tenantId: tenant.id,
      outlets,
    });
  });

  it('an expired token is AUTH_TOKEN_EXPIRED, fresh or cached', async () => {
    const reply = await who(await minted({ expiresIn: -5 }));
    expect([reply.status, reply.code]).toEqual([401, 'AUTH_TOKEN_EXPIRED']);
    const shortLived = await minted({ expiresIn: 600 });
    expect((await who(shortLived)).status).toBe(200);
    await things.query(`update clock_offset set offset_ms = 700000`);
    await eventually('the cached token has expired', async () => (await who(shortLived)).code === 'AUTH_TOKEN_EXPIRED');
    await things.query('update clock_offset set offset_ms = 0');
    await eventually('the clock is back', async () => (await who(shortLived)).status === 200);
  });

  it('every forged or foreign token is 401 AUTH_TOKEN_INVALID', async () => {
    const good = await minted();
    const [header = '', payload = '', signature = ''] = good.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const kid = String(things.auth.publicJwk.kid);
    const publicPem = createPublicKey({ key: { ...things.auth.publicJwk }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const hmacHead = encoded({ alg: 'HS256', typ: 'at+jwt', kid });
    const hmac = createHmac('sha256', publicPem).update(`${hmacHead}.${payload}`).digest('base64url');
    const stranger = await TestAuth.start();
    const strangersKey = { jwk: stranger.publicJwk, kid };
    const forged = {
      'alg none': `${encoded({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`,
      'HS256 with the public key': `${hmacHead}.${payload}.${hmac}`,
      'changed payload': `${header}.${encoded({ ...claims, roles: ['PLATFORM_ADMIN'] })}.${signature}`,
      'changed signature': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'unknown kid': await minted({ header: { kid: 'no-such-key' } }),
      'kid as path': await minted({ header: { kid: '../../etc/passwd' } }),
      'kid as SQL': await minted({ header: { kid: "' or 1=1 --" } }),
      'kid as URL': await minted({ header: { kid: `${stranger.jwksUrl}` } }),
      'no kid': await minted({ header: { kid: undefined } }),
      jku: await minted({ header: { jku: stranger.jwksUrl } }),
      jwk: await stranger.mint({ tenantId: tenant.id, roles: ['OWNER'], header: strangersKey }),
      'signed by a stranger': await stranger.mint({ tenantId: tenant.id, roles: ['OWNER'], header: { kid } }),
      'wrong issuer': await minted({ claims: { iss: 'somebody' } }),
      'wrong audience': await minted({ claims: { aud: 'other-api' } }),
      'another typ': await minted({ header: { typ: 'JWT' } }),
      'refresh token': await minted({ header: { typ: 'rt+jwt' } }),
      'unknown role': await minted({ claims: { roles: ['EMPEROR'] } }),
      'no expiry': await minted({ claims: { exp: undefined } }),
      'tenant that is no id': await minted({ claims: { tid: 'all' } }),
      'opaque text': 'not-a-token',
      'endless text': 'a'.repeat(6_000),
    };
    await stranger.close();
    for (const [name, token] of Object.entries(forged)) {
      const reply = await who(token);
      expect([name, reply.status, reply.code]).toEqual([name, 401, 'AUTH_TOKEN_INVALID']);
    }
    expect(stranger.fetches).toBe(0);
  });

  it('a key kept for guests vouches for guests alone, and guests are vouched for by nothing else', async () => {
    const tableSessionId = randomUUID();
    const guest = { roles: ['GUEST'], tableSessionId } as const;
    expect((await who(await minted(guest))).status).toBe(200);
    const forged = {
      'a guest signed by auth': await minted({ ...guest, signedBy: 'auth' }),
      'an owner signed by order': await minted({ signedBy: 'order' }),
      'a customer signed by order': await minted({ roles: ['CUSTOMER'], signedBy: 'order' }),
      'a guest who is a manager': await minted({ ...guest, claims: { roles: ['MANAGER'] } }),
      'a guest who is a manager besides': await minted({ ...guest, claims: { roles: ['GUEST', 'MANAGER'] } }),
      'a guest without a role': await minted({ ...guest, claims: { roles: [] } }),
      'a waiter who is a guest besides': await minted({ roles: ['WAITER', 'GUEST'], kind: 'staff' }),
      'a device signed by order': await minted({ roles: ['DEVICE'], signedBy: 'order' }),
      'a platform admin signed by order': await minted({ roles: ['PLATFORM_ADMIN'], signedBy: 'order' }),
      "auth's key under the id of the key of guests": await minted({
        header: { kid: String(things.auth.guestPublicJwk.kid) },
      }),
    };
    for (const [name, token] of Object.entries(forged)) {
      const reply = await who(token);
      expect([name, reply.status, reply.code]).toEqual([name, 401, 'AUTH_TOKEN_INVALID']);
    }
  });

  it('a key of a kind that nobody knows vouches for nobody', async () => {
    const lonely = await TestAuth.start();
    const { kid } = lonely.publicJwk;
    const urls = ['http://127.0.0.1:1/keys'];
    const load = () => Promise.resolve({ keys: [{ ...lonely.publicJwk, chowk_kind: 'ghost' }] });
    const log = Log.open({ service: 'keys', level: 'fatal' });
    const found = await new KeySet({ urls, log, memory: { load, save: () => Promise.resolve() } }).find(String(kid));
    await lonely.close();
    const kinds = accessClaims.shape.kind.options;
    expect(found && kinds.filter((kind) => found.vouchesFor(kind))).toEqual([]);
  });

  it('a route of no tenant that knows who signed in takes nobody, somebody, and no bad token', async () => {
    const call = (token?: string, headers: Record<string, string> = {}) =>
      things.http.get('/hooks/a-code', { headers, ...(token === undefined ? {} : { token }) });
    expect((await call()).at('data')).toEqual({ tenant: null });
    const id = randomUUID();
    const deviceId = randomUUID();
    expect((await call(await minted({ id, deviceId, roles: ['WAITER'] }))).at('data')).toEqual({
      id,
      deviceId,
      tenant: tenant.id,
    });
    const device = (await call(await minted({ id, roles: ['DEVICE'] }))).at('data');
    expect(device).toEqual({ id, deviceId: id, tenant: tenant.id });
    expect((await call('not-a-token')).code).toBe('AUTH_TOKEN_INVALID');
    expect((await call(await minted({ expiresIn: -5 }))).code).toBe('AUTH_TOKEN_EXPIRED');
    expect((await call(await minted(), { 'x-tenant-id': other.slug })).code).toBe('TENANT_MISMATCH');
  });

  it('X-Tenant-Id is only compared: the own slug or id passes, another is 403 TENANT_MISMATCH', async () => {
    const token = await minted();
    for (const name of [tenant.id, tenant.slug, tenant.id.toUpperCase()])
      expect((await who(token, { 'x-tenant-id': name })).at('data.tenantId')).toBe(tenant.id);
    for (const name of [other.id, other.slug, 'nobody', `${tenant.id}, ${other.id}`]) {
      const reply = await who(token, { 'x-tenant-id': name });
      expect([reply.status, reply.code]).toEqual([403, 'TENANT_MISMATCH']);
    }
    const onPublicRoute = await things.http.get('/things/menu', { token, tenant: other.slug });
    expect(onPublicRoute.code).toBe('TENANT_MISMATCH');
  });

  it('a role without the permission is 403 PERMISSION_DENIED and is told which would do', async () => {
    const guest = await minted({ roles: ['GUEST'] });
    const reply = await things.http.get(`/things/${randomUUID()}`, { token: guest });
    expect([reply.status, reply.code, reply.at('error.details')]).toEqual([
      403,
      'PERMISSION_DENIED',
      { anyOf: ['order:read'] },
    ]);
    expect((await things.http.get('/things', { token: guest })).status).toBe(200);
  });

  it('a tenant whom the gateway knows and this service does not yet is 503, never 404', async () => {
    const caller = { peer: '203.0.113.9', requestId: randomUUID(), at: Date.now() };
    const headers = { 'x-chowk-caller': signCaller(caller, testGatewaySecret) };
    const reply = await things.http.get('/things/menu', { tenant: randomUUID(), headers });
    expect([reply.status, reply.code, reply.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
    expect((await things.http.get('/things/menu', { tenant: tenant.id, headers })).status).toBe(200);
  });

  it('a public call needs a tenant: 400 without, 404 unknown, and a token fills in', async () => {
    const ask = (tenantName?: string) =>
      things.http.get('/things/menu', tenantName === undefined ? {} : { tenant: tenantName });
    expect([(await ask()).status, (await ask()).code]).toEqual([400, 'TENANT_REQUIRED']);
    for (const unknown of ['nobody', randomUUID(), "x' or '1'='1", '%'])
      expect((await ask(unknown)).code).toBe('TENANT_NOT_FOUND');
    expect((await ask(tenant.slug)).at('data.tenant')).toBe(tenant.id);
    expect((await ask(tenant.id)).at('data.tenant')).toBe(tenant.id);
    expect((await things.http.get('/things/menu', { token: await minted() })).at('data.tenant')).toBe(tenant.id);
    const stale = await things.http.get('/things/menu', {
      token: await minted({ expiresIn: -9 }),
      tenant: tenant.slug,
    });
    expect(stale.status).toBe(200);
  });

  it('a tenant suspended two seconds ago is 403 TENANT_SUSPENDED, signed in or not', async () => {
    const shop = await things.addTenant();
    const token = await minted({ tenantId: shop.id });
    expect((await who(token)).status).toBe(200);
    await things.addTenant({ ...shop, status: 'SUSPENDED' });
    const refused = (code: unknown) => code === 'TENANT_SUSPENDED';
    await eventually('signed in: suspended', async () => refused((await who(token)).code), { timeout: 2_000 });
    const anonymous = () => things.http.get('/things/menu', { tenant: shop.slug });
    await eventually('public: suspended', async () => refused((await anonymous()).code), { timeout: 2_000 });
  });

  it('a tenant whose copy has not arrived is 503 NOT_YET_AVAILABLE; the operator of the platform has none', async () => {
    const early = await who(await minted({ tenantId: randomUUID() }));
    expect([early.status, early.code, early.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
    const operator = await minted({ tenantId: randomUUID(), roles: ['PLATFORM_ADMIN'] });
    expect((await who(operator)).status).toBe(200);
  });

  it('is told of tenants by auth: the copy follows auth.tenant.state and never goes back', async () => {
    const told = tenantMother();
    const tell = (version: number, data: Tenant) =>
      things.kafka.send(messageOf(TenantState, { tenantId: data.id, aggregateId: data.id, version, data }));
    const menu = (of: Tenant) => things.http.get('/things/menu', { tenant: of.slug });
    await tell(2, told);
    await eventually('the tenant is known', async () => (await menu(told)).status === 200);
    const toldLater = tenantMother();
    await tell(3, { ...told, name: 'Renamed' });
    await tell(1, { ...told, status: 'SUSPENDED' });
    await tell(1, toldLater);
    await eventually('what was told later is known', async () => (await menu(toldLater)).status === 200);
    expect(await things.query('select version from tenant where id = $1', [told.id])).toEqual([{ version: 3 }]);
    expect((await menu(told)).status).toBe(200);
    const lines = things.log.map((line): Record<string, unknown> => JSON.parse(line));
    const handled = lines.filter(({ message, tenantId }) => message === 'event' && tenantId === told.id);
    expect(handled).toHaveLength(3);
    expect(handled[0]).toMatchObject({
      level: 'info',
      type: TenantState.type,
      outcome: 'done',
      durationMs: expect.any(Number),
    });
  });

  it('invented key ids make it ask auth once per cool-down, and a new key of auth is found', async () => {
    const before = things.auth.fetches;
    for (let index = 0; index < 20; index += 1) await who(await minted({ header: { kid: `invented-${index}` } }));
    expect(things.auth.fetches - before).toBeLessThanOrEqual(1);
    await things.auth.rotate();
    const signedByNewKey = await minted();
    await eventually('the new key is fetched', async () => (await who(signedByNewKey)).status === 200, {
      timeout: 8_000,
    });
  });
});

describe('The keys outlive auth', () => {
  it('a restart while auth is away still knows the last keys', async () => {
    const first = await startThings();
    const tenant = await first.addTenant();
    const token = await first.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    expect((await first.http.get('/things/who', { token })).status).toBe(200);
    await first.auth.close();
    const second = await startThings({ database: first.database, kafka: first.kafka, auth: first.auth });
    expect((await second.http.get('/things/who', { token })).status).toBe(200);
    await second.query('delete from jwks');
    const third = await startThings({ database: first.database, kafka: first.kafka, auth: first.auth });
    const reply = await third.http.get('/things/who', { token });
    expect([reply.status, reply.code]).toEqual([503, 'UNAVAILABLE']);
    await third.close();
    await second.close();
    await first.service.close();
    await first.kafka.close();
    await first.database.drop();
  });
});
