import { SERVICES, SIMULATORS } from './services.mjs';

const INHERITED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'LOG_LEVEL'];

/** The little of our own environment that a child gets: its configuration is what the launcher says, nothing else. */
export function inheritedEnvironment(from = process.env) {
  return Object.fromEntries(INHERITED.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}

/** The name of a service's database; its roles are this with `_owner`, `_app` and `_worker`. */
export function databaseName(prefix, service) {
  return `${prefix}chowk_${service}`;
}

/** The address of a service's database under one of its three roles. */
export function databaseUrl(serverUrl, { prefix, service, role, password }) {
  const url = new URL(serverUrl);
  url.username = `${databaseName(prefix, service)}_${role}`;
  url.password = password;
  url.pathname = `/${databaseName(prefix, service)}`;
  return url.href;
}

/** What all definitions of services.mjs are given: addresses and secrets of one stack. */
export function stackView({ ports, secrets }) {
  const url = (name) => `http://127.0.0.1:${ports[name]}`;
  return { url, secrets, gatewayUrl: url('gateway') };
}

/**
 * The whole configuration of one service. `stack` is `{ profile, prefix, ports, secrets, servers }`, `servers` with
 * `databaseUrl` (an administrator's), `redisUrl` and `kafkaBrokers`.
 */
export function serviceEnvironment(name, { profile, prefix, ports, secrets, servers }) {
  const service = SERVICES.find((candidate) => candidate.name === name);
  const view = stackView({ ports, secrets });
  const role = (kind) =>
    databaseUrl(servers.databaseUrl, { prefix, service: name, role: kind, password: secrets.roles[name][kind] });
  return {
    CHOWK_PROFILE: profile,
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    ...(service.hasDatabase && {
      DATABASE_URL: role('app'),
      DATABASE_WORKER_URL: role('worker'),
      DATABASE_OWNER_URL: role('owner'),
    }),
    REDIS_URL: servers.redisUrl,
    KAFKA_BROKERS: servers.kafkaBrokers,
    CHOWK_PREFIX: prefix,
    AUTH_JWKS_URL: `${view.url('auth')}/.well-known/jwks.json`,
    GATEWAY_SECRET: secrets.gateway,
    LOG_LEVEL: 'info',
    ...service.env(view),
  };
}

/** The whole configuration of one simulator, which keeps its books in `books`. */
export function simulatorEnvironment(name, { ports, secrets, books }) {
  const simulator = SIMULATORS.find((candidate) => candidate.name === name);
  return {
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    SIMULATOR_DATA: books,
    ...simulator.env(stackView({ ports, secrets })),
  };
}
