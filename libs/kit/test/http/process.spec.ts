import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTopics } from '../../src/index.js';
import { eventually, http, TestAuth, testDatabase, type TestDatabase, TestKafka, testStack } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { thingService } from './thing-description.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Real: another process that runs startService, as an app's main.ts does. */
class Process {
  output = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const read = [child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream?.once('end', resolve)));
    // Not 'close': it never comes after disconnect()
    this.ended = Promise.all([exited, ...read]).then(([outcome]) => outcome);
  }

  static run(env: Record<string, string>, ...argv: string[]): Process {
    const arguments_ = [
      '--conditions=@chowk/source',
      '--import',
      here('./typescript-loader.mjs'),
      here('./thing-main.ts'),
      ...argv,
    ];
    const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as ['ignore', 'pipe', 'pipe', 'ipc'];
    return new Process(
      spawn(process.execPath, arguments_, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio }),
    );
  }

  /** The address it serves at, once it says so. */
  async url(): Promise<string> {
    return eventually(`the process serves; it said ${this.output}`, () => /"url":"([^"]+)"/.exec(this.output)?.[1], {
      timeout: 20_000,
    });
  }
}

describe('A process that runs startService', () => {
  let database: TestDatabase;
  let auth: TestAuth;
  let env: Record<string, string>;
  const kafka = new TestKafka();
  const processes: Process[] = [];
  const run = (extra: Record<string, string> = {}, ...argv: string[]): Process => {
    const started = Process.run({ ...env, ...extra }, ...argv);
    processes.push(started);
    return started;
  };

  beforeAll(async () => {
    database = await testDatabase(thingService);
    auth = await TestAuth.start();
    const { redisUrl, kafkaBrokers } = testStack();
    await createTopics(kafka.brokers, kafka.prefix, [{ name: 'auth.tenant.state', partitions: 1, cleanup: 'compact' }]);
    env = {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      CHOWK_PREFIX: kafka.prefix,
      AUTH_JWKS_URL: auth.jwksUrl,
      GATEWAY_SECRET: 'x'.repeat(32),
      ...database.env,
    };
  });
  afterEach(async () => {
    for (const { child, ended } of processes.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(async () => {
    await auth.close();
    await kafka.close();
    await database.drop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order with code 0 at %s', async (signal) => {
    const service = run();
    await service.url();
    service.child.kill(signal);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.output).toContain('"message":"draining"');
    expect(service.output).toContain('"message":"ended"');
  });

  it('ends in order when the launcher goes', async () => {
    const service = run();
    await service.url();
    service.child.disconnect();
    expect(await service.ended).toEqual({ code: 0, signal: null });
  });

  it('is not ready while it waits for balancers to notice, and still answers', async () => {
    const service = run({ SHUTDOWN_WAIT_SECONDS: '1.5' });
    const client = http(await service.url());
    await eventually('it is ready', async () => (await client.get('/health/ready')).status === 200);
    service.child.kill('SIGTERM');
    await eventually(
      'it is draining',
      async () => (await client.get('/health/ready')).at('parts.shutdown.says') === 'draining',
    );
    expect((await client.get('/api/v1/things/menu')).code).toBe('TENANT_REQUIRED');
    expect((await service.ended).code).toBe(0);
  });

  it('is forced to end, with code 1, when the deadline passes', async () => {
    const service = run({ SHUTDOWN_WAIT_SECONDS: '0', SHUTDOWN_DEADLINE_SECONDS: '0' });
    await service.url();
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(1);
    expect(service.output).toContain('forced to end');
  });

  it('does not start on a bad environment: code 1 and every fault', async () => {
    const service = run({ PORT: 'x', GATEWAY_SECRET: 'short' });
    expect((await service.ended).code).toBe(1);
    expect(service.output).toContain('- PORT: ');
    expect(service.output).toContain('- GATEWAY_SECRET: ');
    expect(service.output).not.toContain('    at ');
  });

  it('runs a command and ends: migrate with 0, an unknown one with 2', async () => {
    const migrate = run({}, 'migrate');
    expect((await migrate.ended).code).toBe(0);
    expect(migrate.output).toContain('nothing to migrate');
    expect((await run({}, 'seed').ended).code).toBe(0);
    expect((await run({}, 'fly').ended).code).toBe(2);
  });
});
