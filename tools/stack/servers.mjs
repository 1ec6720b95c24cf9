import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from './kafka.mjs';
import { choosePorts } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

/** The documented ports of the servers. */
export const SERVER_PORTS = { postgres: 54320, redis: 63790, kafka: 19092, kafkaController: 19093 };

/**
 * Starts PostgreSQL, Redis and Kafka with their data in `dataDir`, except those of which `existing` names an address
 * (`databaseUrl`, `redisUrl`, `kafkaBrokers`). `ports` is 'documented' (given way where taken), 'free', or a map.
 * Resolves when all three answer with `{ databaseUrl, redisUrl, kafkaBrokers, running, moved, stop() }`; when one
 * fails the others are stopped and its fault is thrown. `stop()` goes Kafka, Redis, PostgreSQL.
 */
export async function startServers({
  dataDir,
  ports = 'free',
  existing = {},
  maxConnections,
  kafkaHeapMb,
  postgresSettings,
  onReady = () => {},
}) {
  const chosen = typeof ports === 'string' ? await choosePorts(SERVER_PORTS, { mode: ports }) : { ports, moved: [] };
  const at = chosen.ports;
  const running = {};
  const stop = async () => {
    for (const name of ['kafka', 'redis', 'postgres']) await running[name]?.stop();
  };
  const start = async (name, begin) => {
    const since = Date.now();
    running[name] = await begin();
    onReady(name, running[name], Date.now() - since);
  };
  const starts = [];
  if (!existing.databaseUrl) {
    const password = superuserPassword(dataDir);
    const settings = { maxConnections, settings: postgresSettings };
    starts.push(start('postgres', () => startPostgres({ dataDir, port: at.postgres, password, ...settings })));
  }
  if (!existing.redisUrl) starts.push(start('redis', () => startRedis({ dataDir, port: at.redis })));
  if (!existing.kafkaBrokers) {
    const where = { port: at.kafka, controllerPort: at.kafkaController };
    starts.push(start('kafka', () => startKafka({ dataDir, ...where, heapMb: kafkaHeapMb })));
  }
  const failed = (await Promise.allSettled(starts)).find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    databaseUrl: existing.databaseUrl ?? running.postgres.url,
    redisUrl: existing.redisUrl ?? running.redis.url,
    kafkaBrokers: existing.kafkaBrokers ?? running.kafka.brokers,
    running,
    moved: chosen.moved,
    stop,
  };
}

/** Made once, with the cluster it opens. */
function superuserPassword(dataDir) {
  const file = join(dataDir, 'postgres-password');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}
