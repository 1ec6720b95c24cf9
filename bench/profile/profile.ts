import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import type { FieldStackOptions } from '../../tools/field/field-system.ts';
import { until } from '../../tools/field/until.ts';
import { home, root } from '../../tools/stack/layout.mjs';
import type { BenchSystem } from '../bench-system.ts';
import { selfTimesOf, type SelfTime } from './cpu-profile.ts';

const folder = join(home, 'bench', `profile-${process.pid}`);

/** What a system is started with that can be profiled; it is slower for it, so that its CPU-ms are no result. */
export const profiledStack: FieldStackOptions = {
  env: {
    NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'bench/profile/probe.mjs')).href}`,
    PROBE_FOLDER: folder,
  },
  serverOptions: {
    postgresSettings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': 5000 },
  },
};

/** A statement and how often it was sent. */
export interface Statement {
  readonly database: string;
  readonly query: string;
  readonly calls: number;
  /** Milliseconds in PostgreSQL, of all calls together. */
  readonly milliseconds: number;
}

/** What happened between two moments, in all and not per operation. */
export interface Profile {
  /** HTTP and Kafka requests by service and kind. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly selfTimes: Readonly<Record<string, { functions: SelfTime[]; packages: SelfTime[] }>>;
  readonly statements: readonly Statement[];
  readonly redisCommands: Readonly<Record<string, number>>;
  /** Messages that came to each topic. */
  readonly messages: Readonly<Record<string, number>>;
}

/** Does the work and tells what it took: statements, requests, messages and functions. */
export async function profiled(system: BenchSystem, work: () => Promise<void>): Promise<Profile> {
  mkdirSync(folder, { recursive: true });
  const services = Object.values(system.running.services);
  const signalAll = () => {
    for (const { pid } of services) if (pid !== undefined) process.kill(pid, 'SIGUSR2');
  };
  const written = (ending: string) =>
    until(`every service has written its ${ending}`, 30, () =>
      services.every(({ name }) => existsSync(join(folder, `${name}.${ending}`))),
    );
  const redis = new Redis(system.running.servers.redisUrl);
  try {
    await system.running.databases.query('order', 'create extension if not exists pg_stat_statements');
    const before = { redis: await commandsOf(redis), topics: await endsOf(system) };
    signalAll();
    await written('started');
    await system.running.databases.query('order', 'select pg_stat_statements_reset()');
    await work();
    const statements = await statementsOf(system);
    signalAll();
    await written('json');
    const of = <Result>(read: (name: string) => Result) =>
      Object.fromEntries(services.map(({ name }) => [name, read(name)]));
    return {
      requests: of((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, number>),
      selfTimes: of((name) => selfTimesOf(join(folder, `${name}.cpuprofile`))),
      statements,
      redisCommands: difference(before.redis, await commandsOf(redis)),
      messages: difference(before.topics, await endsOf(system)),
    };
  } finally {
    redis.disconnect();
  }
}

async function statementsOf(system: BenchSystem): Promise<Statement[]> {
  return system.running.databases.query<Statement>(
    'order',
    `select replace(d.datname, $1, '') as database, regexp_replace(s.query, '\\s+', ' ', 'g') as query,
       sum(s.calls)::int as calls, sum(s.total_exec_time + s.total_plan_time)::float as milliseconds
     from pg_stat_statements s join pg_database d on d.oid = s.dbid
     where d.datname like $1 || '%' and s.query not like '%pg_stat_statements%'
       and s.query <> 'select count(*)::int as n from outbox'
     group by 1, 2 order by calls desc`,
    [`${system.running.prefix}chowk_`],
  );
}

async function commandsOf(redis: Redis): Promise<Record<string, number>> {
  const lines = (await redis.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return Object.fromEntries([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
}

/** Ends of all topics. */
async function endsOf(system: BenchSystem): Promise<Record<string, number>> {
  const { prefix, servers } = system.running;
  const { Kafka, logLevel } = await import('kafkajs');
  const brokers = servers.kafkaBrokers.split(',');
  const admin = new Kafka({ brokers, clientId: 'bench', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const ends: Record<string, number> = {};
    for (const topic of await admin.listTopics()) {
      if (!topic.startsWith(prefix)) continue;
      const offsets = await admin.fetchTopicOffsets(topic);
      ends[topic.slice(prefix.length)] = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

function difference(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  const grown = Object.entries(after).map(([name, n]) => [name, n - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, n]) => n > 0));
}
