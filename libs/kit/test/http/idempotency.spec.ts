import { randomUUID } from 'node:crypto';
import type { Tenant } from '@chowk/contracts/envelope';
import { eventually, type Reply, type TestService } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Conductor } from './thing-description.js';
import { startThings } from './thing-service.js';

describe('An idempotency key lets an intention happen once', () => {
  let things: TestService;
  let conductor: Conductor;
  let tenant: Tenant;
  let token: string;
  const make = (key: string | undefined, body: unknown = { name: 'a', quantity: 1 }, by = token) =>
    things.http.post('/things', { token: by, body, ...(key === undefined ? {} : { key }) });
  const countOf = async (table: string) =>
    (await things.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;
  const kept = (reply: Reply) => [reply.status, reply.text, reply.headers['location'], reply.headers['content-type']];

  beforeAll(async () => {
    things = await startThings();
    conductor = things.app.get(Conductor);
    tenant = await things.addTenant();
    token = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
  });
  afterEach(async () => {
    conductor.meanwhile = () => Promise.resolve();
    conductor.failWith = undefined;
    conductor.ran.length = 0;
    await things.query('truncate thing, outbox, idempotency');
  });
  afterAll(() => things.close());

  it('the same body gets the first answer byte for byte, with its requestId and timestamp, marked as replayed', async () => {
    const first = await make('k');
    const again = await make('k');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(kept(again)).toEqual(kept(first));
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['x-request-id']).not.toBe(first.at('requestId'));
    expect(conductor.ran).toEqual(['a']);
    expect(await countOf('thing')).toBe(1);
    expect((await things.app.getHttpAdapter().getInstance().inject('/metrics')).body).toMatch(
      /idempotent_replays_total\{[^}]*\} 1/,
    );
  });

  it('another body is 422 IDEMPOTENCY_KEY_REUSED, and so is the same body on another address', async () => {
    await make('k');
    const other = await make('k', { name: 'b', quantity: 1 });
    expect([other.status, other.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const reordered = await make('k', '{"quantity":1,"name":"a"}');
    expect(reordered.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await things.http.post('/things?x=1', { token, key: 'k', body: { name: 'a', quantity: 1 } })).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('is needed where required: 400 without one, 400 for one that is no key', async () => {
    expect([(await make(undefined)).status, (await make(undefined)).code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
    for (const key of ['x'.repeat(256), 'with space', 'k\u00e9'])
      expect([(await make(key)).status, (await make(key)).code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
    expect((await make('x'.repeat(255))).status).toBe(201);
    const optional = { token, body: { name: 'a', quantity: 1 } };
    expect((await things.http.post('/things/loose', optional)).status).toBe(202);
    const [one, two] = [
      await things.http.post('/things/loose', { ...optional, key: 'o' }),
      await things.http.post('/things/loose', { ...optional, key: 'o' }),
    ];
    expect(two.text).toBe(one.text);
  });

  it('belongs to one tenant, caller and route', async () => {
    const otherTenant = await things.addTenant();
    const neighbour = await things.mintToken({ tenantId: otherTenant.id, roles: ['OWNER'] });
    const colleague = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    for (const by of [token, neighbour, colleague]) expect((await make('k', undefined, by)).status).toBe(201);
    expect(
      (await things.http.post('/things/loose', { token, key: 'k', body: { name: 'a', quantity: 1 } })).status,
    ).toBe(202);
    expect(await countOf('thing')).toBe(3);
  });

  it('while the first call runs the second is 409 IDEMPOTENCY_IN_PROGRESS with Retry-After', async () => {
    const gate = Promise.withResolvers<undefined>();
    const entered = Promise.withResolvers<undefined>();
    conductor.meanwhile = async () => {
      entered.resolve(undefined);
      await gate.promise;
    };
    const first = make('k');
    await entered.promise;
    const second = await make('k');
    expect([second.status, second.code, second.headers['retry-after']]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS', '1']);
    gate.resolve(undefined);
    expect((await first).status).toBe(201);
    expect((await make('k')).headers['idempotency-replayed']).toBe('true');
  });

  it('of fifty calls at once one makes the thing; the others replay it or are told to wait', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => make('k')));
    const statuses = new Set(replies.map(({ status }) => status));
    expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
    expect(new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect([await countOf('thing'), await countOf('outbox'), await countOf('idempotency')]).toEqual([
      1,
      expect.any(Number),
      1,
    ]);
  });

  it('a refusal is an answer too: it is kept and replayed, whether or not there was a transaction', async () => {
    const refused = await make('k', { name: 'refused', quantity: 1 });
    expect([refused.status, refused.code]).toEqual([409, 'OUT_OF_THINGS']);
    const again = await make('k', { name: 'refused', quantity: 1 });
    expect(kept(again)).toEqual(kept(refused));
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(conductor.ran).toEqual(['refused']);
    const invalid = await make('v', { name: 'a' });
    expect((await make('v', { name: 'a' })).text).toBe(invalid.text);
  });

  it('429 and 5xx are never kept: the next call runs, and re-enters what the first one saved', async () => {
    const limited = await make('l', { name: 'limited', quantity: 1 });
    expect([limited.status, limited.headers['retry-after']]).toEqual([429, '7']);
    await make('l', { name: 'limited', quantity: 1 });
    expect(conductor.ran).toEqual(['limited', 'limited']);
    conductor.failWith = new Error('broke after the commit');
    expect((await make('k')).status).toBe(500);
    conductor.failWith = undefined;
    const retried = await make('k');
    expect([retried.status, retried.at('data.resumed')]).toEqual([201, true]);
    expect(await countOf('thing')).toBe(1);
    expect((await things.query<{ id: string }>('select id from thing'))[0]?.id).toBe(retried.at('data.id'));
  });

  it('a call that died is taken over after its lease of 30 s, with the same subject, and not before', async () => {
    const first = await make('k');
    await things.query(`update idempotency set state = 'PENDING', status = null, body = null, headers = null`);
    expect((await make('k')).headers['idempotency-replayed']).toBeUndefined();
    await things.query(`update idempotency set state = 'PENDING', lease_until = now() + interval '30 seconds'`);
    expect((await make('k')).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    await things.query(`update idempotency set lease_until = now() - interval '1 second'`);
    const resumed = await make('k');
    expect([resumed.status, resumed.at('data.resumed'), resumed.at('data.id')]).toEqual([
      201,
      true,
      first.at('data.id'),
    ]);
    expect(await countOf('thing')).toBe(1);
    expect((await make('k')).text).toBe(resumed.text);
  });

  it('of many calls that find an ended lease one takes it over', async () => {
    await make('k');
    await things.query(`update idempotency set state = 'PENDING', lease_until = now() - interval '1 second'`);
    conductor.ran.length = 0;
    const replies = await Promise.all(Array.from({ length: 8 }, () => make('k')));
    expect(conductor.ran).toHaveLength(1);
    expect(replies.map(({ status }) => status).every((status) => status === 201 || status === 409)).toBe(true);
  });

  it('is kept for 72 hours in PostgreSQL', async () => {
    await make(randomUUID());
    const rows = await things.query(
      `select expires_at - created_at = interval '72 hours' as "isKept", state from idempotency`,
    );
    expect(rows).toEqual([{ isKept: true, state: 'DONE' }]);
  });

  it('the facts of a replayed call were told once', async () => {
    const listener = things.kafka.listen('thing');
    await make('k');
    await make('k');
    await listener.heard('the thing was made', ({ headers }) => headers['ce_type'] === 'thing.made.v1');
    await eventually('the outbox is empty', async () => (await countOf('outbox')) === 0);
    await listener.catchUp();
    const made = listener.messages.filter(({ headers }) => headers['tenant'] === tenant.id);
    expect(new Set(made.map(({ headers }) => headers['ce_id'])).size).toBe(made.length);
    await listener.close();
  });
});
