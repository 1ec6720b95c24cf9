import pg from 'pg';
import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';
import {
  catalogueFaults,
  looseDefinerFunctions,
  namesOfDefinerFunctions,
  namesOfOtherTables,
  namesOfTenantTables,
} from './catalogue.ts';
import { definerFunctions, tablesWithoutTenant } from './exceptions.ts';

/** Codes of PostgreSQL by which it keeps somebody out: no privilege, or a policy that says no. */
const notAllowed = '42501';
/** A rule of the table, asked by a trigger, does not hold. */
const brokenRule = '23514';
/** By which a call without a tenant ends: the setting is unknown, or what an earlier transaction left behind is no uuid. */
const noTenant: readonly string[] = ['42704', '22P02'];

/** What one database showed. */
export interface Alone {
  readonly tables: number;
  /** Own rows that the app role counted without a filter; as many as there are. */
  readonly ownRows: number;
  /** Rows of the other tenant that were there to be seen. */
  readonly foreignRows: number;
  readonly faults: readonly string[];
}

/**
 * Signs in to a service's database as the service itself does and asks as if nobody had ever written a tenant filter: with one tenant
 * set, the other's rows can neither be counted, written, changed nor deleted; without one nothing is answered at all.
 */
export async function tryDatabase(
  system: FieldSystem,
  service: ServiceName,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
): Promise<Alone> {
  const { DATABASE_URL: appUrl = '', DATABASE_WORKER_URL: workerUrl = '' } = system.environment(service);
  const roles = [roleIn(appUrl), roleIn(workerUrl)];
  const faults: string[] = [];
  for (const question of catalogueFaults)
    faults.push(...(await system.behind<{ fault: string }>(service, question, roles)).map(({ fault }) => fault));
  faults.push(
    ...(await system.behind<{ fault: string }>(service, looseDefinerFunctions, roles)).map(({ fault }) => fault),
    ...different(
      'tables without a tenant',
      await named(system, service, namesOfOtherTables),
      tablesWithoutTenant(service),
    ),
    ...different(
      "functions with an owner's rights",
      await named(system, service, namesOfDefinerFunctions),
      definerFunctions,
    ),
  );

  const tables = await named(system, service, namesOfTenantTables);
  const app = new pg.Client({ connectionString: appUrl });
  await app.connect();
  let [ownRows, foreignRows] = [0, 0];
  try {
    for (const table of tables) {
      let judged = await judge(system, service, app, table, { ours, theirs });
      // A row that came or went between the two counts is no fault; what is one is seen again
      for (let again = 0; judged.faults.length > 0 && again < 2; again++)
        judged = await judge(system, service, app, table, { ours, theirs });
      faults.push(...judged.faults.map((fault) => `${table}: ${fault}`));
      ownRows += judged.own;
      foreignRows += judged.foreign;
    }
  } finally {
    await app.end();
  }
  return { tables: tables.length, ownRows, foreignRows, faults: faults.map((fault) => `${service}: ${fault}`) };
}

/** Counts a table's rows as an administrator, then tries it as the service. */
async function judge(
  system: FieldSystem,
  service: ServiceName,
  app: pg.Client,
  table: string,
  { ours, theirs }: Pick<Tenants, 'ours' | 'theirs'>,
): Promise<{ readonly faults: readonly string[]; readonly own: number; readonly foreign: number }> {
  const [there] = await system.behind<{ own: number; foreign: number; all: number }>(
    service,
    `select count(*) filter (where tenant_id = $1)::int as own, count(*) filter (where tenant_id <> $1)::int as foreign,
       count(*)::int as all
     from ${pg.escapeIdentifier(table)}`,
    [ours],
  );
  const { own = 0, foreign = 0, all = 0 } = there ?? {};
  return { own, foreign, faults: await tryTable(app, table, { ours, theirs, own, isEmpty: all === 0 }) };
}

interface Tenants {
  readonly ours: string;
  readonly theirs: string;
  /** Rows of ours that an administrator sees. */
  readonly own: number;
  /** Whether it holds no row of anybody. */
  readonly isEmpty: boolean;
}

async function tryTable(app: pg.Client, name: string, { ours, theirs, own, isEmpty }: Tenants): Promise<string[]> {
  const table = pg.escapeIdentifier(name);
  const faults: string[] = [];
  /** Runs it for our tenant and takes it back; the code of the refusal, or the answer. */
  const tried = async (statement: string, values: readonly unknown[] = [], tenant: string | null = ours) => {
    await app.query('begin');
    try {
      if (tenant !== null) await app.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
      const { rows, rowCount } = await app.query<{ n: string }>(statement, [...values]);
      return { rows: rowCount ?? 0, count: Number(rows[0]?.n ?? 0), code: undefined };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      return { rows: 0, count: 0, code: error.code ?? '' };
    } finally {
      await app.query('rollback');
    }
  };

  const all = await tried(`select count(*) as n from ${table}`);
  if (all.code === undefined && all.count !== own) faults.push(`${all.count} rows are seen, ${own} are ours`);
  if (all.code !== undefined && all.code !== notAllowed) faults.push(`counting ends with ${all.code}`);
  const foreign = await tried(`select count(*) as n from ${table} where tenant_id <> $1`, [ours]);
  if (foreign.count > 0) faults.push(`${foreign.count} rows of others are seen`);
  for (const change of [
    `update ${table} set tenant_id = tenant_id where tenant_id = $1`,
    `delete from ${table} where tenant_id = $1`,
  ]) {
    const done = await tried(change, [theirs]);
    if (done.rows > 0) faults.push(`${done.rows} rows of another are touched by ${change}`);
    if (done.code !== undefined && done.code !== notAllowed) faults.push(`${change} ends with ${done.code}`);
  }
  const moved = await tried(`update ${table} set tenant_id = $1`, [theirs]);
  if (moved.rows > 0) faults.push(`${moved.rows} rows were given to another tenant`);
  // Policies are asked before NOT NULL and keys are: nothing else has to be right about the row. Triggers are asked even before, and find
  // nothing of another tenant to lean on
  const written = await tried(`insert into ${table} (tenant_id) values ($1)`, [theirs]);
  if (written.code !== notAllowed && written.code !== brokenRule)
    faults.push(`writing a row of another ends with ${written.code ?? 'success'}`);
  const nobody = await tried(`select count(*) as n from ${table}`, [], null);
  // A table without a row answers 0 before it asks whose it is
  const isNothing = isEmpty && nobody.code === undefined && nobody.count === 0;
  if (!isNothing && nobody.code !== notAllowed && !noTenant.includes(nobody.code ?? ''))
    faults.push(`without a tenant ${nobody.count} rows are counted, code ${nobody.code ?? 'none'}`);
  return faults;
}

async function named(system: FieldSystem, service: ServiceName, question: string): Promise<string[]> {
  return (await system.behind<{ name: string }>(service, question)).map(({ name }) => name);
}

function different(what: string, found: readonly string[], known: readonly string[]): string[] {
  const more = found.filter((name) => !known.includes(name));
  const gone = known.filter((name) => !found.includes(name));
  return [...more, ...gone].length === 0
    ? []
    : [`${what}: not known ${more.join(', ') || '-'}, gone ${gone.join(', ') || '-'}`];
}

function roleIn(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
