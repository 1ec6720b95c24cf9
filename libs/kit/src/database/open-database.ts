import { DataSource, type ObjectType } from 'typeorm';
import { Database } from './database.js';
import { openPool } from './pools.js';
import { SnakeNaming } from './snake-naming.js';
import { WorkerDatabase } from './worker-database.js';

export interface DatabaseSettings {
  /** The database under its app role: row-level security applies. */
  readonly url: string;
  /** The same database under the worker role. */
  readonly workerUrl: string;
  readonly applicationName: string;
  readonly entities: readonly ObjectType<object>[];
  /** Most connections of the app role; the worker role has a quarter of them, at least three. */
  readonly size?: number;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  /** Told errors that fail nobody's work: a dead idle connection, work after a commit. */
  readonly report: (error: unknown) => void;
}

export interface OpenDatabase {
  readonly database: Database;
  /** Ends both pools, once what runs on them is done. */
  close(): Promise<void>;
}

/** Opens both roles' pools and reads the entities' metadata. Throws when the database cannot be reached. */
export async function openDatabase(settings: DatabaseSettings): Promise<OpenDatabase> {
  const { url, workerUrl, applicationName, report, size = 10 } = settings;
  const limits = {
    onIdleError: report,
    ...(settings.statementTimeoutMs === undefined ? {} : { statementTimeoutMs: settings.statementTimeoutMs }),
    ...(settings.lockTimeoutMs === undefined ? {} : { lockTimeoutMs: settings.lockTimeoutMs }),
  };
  const pool = openPool({ url, applicationName, size, ...limits });
  const workerPool = openPool({
    url: workerUrl,
    applicationName: `${applicationName}-worker`,
    size: Math.max(3, Math.ceil(size / 4)),
    ...limits,
  });
  const dataSource = new DataSource({
    type: 'postgres',
    entities: [...settings.entities],
    namingStrategy: new SnakeNaming(),
    installExtensions: false,
    driver: { Pool: lending(pool) },
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    await Promise.all([pool.end(), workerPool.end()]);
    throw error;
  }
  const worker = new WorkerDatabase({ pool: workerPool, dataSource, report });
  const database = new Database({ pool, dataSource, worker, report });
  return {
    database,
    close: async () => {
      await Promise.all([dataSource.destroy(), workerPool.end()]);
    },
  };
}

/** TypeORM makes its pool by `new Pool(...)`; it is given the kit's, so that one transaction is one connection. */
function lending(pool: object): new () => object {
  return class {
    constructor() {
      return pool;
    }
  };
}
