import { randomBytes } from 'node:crypto';
import type { MigrationClass } from '@chowk/kit';
import { addressOf, closeToOthers, roleOf } from './database-roles.js';
import { asAdmin, migratedTemplate } from './migrated-template.js';
import { testStack } from './stack.js';

/** What of a service a test database is made for; a service description will do. */
export interface DatabaseOf {
  readonly name: string;
  readonly database?: { readonly migrations: readonly MigrationClass[] };
}

/** A database of one test file: migrated, empty, and nobody else's. */
export interface TestDatabase {
  /** App role: row-level security applies. */
  readonly url: string;
  readonly workerUrl: string;
  readonly ownerUrl: string;
  /** Superuser, for looking behind row-level security. */
  readonly adminUrl: string;
  /** The service's environment for this database. */
  readonly env: {
    readonly DATABASE_URL: string;
    readonly DATABASE_WORKER_URL: string;
    readonly DATABASE_OWNER_URL: string;
  };
  /** Drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of its own for one test file, copied from a template that is migrated once per set of migrations. */
export async function testDatabase({ name, database }: DatabaseOf): Promise<TestDatabase> {
  const server = testStack().databaseUrl;
  const template = await migratedTemplate(server, database?.migrations ?? []);
  const copy = `test_${name.replaceAll('-', '_')}_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    await admin.query(`create database ${copy} template ${template} owner ${roleOf('owner')}`);
    await closeToOthers(admin, copy);
  });
  const url = addressOf(server, copy, 'app');
  const workerUrl = addressOf(server, copy, 'worker');
  const ownerUrl = addressOf(server, copy, 'owner');
  return {
    url,
    workerUrl,
    ownerUrl,
    adminUrl: addressOf(server, copy),
    env: { DATABASE_URL: url, DATABASE_WORKER_URL: workerUrl, DATABASE_OWNER_URL: ownerUrl },
    drop: () =>
      asAdmin(server, async (admin) => {
        await admin.query(`drop database if exists ${copy} with (force)`);
      }),
  };
}
