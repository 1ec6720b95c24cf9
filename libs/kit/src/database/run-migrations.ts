import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationClass } from './migration-class.js';
import { kitMigrations } from './migrations/kit-migrations.js';

/** The roles that tables are protected for. */
export interface ServiceRoles {
  readonly app: string;
  readonly worker: string;
}

/** The roles as the service's own addresses name them. Throws when one names none. */
export function rolesOf(url: string, workerUrl: string): ServiceRoles {
  return { app: userOf(url), worker: userOf(workerUrl) };
}

/** Longest a migration may wait for a lock: behind it every other query on that table waits too. */
const lockTimeoutMs = 5_000;
const migrationLock = 7_263_540_112;

/**
 * Brings the database forward under its owner role, the kit's migrations first, each in a transaction of its own.
 * Runs started at once wait for each other (at most two minutes). Returns the names of those that ran.
 */
export async function runMigrations(
  ownerUrl: string,
  migrations: readonly MigrationClass[],
  roles: ServiceRoles,
): Promise<string[]> {
  const guard = new pg.Client({ connectionString: ownerUrl, lock_timeout: 120_000, application_name: 'migrate' });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    return await migrate(ownerUrl, migrations, roles);
  } finally {
    await guard.end();
  }
}

async function migrate(
  ownerUrl: string,
  migrations: readonly MigrationClass[],
  { app, worker }: ServiceRoles,
): Promise<string[]> {
  const settings = { 'chowk.app_role': app, 'chowk.worker_role': worker, lock_timeout: `${lockTimeoutMs}` };
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'migrate',
    installExtensions: false,
    migrations: [...kitMigrations, ...migrations],
    migrationsTransactionMode: 'each',
    extra: {
      max: 1,
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    },
  });
  await dataSource.initialize();
  try {
    const ran = await dataSource.runMigrations();
    // A service that starts looks whether its database is as far as its build
    await dataSource.query(`grant select on migrations to ${[app, worker].map((role) => `"${role}"`).join(', ')}`);
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

function userOf(url: string): string {
  const user = decodeURIComponent(new URL(url).username);
  if (!user) throw new Error('The address of the database names no role');
  return user;
}
