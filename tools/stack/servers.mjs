import { startKafka } from './kafka.mjs';
import { KeptAlive } from './kept-alive.mjs';
import { choosePorts } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { secretsOf } from './secrets.mjs';

/** The documented ports of the servers. */
export const SERVER_PORTS = { postgres: 54320, redis: 63790, kafka: 19092, kafkaController: 19093 };

/**
 * Starts PostgreSQL, Redis and Kafka with their data in `dataDir`, except those of which `existing` names an address
 * (`databaseUrl`, `redisUrl`, `kafkaBrokers`). `ports` is 'documented' (giving way where taken), 'free', or a map.
 * With `keepAlive` a server that dies is reported to `say` and started again.
 *
 * Resolves when all answer with `{ databaseUrl, redisUrl, kafkaBrokers, places, ports, moved, stop() }`, `places`
 * being the three by name; when one fails the others are stopped and its fault is thrown. `stop()` goes Kafka, Redis,
 * PostgreSQL.
 */
export async function startServers({
  dataDir,
  ports: wanted = 'free',
  existing = {},
  maxConnections,
  kafkaHeapMb,
  postgresSettings,
  keepAlive = false,
  say = () => {},
  onReady = () => {},
}) {
  const { ports, moved } =
    typeof wanted === 'string' ? await choosePorts(SERVER_PORTS, { mode: wanted }) : { ports: wanted, moved: [] };
  const password = secretsOf(dataDir).postgres;
  const spawns = {
    postgres: () =>
      startPostgres({ dataDir, port: ports.postgres, password, maxConnections, settings: postgresSettings }),
    redis: () => startRedis({ dataDir, port: ports.redis }),
    kafka: () => startKafka({ dataDir, port: ports.kafka, controllerPort: ports.kafkaController, heapMb: kafkaHeapMb }),
  };
  const addresses = {
    postgres: existing.databaseUrl,
    redis: existing.redisUrl,
    kafka: existing.kafkaBrokers,
  };
  const own = Object.keys(spawns).filter((name) => !addresses[name]);
  const places = Object.fromEntries(
    own.map((name) => [name, new KeptAlive({ name, spawn: spawns[name], keepAlive, say })]),
  );
  const stop = async () => {
    for (const name of ['kafka', 'redis', 'postgres']) await places[name]?.stop();
  };
  const outcomes = await Promise.allSettled(
    own.map(async (name) => {
      const since = Date.now();
      await places[name].start();
      addresses[name] = places[name].child.address;
      onReady(name, addresses[name], Date.now() - since);
    }),
  );
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    databaseUrl: addresses.postgres,
    redisUrl: addresses.redis,
    kafkaBrokers: addresses.kafka,
    places,
    ports,
    moved: moved.filter((name) => own.includes(name) || (name === 'kafkaController' && own.includes('kafka'))),
    stop,
  };
}
