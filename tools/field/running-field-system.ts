import { setTimeout as pause } from 'node:timers/promises';
import { ask, runningLauncher } from '../stack/control.mjs';
import { serviceEnvironment } from '../stack/environment.mjs';
import { localData } from '../stack/layout.mjs';
import { placeOf } from '../stack/place.mjs';
import { choosePorts } from '../stack/ports.mjs';
import { secretsOf } from '../stack/secrets.mjs';
import { SERVICES, SIMULATORS } from '../stack/services.mjs';
import { Behind } from './behind.ts';
import type { FieldSystem, Place, ServiceName, SimulatorName } from './field-system.ts';
import { placeAt } from './place.ts';

/** What `npm run status` is told. */
interface Described {
  readonly isStarting: boolean;
  readonly addresses: Readonly<Record<string, string>>;
  readonly processes: readonly {
    readonly name: string;
    readonly state: string;
    readonly pid?: number;
    readonly address: string;
  }[];
}

/**
 * The system that `npm start` runs here, as a field: its keeper starts again what is killed, by itself and as it was, so that nothing can be started with
 * more environment. Throws when none runs or when its servers are somebody else's.
 */
export async function runningFieldSystem(): Promise<FieldSystem> {
  const launcher = runningLauncher();
  if (!launcher)
    throw new Error('No system runs here: `npm start` starts one; without --running a script starts its own');
  const described = async () => JSON.parse((await ask(launcher, 'GET', '/status')).text) as Described;
  const { isStarting, addresses, processes } = await described();
  if (isStarting) throw new Error('The system is still starting');
  const secrets = secretsOf(localData);
  const addressOf = (name: string) => {
    const found = processes.find((one) => one.name === name);
    if (!found) throw new Error(`${name} is not one of this system's own processes`);
    return found.address;
  };
  const kafkaBrokers = addressOf('kafka');
  const databaseUrl = `postgres://postgres:${encodeURIComponent(secrets.postgres)}@${addressOf('postgres')}/postgres`;
  const redisUrl = `redis://${addressOf('redis')}`;
  const prefix = process.env['CHOWK_PREFIX'] ?? '';
  const pids = new Map(processes.map(({ name, pid }) => [name, pid]));
  const look = async () => {
    const { processes: now } = await described();
    for (const { name, pid, state } of now) pids.set(name, state === 'up' ? pid : undefined);
  };
  const keptPlace = (name: string, url: string): Place =>
    placeAt(url, {
      name,
      get pid() {
        return pids.get(name);
      },
      start: async (env) => {
        if (env) throw new Error(`${name} belongs to the running system: run without --running`);
        const before = pids.get(name);
        for (const end = performance.now() + 60_000; performance.now() < end; await pause(100)) {
          await look();
          const pid = pids.get(name);
          if (pid !== undefined && pid !== before) return;
        }
        throw new Error(`${name} did not come back`);
      },
      stop: () => Promise.reject(new Error(`${name} belongs to the running system: run without --running`)),
    });
  const all = <Name extends string>(definitions: readonly { readonly name: string }[]) =>
    Object.fromEntries(definitions.map(({ name }) => [name, keptPlace(name, addresses[name] ?? '')])) as Record<
      Name,
      Place
    >;
  const ports = Object.fromEntries(Object.entries(addresses).map(([name, url]) => [name, Number(new URL(url).port)]));
  const stack = { profile: 'local', prefix, ports, secrets, servers: { databaseUrl, redisUrl, kafkaBrokers } };
  const databases = new Behind({ databaseUrl, prefix });
  const seconds: Place[] = [];
  return {
    gatewayUrl: addresses['gateway'] ?? '',
    services: all<ServiceName>(SERVICES),
    simulators: all<SimulatorName>(SIMULATORS),
    servers: {
      kafka: keptPlace('kafka', kafkaBrokers),
      postgres: keptPlace('postgres', databaseUrl),
      redis: keptPlace('redis', redisUrl),
      databaseUrl,
      redisUrl,
      kafkaBrokers,
    },
    prefix,
    dataDir: localData,
    secrets,
    environment: (service) => serviceEnvironment(service, stack),
    behind: (service, text, values) => databases.query(service, text, values),
    databases,
    second: async (service, env = {}) => {
      const name = `${service}-${seconds.length + 2}`;
      const { ports: free } = await choosePorts({ [name]: 0 }, { mode: 'free' });
      const url = `http://127.0.0.1:${free[name]}`;
      const more = { ...serviceEnvironment(service, stack), ...env, PORT: String(free[name]) };
      const program = { name, main: `apps/${service}/dist/main.js`, env: more, health: `${url}/health/ready` };
      const kept = placeOf({ ...program, dataDir: localData, keepAlive: false, say: () => undefined });
      const place = placeAt(url, kept);
      seconds.push(place);
      await place.start();
      return place;
    },
    revive: look,
    stop: async () => {
      await databases.close();
      await Promise.all(seconds.map((place) => place.stop()));
    },
  };
}
