import { join } from 'node:path';
import { placeOf } from '../stack/place.mjs';
import { choosePorts } from '../stack/ports.mjs';
import type { ServerOptions } from '../stack/servers.mjs';
import { startSystem, type RunningSystem, type ServiceName, type SimulatorName } from '../stack/system.mjs';
import { Behind } from './behind.ts';
import { placeAt, type Place } from './place.ts';

export type { Place } from './place.ts';
export type { ServiceName, SimulatorName } from '../stack/system.mjs';

/** What a stack is started with beyond the usual. */
export interface FieldStackOptions {
  /** More environment for all services, and for single ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly serviceEnv?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  readonly serverOptions?: Partial<Pick<ServerOptions, 'maxConnections' | 'kafkaHeapMb' | 'postgresSettings'>>;
}

export interface FieldServers {
  readonly kafka: Place;
  readonly postgres: Place;
  readonly redis: Place;
  /** An administrator's address. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Comma separated. */
  readonly kafkaBrokers: string;
}

/** The whole system as processes of its own, each of which can be killed and started. */
export interface FieldSystem {
  readonly gatewayUrl: string;
  readonly services: Readonly<Record<ServiceName, Place>>;
  readonly simulators: Readonly<Record<SimulatorName, Place>>;
  readonly servers: FieldServers;
  /** Of databases, topics and Redis keys. */
  readonly prefix: string;
  /** Folder of logs (`logs/<name>.log`), books and data. */
  readonly dataDir: string;
  readonly secrets: RunningSystem['secrets'];
  /** The environment that a service runs with. */
  environment(service: ServiceName): Readonly<Record<string, string>>;
  /** Asks a service's database as an administrator, past row-level security. */
  behind<Row extends object = Record<string, unknown>>(
    service: ServiceName,
    sql: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  readonly databases: Behind;
  /** Another instance of a service on a free port, in the same database and consumer group; ready when it resolves. */
  second(service: ServiceName, env?: Readonly<Record<string, string>>): Promise<Place>;
  /** Starts everything that is not running. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** One developer's PostgreSQL has 300 connections; here are second instances and scripts that look. */
const serverDefaults = { maxConnections: 600, kafkaHeapMb: 512 };

/** Starts the whole system on free ports with its data in `dataDir`; rejects, with all stopped, when a part fails. */
export async function startFieldSystem({
  dataDir,
  say = () => undefined,
  signal,
  env = {},
  serviceEnv = {},
  serverOptions = {},
}: FieldStackOptions & {
  readonly dataDir: string;
  readonly say?: (text: string) => void;
  readonly signal?: AbortSignal;
}): Promise<FieldSystem> {
  const prefix = 'fire_';
  const running = await startSystem({
    dataDir,
    prefix,
    ports: 'free',
    profile: 'test',
    env,
    serviceEnv,
    serverOptions: { ...serverDefaults, ...serverOptions },
    say,
    ...(signal ? { signal } : {}),
  });
  const { databaseUrl, redisUrl, kafkaBrokers } = running.servers;
  const databases = new Behind({ databaseUrl, prefix });
  const seconds: Place[] = [];
  const services = placesOf(running.services);
  const simulators = placesOf(running.simulators);
  const server = (name: 'kafka' | 'postgres' | 'redis', url: string): Place => {
    const kept = running.servers.places[name];
    if (!kept) throw new Error(`${name} was not started here`);
    return placeAt(url, kept);
  };
  const servers = {
    kafka: server('kafka', kafkaBrokers),
    postgres: server('postgres', databaseUrl),
    redis: server('redis', redisUrl),
  };

  const second = async (service: ServiceName, more: Readonly<Record<string, string>> = {}): Promise<Place> => {
    const name = `${service}-${seconds.length + 2}`;
    const { ports } = await choosePorts({ [name]: 0 }, { mode: 'free' });
    const url = `http://127.0.0.1:${ports[name]}`;
    const kept = placeOf({
      name,
      main: `apps/${service}/dist/main.js`,
      env: { ...running.services[service].program.env, PORT: String(ports[name]) },
      health: `${url}/health/ready`,
      dataDir,
      keepAlive: false,
      say,
    });
    const place = placeAt(url, {
      name,
      get pid() {
        return kept.pid;
      },
      start: (added) => kept.startWith({ ...more, ...added }),
      stop: () => kept.stop(),
    });
    seconds.push(place);
    await place.start();
    return place;
  };

  return {
    gatewayUrl: running.gatewayUrl,
    services,
    simulators,
    servers: { ...servers, databaseUrl, redisUrl, kafkaBrokers },
    prefix,
    dataDir,
    secrets: running.secrets,
    environment: (service) => running.services[service].program.env,
    behind: (service, sql, values) => databases.query(service, sql, values),
    databases,
    second,
    revive: async () => {
      const dead = (places: readonly Place[]) => places.filter(({ pid }) => pid === undefined);
      await Promise.all(dead(Object.values(servers)).map((place) => place.start()));
      await Promise.all(dead(Object.values(simulators)).map((place) => place.start()));
      await Promise.all(dead(Object.values(services)).map((place) => place.start()));
    },
    stop: async () => {
      await databases.close();
      await Promise.all(seconds.map((place) => place.stop()));
      await running.stop();
    },
  };
}

/** The log of a service, simulator or server. */
export function logOf({ dataDir }: Pick<FieldSystem, 'dataDir'>, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}

function placesOf<Name extends string>(
  programs: Readonly<Record<Name, RunningSystem['services'][ServiceName]>>,
): Readonly<Record<Name, Place>> {
  const places = Object.values<RunningSystem['services'][ServiceName]>(programs).map((program) => [
    program.name,
    placeAt(program.url, program),
  ]);
  return Object.fromEntries(places) as Record<Name, Place>;
}
