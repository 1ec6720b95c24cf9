import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Where the flow tests' system is: nine services and the simulators as processes on real servers. */
export interface RunningSystem {
  readonly gatewayUrl: string;
  /** Address of each service, past the gateway. */
  readonly services: Readonly<Record<string, string>>;
  readonly simulators: Readonly<Record<'razorpay' | 'twilio', string>>;
  /** Of databases, topics and Redis keys. */
  readonly prefix: string;
  /** Folder of logs and books. */
  readonly dataDir: string;
  /** Administrator's address of PostgreSQL. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly kafkaBrokers: string;
}

const defaultPlace = fileURLToPath(new URL('../../../.chowk/test/system.json', import.meta.url));

/** The system of this run. Throws, and says what to do, when there is none. */
export function runningSystem(): RunningSystem {
  const place = process.env['CHOWK_TEST_SYSTEM'] ?? defaultPlace;
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as RunningSystem;
  } catch (cause) {
    throw new Error(`No running system at ${place}: run the flows by npm test`, { cause });
  }
}

/** A connection of a superuser to a service's database. */
export type BehindClient = pg.Client;

/** Connects to a service's database as a superuser, behind row-level security; whoever opens it ends it. */
export async function openBehind({ databaseUrl, prefix }: RunningSystem, service: string): Promise<BehindClient> {
  const url = new URL(databaseUrl);
  url.pathname = `/${prefix}chowk_${service}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

/** Looks into a service's database as a superuser, behind row-level security. */
export async function behind<Row extends pg.QueryResultRow>(
  system: RunningSystem,
  service: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await openBehind(system, service);
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
