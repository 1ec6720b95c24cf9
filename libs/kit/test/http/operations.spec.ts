import { Controller, Get, Module, Post, Body } from '@nestjs/common';
import { eventually, http, testDatabase, testStack, type TestService } from '@chowk/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  closingHeader,
  createService,
  defineService,
  Public,
  runCommand,
  type ServiceDescription,
} from '../../src/index.js';
import { CutLine } from '../events/cut-line.js';
import { Conductor, thingService } from './thing-description.js';
import { startThings } from './thing-service.js';

const emptyDatabase = { entities: [], migrations: [] };

describe('Operators see how a service does', () => {
  let things: TestService;
  beforeAll(async () => {
    things = await startThings();
  });
  afterAll(() => things.close());

  it('live at once, ready when the consumer has joined; both tell pid, service, version, uptime', async () => {
    const client = http(things.url);
    expect((await client.get('/health/live')).body).toMatchObject({ status: 'up', service: 'thing', pid: process.pid });
    const ready = await eventually('it is ready', async () => {
      const reply = await client.get('/health/ready');
      return reply.status === 200 ? reply : undefined;
    });
    expect(ready.body).toEqual({
      status: 'up',
      service: 'thing',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      pid: process.pid,
      uptimeSeconds: expect.any(Number),
      parts: { database: { state: 'up' }, consumer: { state: 'up' } },
    });
  });

  it('metrics name route templates, never paths, and count pools and the process', async () => {
    const tenant = await things.addTenant();
    const token = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    await things.http.get(`/things/${tenant.id}`, { token });
    const metrics = async () => (await http(things.url).get('/metrics')).text;
    const counted =
      /http_request_duration_seconds_count\{(?=[^}]*service="thing")(?=[^}]*route="\/api\/v1\/things\/:id")(?=[^}]*status="404")[^}]*\} 1/;
    await eventually('the request is counted', async () => counted.test(await metrics()));
    const text = await metrics();
    expect(text).toMatch(/^clock_offset_milliseconds\S* 0$/m);
    expect(text).not.toContain(tenant.id);
    for (const name of [
      'http_requests_in_flight',
      'db_pool_connections',
      'db_pool_waiting',
      'nodejs_eventloop_lag_seconds',
      'outbox_pending',
    ])
      expect(text).toContain(`\n${name}`);
  });

  it('serves its OpenAPI document: bodies, queries, headers, roles and error codes as declared', async () => {
    const reply = await http(things.url).get('/docs/openapi.json');
    const make = reply.at('paths./api/v1/things') as { post: Record<string, unknown> } | undefined;
    expect(reply.at('openapi')).toBe('3.1.0');
    expect(make?.post).toMatchObject({
      summary: 'Make a thing',
      'x-permissions': ['order:create'],
      security: [{ bearer: [] }],
      requestBody: {
        content: { 'application/json': { schema: { additionalProperties: false, required: ['name', 'quantity'] } } },
      },
    });
    expect(JSON.stringify(make?.post['responses'])).toContain('OUT_OF_THINGS');
    expect(JSON.stringify(make?.post['parameters'])).toContain('IdempotencyKeyRequired');
    expect(make?.post['x-roles']).toContain('WAITER');
    expect(reply.text).toContain('"/api/v1/things/{id}"');
  });

  it('a database that goes away is 503 with Retry-After and not ready; both come back with it', async () => {
    const database = await testDatabase(thingService);
    const line = await CutLine.to(database.url);
    const env = { DATABASE_URL: line.through(database.url), DATABASE_WORKER_URL: line.through(database.workerUrl) };
    const behindTheLine = await startThings({ database, env });
    const tenant = await behindTheLine.addTenant();
    const token = await behindTheLine.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    const get = () => behindTheLine.http.get(`/things/${tenant.id}`, { token });
    const ready = async () => (await http(behindTheLine.url).get('/health/ready')).status;
    expect((await get()).status).toBe(404);
    await line.cut();
    const away = await get();
    expect([away.status, away.code, away.headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '2']);
    expect(await ready()).toBe(503);
    expect((await http(behindTheLine.url).get('/health/live')).status).toBe(200);
    await line.mend();
    await eventually('it answers again', async () => (await get()).status === 404);
    await eventually('it is ready again', async () => (await ready()) === 200);
    await behindTheLine.close();
    await line.cut();
    await database.drop();
  });
});

describe('A service ends in order', () => {
  it('finishes what is in flight, refuses no connection before, and leaves no pool behind', async () => {
    const things = await startThings();
    const tenant = await things.addTenant();
    const token = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    const gate = Promise.withResolvers<undefined>();
    const entered = Promise.withResolvers<undefined>();
    things.app.get(Conductor).meanwhile = async () => {
      entered.resolve(undefined);
      await gate.promise;
    };
    const inFlight = things.http.post('/things', { token, key: 'k', body: { name: 'late', quantity: 1 } });
    await entered.promise;
    const closing = things.service.close();
    gate.resolve(undefined);
    expect((await inFlight).status).toBe(201);
    await closing;
    await expect(http(things.url).get('/health/live')).rejects.toThrow();
    const database = new URL(things.database.adminUrl).pathname.slice(1);
    const admin = new Client({ connectionString: testStack().databaseUrl });
    await admin.connect();
    const left = await admin.query('select application_name from pg_stat_activity where datname = $1', [database]);
    await admin.end();
    expect(left.rows).toEqual([]);
    await things.close();
  });
});

describe('A service that is about to end', () => {
  it('serves while others notice, and every answer says that it leaves; then it sends away what it does not begin', async () => {
    const things = await startThings({ env: { SHUTDOWN_WAIT_SECONDS: '1' } });
    const tenant = await things.addTenant();
    const token = await things.mintToken({ tenantId: tenant.id, roles: ['OWNER'] });
    const gate = Promise.withResolvers<undefined>();
    const entered = Promise.withResolvers<undefined>();
    things.app.get(Conductor).meanwhile = async () => {
      entered.resolve(undefined);
      await gate.promise;
    };
    const who = () => things.http.get('/things/who', { token });
    expect((await who()).headers[closingHeader]).toBeUndefined();
    const inFlight = things.http.post('/things', { token, key: 'k', body: { name: 'late', quantity: 1 } });
    await entered.promise;
    const closing = things.service.close();
    const leaving = await who();
    expect([leaving.status, leaving.headers[closingHeader], leaving.headers['connection']]).toEqual([
      200,
      '1',
      'close',
    ]);
    await eventually('it sends calls away', async () => (await who()).status === 503);
    const sentAway = await who();
    expect([sentAway.code, sentAway.headers[closingHeader]]).toEqual(['UNAVAILABLE', '1']);
    gate.resolve(undefined);
    expect((await inFlight).status).toBe(201);
    await closing;
    await things.close();
  });
});

describe('A service that declares too little does not start', () => {
  const start = async (description: ServiceDescription) => {
    const database = await testDatabase(description);
    const { redisUrl, kafkaBrokers } = testStack();
    const env = {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks',
      GATEWAY_SECRET: 'x'.repeat(32),
      LOG_LEVEL: 'silent',
      ...database.env,
    };
    try {
      const service = await createService(description, env);
      await service.close();
      return 'started';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await database.drop();
    }
  };

  it('a route without @Permit, @Public or @NoTenant is named', async () => {
    @Controller('open')
    class OpenController {
      @Get()
      all() {
        return [];
      }
    }
    @Module({ controllers: [OpenController] })
    class OpenModule {}
    const reason = await start(defineService({ name: 'open', module: OpenModule, database: emptyDatabase }));
    expect(reason).toContain('OpenController.all: say who may call it');
  });

  it('a body without a schema, or with one that lets unknown fields pass, is named', async () => {
    @Controller('loose')
    class LooseController {
      @Post('a')
      @Public()
      unchecked(@Body() body: unknown) {
        return body;
      }
      @Post('b')
      @Public()
      loose(@Body({ schema: z.strictObject({ lines: z.array(z.object({ sku: z.string() })) }) }) body: unknown) {
        return body;
      }
    }
    @Module({ controllers: [LooseController] })
    class LooseModule {}
    const reason = await start(defineService({ name: 'loose', module: LooseModule, database: emptyDatabase }));
    expect(reason).toContain('LooseController.unchecked: its body has no schema');
    expect(reason).toContain('LooseController.loose: its body lets unknown fields pass at "lines.[]"');
  });

  it('a database that lacks a migration is refused with its name', async () => {
    class Later1990000000000 {
      up = () => Promise.resolve();
      down = () => Promise.resolve();
    }
    const database = await testDatabase({ name: 'old', database: emptyDatabase });
    const description = { ...thingService, database: { entities: [], migrations: [Later1990000000000] } };
    const env = {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      KAFKA_BROKERS: 'x:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      AUTH_JWKS_URL: 'http://127.0.0.1:1/',
      GATEWAY_SECRET: 'x'.repeat(32),
      LOG_LEVEL: 'silent',
      ...database.env,
    };
    await expect(createService(description, env)).rejects.toThrow('lacks Later1990000000000');
    await database.drop();
  });
});

describe('Commands', () => {
  it('migrate and seed may run any number of times, an unknown command is refused with 2', async () => {
    const { redisUrl, kafkaBrokers } = testStack();
    const database = await testDatabase(thingService);
    const env = {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks',
      GATEWAY_SECRET: 'x'.repeat(32),
      LOG_LEVEL: 'silent',
      ...database.env,
    };
    expect(await runCommand(thingService, env, ['migrate'])).toEqual({ text: 'nothing to migrate\n', exitCode: 0 });
    expect(await runCommand(thingService, env, ['seed'])).toEqual({ text: 'seeded thing\n', exitCode: 0 });
    expect(await runCommand(thingService, env, ['seed'])).toEqual({ text: 'seeded thing\n', exitCode: 0 });
    expect(await runCommand(thingService, env, ['dead-letters', 'list'])).toEqual({
      text: 'no dead letters\n',
      exitCode: 0,
    });
    expect((await runCommand(thingService, env, ['rebuild', 'nothing'])).exitCode).toBe(2);
    expect((await runCommand(thingService, env, ['explode'])).exitCode).toBe(2);
    await database.drop();
  });
});
