import { readdirSync, readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { send } from '../../tools/field/calls.ts';
import type { FieldSystem, Place } from '../../tools/field/field-system.ts';

/** What is watched of each process, by `<part> <measure>`; bytes are bytes. */
export type Sample = Readonly<Record<string, number>>;

const pageBytes = 4_096;

/** Takes samples of everything that could grow: heaps, memory, handles, and the connections between the parts. */
export class Watch {
  private readonly system: FieldSystem;
  private readonly redis: Redis;

  constructor(system: FieldSystem) {
    this.system = system;
    this.redis = new Redis(system.servers.redisUrl);
  }

  async sample(): Promise<Sample> {
    const { services, servers } = this.system;
    const each = await Promise.all(Object.values(services).map((place) => ofService(place)));
    return Object.assign(
      {},
      ...each,
      ofProcess(servers.kafka),
      await this.ofPostgres(),
      await this.ofRedis(),
    ) as Sample;
  }

  async close(): Promise<void> {
    await this.redis.quit();
  }

  private async ofPostgres(): Promise<Sample> {
    const rows = await this.system.behind<{ name: string; n: number }>(
      'order',
      `select coalesce(nullif(application_name, ''), 'other') as name, count(*)::int as n from pg_stat_activity
       where backend_type = 'client backend' and datname like $1 group by 1`,
      [`${this.system.prefix}%`],
    );
    return Object.fromEntries(rows.map(({ name, n }) => [`postgres connections of ${name}`, n]));
  }

  private async ofRedis(): Promise<Sample> {
    const [clients, memory] = [await this.redis.info('clients'), await this.redis.info('memory')];
    const number = (text: string, name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1]);
    return { 'redis connections': number(clients, 'connected_clients'), 'redis memory': number(memory, 'used_memory') };
  }
}

async function ofService(place: Place): Promise<Sample> {
  const text = (await send({ method: 'GET', url: `${place.url}/metrics` })).bytes.toString('utf8');
  /** 0 before the first of a kind was counted. */
  const number = (name: string, label = '') =>
    Number(new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    ...ofProcess(place),
    [`${place.name} heap`]: number('nodejs_heap_space_size_used_bytes', 'space="old"'),
    [`${place.name} collections`]: number('nodejs_gc_duration_seconds_count', 'kind="major"'),
    [`${place.name} handles`]: number('nodejs_active_handles_total'),
  };
}

/** Resident memory and open files of a process, sockets among them. */
function ofProcess({ name, pid }: Place): Sample {
  if (pid === undefined) throw new Error(`${name} is not running`);
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { [`${name} memory`]: pages * pageBytes, [`${name} files`]: readdirSync(`/proc/${pid}/fd`).length };
}
