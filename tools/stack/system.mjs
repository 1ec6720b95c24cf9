import { join } from 'node:path';
import { makeDatabases } from './databases.mjs';
import { serviceEnvironment, simulatorEnvironment } from './environment.mjs';
import { inParallel, migrate } from './migrations.mjs';
import { placeOf } from './place.mjs';
import { choosePorts } from './ports.mjs';
import { secretsOf } from './secrets.mjs';
import { startServers } from './servers.mjs';
import { DOCUMENTED_PORTS, SERVICES, SIMULATORS } from './services.mjs';
import { sumOf } from './sources.mjs';
import { Stamps } from './stamps.mjs';
import { makeTopics, TOPIC_SOURCES } from './topics.mjs';

/**
 * Runs the whole system as processes: servers, databases, topics, migrations, demo tenants, simulators, services.
 *
 * - `dataDir`: folder of this stack's data, logs and secrets. `prefix`: of databases, roles, topics and Redis keys.
 * - `servers`: `{ databaseUrl, redisUrl, kafkaBrokers }` to use instead of starting own ones; any of them may be missing.
 * - `ports`: 'documented' or 'free'. `profile`: the services' CHOWK_PROFILE. `seed`: load the demo tenants.
 * - `env`: more environment for all services, `serviceEnv`: for single ones, by name.
 * - `keepAlive`: what dies is reported to `say` and started again; without it, it stays dead until `start()`.
 * - `step(name, work)` frames each part for progress; `signal` gives up between and inside of them.
 *
 * Resolves when every service says that it is ready: `{ gatewayUrl, url(name), services, simulators, servers, places,
 * moved, stop() }`, where `services.order` is `{ name, url, pid, program, kill(), stop(), start() }`. When a part
 * fails, all is stopped and its fault is thrown.
 */
export async function startSystem({
  dataDir,
  prefix = '',
  servers: existing = {},
  ports: mode = 'free',
  profile = 'test',
  seed = true,
  env = {},
  serviceEnv = {},
  keepAlive = false,
  serverOptions = {},
  say = () => {},
  step = (_name, work) => work(),
  signal,
}) {
  const places = new Map();
  let servers;
  const stopPrograms = async () => {
    await Promise.all(SERVICES.map(({ name }) => places.get(name)?.stop()));
    await Promise.all(SIMULATORS.map(({ name }) => places.get(name)?.stop()));
  };
  const stop = async () => {
    await stopPrograms();
    await servers?.stop();
  };
  signal?.addEventListener('abort', stopPrograms, { once: true }); // who waits for one to be ready gives up
  try {
    const secrets = secretsOf(dataDir);
    const stamps = new Stamps(join(dataDir, 'stamps.json'));
    servers = await step('servers', (report) =>
      startServers({ dataDir, ports: mode, existing, keepAlive, say, onReady: report, ...serverOptions }),
    );
    signal?.throwIfAborted();
    const { ports, moved } = await choosePorts(DOCUMENTED_PORTS, { mode });
    const stack = { profile, prefix, ports, secrets, servers };
    const environmentOf = (name) => ({ ...serviceEnvironment(name, stack), ...env, ...serviceEnv[name] });

    // Somebody else's servers may have been emptied since; ours keep what was done.
    const once = (name, server, sum, work) =>
      servers.places[server] ? stamps.once(`${prefix}${name}`, sum, work) : work();
    const launcher = sumOf(['tools/stack']);
    await step('databases', () =>
      once('databases', 'postgres', launcher, () =>
        makeDatabases({ serverUrl: servers.databaseUrl, prefix, secrets, signal }),
      ),
    );
    await step('topics', () =>
      once('topics', 'kafka', sumOf(TOPIC_SOURCES), () =>
        makeTopics({ brokers: servers.kafkaBrokers, prefix, signal }),
      ),
    );
    await step('migrations', () =>
      inParallel(
        SERVICES.filter(({ hasDatabase }) => hasDatabase),
        ({ name }) =>
          once(`migrate ${name}`, 'postgres', sumOf([`apps/${name}/src`, 'libs', 'package-lock.json']) + seed, () =>
            migrate({ main: mainOf(name), env: environmentOf(name), seed, signal }),
          ),
      ),
    );

    const url = (name) => `http://127.0.0.1:${ports[name]}`;
    for (const { name } of SIMULATORS) {
      const books = join(dataDir, 'books', name);
      const program = { name, main: `tools/simulators/dist/${name}/main.js`, health: `${url(name)}/_control/health` };
      places.set(
        name,
        placeOf({ ...program, env: simulatorEnvironment(name, { ports, secrets, books }), dataDir, keepAlive, say }),
      );
    }
    for (const { name } of SERVICES) {
      const program = { name, main: mainOf(name), health: `${url(name)}/health/ready` };
      places.set(name, placeOf({ ...program, env: environmentOf(name), dataDir, keepAlive, say }));
    }
    const startAll = (names) => async (report) => {
      await Promise.all(
        names.map(async ({ name }) => {
          const since = Date.now();
          await places.get(name).start();
          report?.(name, url(name), Date.now() - since);
        }),
      );
    };
    signal?.throwIfAborted();
    await step('simulators', startAll(SIMULATORS));
    signal?.throwIfAborted();
    await step('services', startAll(SERVICES));
    signal?.throwIfAborted();

    const views = (definitions) =>
      Object.fromEntries(definitions.map(({ name }) => [name, viewOf(places.get(name), url(name))]));
    return {
      gatewayUrl: url('gateway'),
      url,
      ports,
      secrets,
      services: views(SERVICES),
      simulators: views(SIMULATORS),
      servers,
      places: [...Object.values(servers.places), ...places.values()],
      moved: [...servers.moved, ...moved],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function mainOf(service) {
  return `apps/${service}/dist/main.js`;
}

/** What tests see of a service or simulator: its address and pid, and how to end and start it. */
function viewOf(place, url) {
  return {
    name: place.name,
    url,
    get pid() {
      return place.pid;
    },
    /** The command, environment and folder it runs with, and where it says that it is ready. */
    program: place.program,
    health: place.health,
    /** How its last process ended, in words, once it has. */
    get ended() {
      return place.ended;
    },
    kill: () => place.kill(),
    stop: (state) => place.stop(state),
    start: (env) => place.startWith(env),
  };
}
