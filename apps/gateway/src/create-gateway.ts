import 'reflect-metadata';
import type { Server } from 'node:http';
import { setImmediate as nextTurn, setTimeout as after } from 'node:timers/promises';
import {
  AccessTokens,
  armCrashPoint,
  Clock,
  Health,
  kitConfig,
  KeySet,
  Log,
  Metrics,
  NestLog,
  NoMemory,
  productVersion,
  readConfig,
  shutdownWaitSeconds,
  type ConfigOf,
  type Environment,
  type KitConfig,
} from '@chowk/kit';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Redis } from 'ioredis';
import { Gauge } from 'prom-client';
import type { DestinationStream } from 'pino';
import { gatewayConfig } from './config.js';
import { RouteBook } from './domain/route-book.js';
import { RevocationBook } from './events/revocation-book.js';
import { TenantBook } from './events/tenant-book.js';
import { ToldByAuth } from './events/told-by-auth.js';
import { GatewayModule } from './gateway.module.js';
import { Admission } from './http/admission.js';
import { BoundedExpress } from './http/bounded-server.js';
import { Door } from './http/door.js';
import { OwnPages } from './http/own-pages.js';
import { Records } from './http/records.js';
import { Refusals } from './http/refusals.js';
import { allowancesOf } from './limits/allowances.js';
import { LeasedBuckets } from './limits/leased-buckets.js';
import { LocalBuckets } from './limits/local-buckets.js';
import { RateLimits } from './limits/rate-limits.js';
import { RedisBuckets } from './limits/redis-buckets.js';
import { loadBoundsOf } from './load/load-bounds.js';
import { LoadGate } from './load/load-gate.js';
import { routes } from './routes.js';
import { ApiReferences } from './upstream/api-reference.js';
import { followClockOfAuth } from './upstream/clock-of-auth.js';
import { GivenBefore } from './upstream/given-before.js';
import { HealthOfAll } from './upstream/health-of-all.js';
import { Proxy } from './upstream/proxy.js';
import { addressesOf, Upstreams } from './upstream/upstreams.js';
import { watchInstances } from './upstream/watch-instances.js';

export interface RunningGateway {
  readonly app: NestExpressApplication;
  /** Address it answers at, with the port that was really bound. */
  readonly url: string;
  /** Ends it in order: not ready, a short wait in which it serves, no new calls, streams and sockets ended, calls in flight answered, then the rest. */
  close(): Promise<void>;
}

/** Boots the gateway in this process and listens; rejects with every fault of its environment at once. */
export async function createGateway(
  env: Environment,
  options: { readonly logTo?: DestinationStream } = {},
): Promise<RunningGateway> {
  const [kit, own] = readConfig([kitConfig, gatewayConfig] as const, env);
  const log = Log.open({
    service: 'gateway',
    level: kit.LOG_LEVEL,
    ...(options.logTo ? { destination: options.logTo } : {}),
  });
  const gateway = await assemble(kit, own, log);
  const { app, health, told, redis, givenBefore, proxy, metrics, loadGate, stopFollowing, stopWatching } = gateway;
  armCrashPoint(kit.CRASH_POINT, kit.CRASH_POINT_SIGNAL);
  told.start();
  await app.listen(kit.PORT, kit.HOST);
  const server: Server = app.getHttpServer();
  const url = urlOf(server, kit.HOST);
  log.info('serving', { url, profile: kit.CHOWK_PROFILE });

  const close = async (): Promise<void> => {
    health.drain();
    log.info('draining');
    const waitSeconds = shutdownWaitSeconds(kit);
    if (waitSeconds > 0) await after(waitSeconds * 1000);
    // What has arrived is read first: a connection with a call in it is not idle, and is not closed by what follows
    await nextTurn();
    gateway.stopAccepting();
    // At once: who is let in after this line would be sent away, while a connection that is refused goes to another gateway
    server.close();
    proxy.endLasting();
    const cut = setTimeout(() => server.closeAllConnections(), own.UPSTREAM_TIMEOUT_MS + 1_000);
    await app.close();
    clearTimeout(cut);
    proxy.close();
    loadGate.close();
    await Promise.all([stopFollowing(), stopWatching()]);
    await told.close();
    givenBefore.close();
    redis.disconnect();
    log.info('ended');
    log.flush();
    metrics.close();
  };
  let closing: Promise<void> | undefined;
  return { app, url, close: () => (closing ??= close()) };
}

async function assemble(kit: KitConfig, own: ConfigOf<typeof gatewayConfig>, log: Log) {
  const metrics = new Metrics('gateway');
  const { registry } = metrics;
  metrics.watchProcess();
  const mayMoveClock = kit.CHOWK_PROFILE === 'local' || kit.CHOWK_PROFILE === 'test';
  const clock = new Clock({ movable: mayMoveClock });
  metrics.watchClock(clock);
  const health = new Health('gateway', productVersion());
  let isClosing = false;

  const tenants = new TenantBook();
  const revocations = new RevocationBook(() => clock.now().getTime());
  const address = { brokers: kit.KAFKA_BROKERS.split(','), prefix: kit.CHOWK_PREFIX, service: 'gateway' };
  const told = new ToldByAuth(address, tenants, revocations, log);
  health.watch('tenants', () => told.health());

  const redis = openRedis(kit.REDIS_URL, log);
  health.watch('redis', () => (redis.status === 'ready' ? { state: 'up' } : { state: 'degraded', says: redis.status }));

  const keys = new KeySet({ urls: keyAddresses(kit, own), memory: new NoMemory(), log });
  const tokens = new AccessTokens(keys, () => clock.now());
  const admission = new Admission({ tokens, tenants, revocations, knowsTenants: () => told.isCaughtUp });
  const limits = new RateLimits({
    allowances: allowancesOf(own, kit.CHOWK_PROFILE),
    everywhere: new LeasedBuckets(new RedisBuckets(redis, kit.CHOWK_PREFIX)),
    here: new LocalBuckets(Date.now),
    registry,
    log,
  });

  const sharing = new Set(routes.filter(({ isShared }) => isShared).map(({ service }) => service));
  const givenBefore = new GivenBefore(sharing, { redis, prefix: kit.CHOWK_PREFIX, registry, log });

  const book = new RouteBook(routes);
  const bounds = loadBoundsOf(own, kit.CHOWK_PROFILE);
  const upstreams = new Upstreams(addressesOf(own), bounds.upstreams, registry);
  const loadGate = new LoadGate({ bounds: bounds.load, registry, log });
  const refusals = new Refusals({ log });
  const proxy = new Proxy({
    timeoutMs: own.UPSTREAM_TIMEOUT_MS,
    refuse: (refusal, request, to) => refusals.answerAnywhere(refusal, request, to),
    isEnding: () => health.isDraining,
  });
  new Gauge({
    name: 'gateway_lasting_connections',
    help: 'Streams and sockets that are open.',
    registers: [registry],
    collect() {
      this.set(proxy.lastingCount);
    },
  });
  const ownPages = new OwnPages(own.DOCS === 'on');
  const door = new Door({
    ownPages,
    routes: book,
    admission,
    tenants,
    loadGate,
    limits,
    givenBefore,
    upstreams,
    proxy,
    refusals,
    records: new Records(log, metrics),
    gatewaySecret: kit.GATEWAY_SECRET,
    trustedHops: own.TRUSTED_PROXY_HOPS,
    mostSockets: own.MAX_SOCKETS,
    isEnding: () => health.isDraining,
    isClosing: () => isClosing,
  });

  const server = new BoundedExpress(
    { headersTimeoutMs: own.HEADERS_TIMEOUT_MS, requestTimeoutMs: own.REQUEST_TIMEOUT_MS },
    door.receive,
  );
  const references = new ApiReferences(upstreams, book, log);
  const healthOfAll = new HealthOfAll(upstreams);
  const pages = GatewayModule.with({ health, metrics, healthOfAll, references, refusals, ownPages });
  const app = await NestFactory.create<NestExpressApplication>(pages, server, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.getHttpServer().on('upgrade', door.upgrade);
  const stopAccepting = (): void => {
    isClosing = true;
  };
  const stopFollowing = mayMoveClock ? followClockOfAuth(clock, kit.AUTH_JWKS_URL, log) : () => Promise.resolve();
  const stopWatching = watchInstances(upstreams, log);
  return {
    app,
    health,
    told,
    redis,
    givenBefore,
    proxy,
    metrics,
    loadGate,
    stopAccepting,
    stopFollowing,
    stopWatching,
  };
}

/** Where the keys of tokens are: a gateway that has just started knows none, and must not need one instance of auth for them. */
function keyAddresses({ AUTH_JWKS_URL: usual }: KitConfig, { AUTH_URL: instances }: ConfigOf<typeof gatewayConfig>) {
  const { pathname } = new URL(usual);
  return [...new Set([usual, ...instances.map((instance) => new URL(pathname, instance).href)])];
}

/** A call that has to be counted waits a moment for Redis, never longer. */
function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 150,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  redis.on('error', (error: Error) => log.debug('Redis is away', { error }));
  return redis;
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens nowhere');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
