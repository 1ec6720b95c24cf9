import { createHash } from 'node:crypto';
import { kitMigrations, type MigrationClass, runMigrations } from '@chowk/kit';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { addressOf, closeToOthers, makeRoles, roleOf } from './database-roles.js';

/** Made by one process at a time: roles and databases know no "if not exists". */
const templateLock = 7_263_540_111;

/**
 * The name of a database with these migrations behind it and nothing in it, made on first use and kept for later runs.
 * Nobody can connect to it, so that it can be copied at any time.
 */
export async function migratedTemplate(adminUrl: string, migrations: readonly MigrationClass[]): Promise<string> {
  const template = `template_chowk_${await fingerprint([...kitMigrations, ...migrations])}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    await makeRoles(admin, adminUrl);
    const unfinished = `${template}_unfinished`;
    await admin.query(`drop database if exists ${unfinished} with (force)`);
    await admin.query(`create database ${unfinished} owner ${roleOf('owner')}`);
    await closeToOthers(admin, unfinished);
    await asAdmin(addressOf(adminUrl, unfinished), async (inside) => {
      await inside.query(`alter schema public owner to ${roleOf('owner')}`);
    });
    const roles = { app: roleOf('app'), worker: roleOf('worker') };
    await runMigrations(addressOf(adminUrl, unfinished, 'owner'), migrations, roles);
    await admin.query(`alter database ${unfinished} with allow_connections false`);
    await admin.query(`alter database ${unfinished} rename to ${template}`);
  });
  return template;
}

/** Runs `work` on a connection of its own. */
export async function asAdmin<Result>(url: string, work: (admin: pg.Client) => Promise<Result>): Promise<Result> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Another statement in any migration is another template: the migrations run once against a runner that only listens. */
async function fingerprint(migrations: readonly MigrationClass[]): Promise<string> {
  const hash = createHash('sha256');
  const listener = {
    query: async (text: string): Promise<unknown[]> => {
      hash.update(text);
      return [];
    },
  } as QueryRunner;
  for (const migration of migrations) {
    hash.update(migration.name).update(migration.toString());
    await new migration().up(listener);
  }
  return hash.digest('hex').slice(0, 16);
}
