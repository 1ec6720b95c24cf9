import { randomUUID } from 'node:crypto';
import { Behind } from '../../tools/field/behind.ts';
import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';
import { placeAt, type Place } from '../../tools/field/place.ts';
import { makeDatabases } from '../../tools/stack/databases.mjs';
import { serviceEnvironment } from '../../tools/stack/environment.mjs';
import { inParallel, migrate } from '../../tools/stack/migrations.mjs';
import { placeOf } from '../../tools/stack/place.mjs';
import { choosePorts } from '../../tools/stack/ports.mjs';
import { makeTopics } from '../../tools/stack/topics.mjs';

/** Services that learn from others, as processes of their own with empty databases and topics: nobody tells them anything but we. */
export class FreshHouse {
  readonly prefix: string;
  readonly databases: Behind;
  private readonly places: readonly Place[];

  private constructor(prefix: string, databases: Behind, places: readonly Place[]) {
    this.prefix = prefix;
    this.databases = databases;
    this.places = places;
  }

  static async open(system: FieldSystem, services: readonly ServiceName[]): Promise<FreshHouse> {
    const prefix = `fresh${randomUUID().slice(0, 6)}_`;
    const { secrets, servers, dataDir } = system;
    const brokers = servers.kafkaBrokers;
    await Promise.all([
      makeDatabases({ serverUrl: servers.databaseUrl, prefix, secrets }),
      makeTopics({ brokers, prefix }),
    ]);
    const { ports } = await choosePorts(Object.fromEntries(services.map((name) => [name, 0])), { mode: 'free' });
    const stack = { profile: 'test', prefix, ports, secrets, servers };
    const environments = new Map(
      services.map((name) => [name, { ...system.environment(name), ...fresh(name, stack) }]),
    );
    const places: Place[] = [];
    await inParallel(services, async (name) => {
      const env = environments.get(name) ?? {};
      const main = `apps/${name}/dist/main.js`;
      await migrate({ main, env });
      const url = `http://127.0.0.1:${ports[name]}`;
      const kept = placeOf({
        ...{ name: `${prefix}${name}`, main, env, health: `${url}/health/ready`, dataDir, keepAlive: false },
        say: () => undefined,
      });
      const place = placeAt(url, kept);
      places.push(place);
      await place.start();
    });
    return new FreshHouse(prefix, new Behind({ databaseUrl: servers.databaseUrl, prefix }), places);
  }

  async close(): Promise<void> {
    await this.databases.close();
    await Promise.all(this.places.map((place) => place.kill()));
  }
}

/** What differs from the environment of the same service in the stack. */
function fresh(name: ServiceName, stack: Parameters<typeof serviceEnvironment>[1]): Record<string, string> {
  const own = serviceEnvironment(name, { ...stack, ports: { ...stack.ports, gateway: 1, auth: 1 } });
  const names = ['PORT', 'DATABASE_URL', 'DATABASE_WORKER_URL', 'DATABASE_OWNER_URL', 'CHOWK_PREFIX'];
  return Object.fromEntries(names.flatMap((one) => (own[one] === undefined ? [] : [[one, own[one]]])));
}
