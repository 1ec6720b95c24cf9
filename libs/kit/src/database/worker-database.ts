import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { OpenTransaction } from './open-transaction.js';
import type { Sql } from './sql.js';
import { runTransaction } from './transaction-run.js';
import type { Transaction } from './transaction.js';

/**
 * The same database under the worker role, which has no tenant: it sees only the tables whose migration gave it a
 * policy (outbox, fact, inbox, dead letters, due work) and fails with "permission denied" on all others.
 */
export class WorkerDatabase {
  constructor(
    private readonly parts: {
      readonly pool: pg.Pool;
      readonly dataSource: DataSource;
      readonly report: (error: unknown) => void;
    },
  ) {}

  /** The role's pool, for work that needs a connection of its own, as an advisory lock held for long. */
  get pool(): pg.Pool {
    return this.parts.pool;
  }

  /** Rows of one statement, committed by itself. */
  async query<Row extends object>({ text, values, name }: Sql): Promise<Row[]> {
    const { rows } = await this.parts.pool.query<Row>({ text, values: [...values], ...(name ? { name } : {}) });
    return rows;
  }

  /** Runs one statement, committed by itself, and tells how many rows it touched. */
  async execute({ text, values, name }: Sql): Promise<number> {
    const { rowCount } = await this.parts.pool.query({ text, values: [...values], ...(name ? { name } : {}) });
    return rowCount ?? 0;
  }

  /** Runs `work` in one transaction of the worker role. Not joined by the app role's stores: hand the transaction on. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const { pool, dataSource, report } = this.parts;
    const run = (transaction: OpenTransaction) => work(transaction);
    const opening = { tenantId: undefined, first: [], idempotency: undefined, dataSource };
    return runTransaction(pool, opening, run, (transaction) => transaction.runAfterCommit(report));
  }
}
