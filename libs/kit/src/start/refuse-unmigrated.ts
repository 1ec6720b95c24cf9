import type { Database } from '../database/database.js';
import type { MigrationClass } from '../database/migration-class.js';
import { kitMigrations } from '../database/migrations/kit-migrations.js';
import { sql } from '../database/sql.js';

/** Rejects, naming what is missing, when the database has not seen every migration this build knows. */
export async function refuseUnmigrated(database: Database, migrations: readonly MigrationClass[]): Promise<void> {
  const rows = await database.worker
    .query<{ name: string }>(sql`select name from migrations`)
    .catch((error: unknown) => {
      throw new Error('The database was never migrated: run `main.js migrate` first', { cause: error });
    });
  const done = new Set(rows.map(({ name }) => name));
  const missing = [...kitMigrations, ...migrations].map(({ name }) => name).filter((name) => !done.has(name));
  if (missing.length > 0) throw new Error(`The database lacks ${missing.join(', ')}: run \`main.js migrate\` first`);
}
