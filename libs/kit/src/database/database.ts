import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { currentCall, currentTenantId, isRebuilding, runInCall } from '../context/call-context.js';
import { crashPoint } from '../start/crash-point.js';
import { OpenTransaction } from './open-transaction.js';
import type { OutboxRow } from './outbox-row.js';
import type { Sql } from './sql.js';
import { runTransaction } from './transaction-run.js';
import type { Transaction, TransactionOptions } from './transaction.js';
import type { WorkerDatabase } from './worker-database.js';

/** Told outbox rows right after their commit, in the order of writing; must not throw and must not wait. */
export type OutboxListener = (rows: readonly OutboxRow[]) => void;

export interface DatabaseParts {
  readonly pool: pg.Pool;
  readonly dataSource: DataSource;
  readonly worker: WorkerDatabase;
  /** Told errors of work that ran after a commit; they change nothing about the commit. */
  readonly report: (error: unknown) => void;
}

/**
 * The service's database under its app role: row-level security is in force and every transaction belongs to the
 * tenant of the current call. Without a tenant everything throws MissingTenant before the database is touched.
 */
export class Database {
  readonly worker: WorkerDatabase;
  readonly #listeners = new Set<OutboxListener>();

  constructor(private readonly parts: DatabaseParts) {
    this.worker = parts.worker;
  }

  /** The app role's pool, for what counts its connections. */
  get pool(): pg.Pool {
    return this.parts.pool;
  }

  /** TypeORM's view of the entities; for metadata, never for queries of its own. */
  get dataSource(): DataSource {
    return this.parts.dataSource;
  }

  /**
   * Runs `work` in one transaction of the current tenant and commits it; joins the transaction that is open already.
   * When `work` throws, all is rolled back. An inner call that throws and is caught leaves to the outer transaction
   * what it had written. Throws TransactionNotCommitted when a failed statement was caught and the rest went on.
   */
  async transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    const open = this.openTransaction();
    if (!open) return this.begin(work, options);
    if (options.first) throw new Error('First statements need a transaction of their own; one is open already');
    return work(open);
  }

  /** Rows of one statement: in the open transaction, or in one of its own that travels in a single flush. */
  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.run<Row>(statement)).rows;
  }

  /** Runs one statement as {@link query} does and tells how many rows it touched. */
  async execute(statement: Sql): Promise<number> {
    return (await this.run(statement)).rowCount ?? 0;
  }

  /**
   * Runs a statement whose answer nobody needs. In an open transaction it leaves, in the order of writing, with the next
   * statement that is waited for or with the commit, and a failure is the transaction's; outside of one it is committed
   * when this resolves. `received` is told its rows before anybody hears of the commit.
   */
  async write<Row extends object>(
    statement: Sql,
    received: (rows: readonly Row[]) => void = () => undefined,
  ): Promise<void> {
    const open = this.openTransaction();
    if (open) open.runLate<Row>(statement, ({ rows }) => received(rows));
    else received((await this.run<Row>(statement)).rows);
  }

  /** TypeORM's manager bound to the open transaction. Throws outside of one. */
  manager(): EntityManager {
    return this.requireTransaction().manager;
  }

  /** Runs once the open transaction is committed; left out while a copy is rebuilt. Throws outside of a transaction. */
  afterCommit(work: () => void | Promise<void>): void {
    if (!isRebuilding()) this.requireTransaction().afterCommit(work);
  }

  /** Tells the listener of every commit that wrote facts; returns how to stop. */
  onOutboxWritten(listener: OutboxListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The transaction this call is in, if any; for the kit's own stores. Throws when it belongs to another tenant. */
  openTransaction(): OpenTransaction | undefined {
    const tenantId = currentTenantId();
    const { transaction } = currentCall();
    if (!(transaction instanceof OpenTransaction)) return undefined;
    if (transaction.tenantId !== tenantId)
      throw new Error('The open transaction belongs to another tenant; one transaction serves one tenant');
    return transaction;
  }

  /** Runs one statement; `written` is told its result inside the transaction. For the kit's own stores. */
  async run<Row extends object>(
    statement: Sql,
    written?: (transaction: OpenTransaction, rows: readonly Row[]) => void,
  ): Promise<pg.QueryResult<Row>> {
    const open = this.openTransaction();
    if (open) {
      const result = await open.run<Row>(statement);
      written?.(open, result.rows);
      return result;
    }
    const { promise, resolve } = Promise.withResolvers<pg.QueryResult<Row>>();
    await this.begin(async (transaction) => {
      transaction.runLate<Row>(statement, (result) => {
        written?.(transaction, result.rows);
        resolve(result);
      });
    }, {});
    return promise;
  }

  private begin<Result>(
    work: (transaction: OpenTransaction) => Promise<Result>,
    { first = [] }: TransactionOptions,
  ): Promise<Result> {
    const { pool, dataSource, report } = this.parts;
    const { idempotency } = currentCall();
    return runTransaction(
      pool,
      { tenantId: currentTenantId(), first, idempotency, dataSource },
      (transaction) => runInCall({ transaction }, () => work(transaction)),
      async (transaction) => {
        for (const { type } of transaction.outbox) crashPoint('outbox', type);
        if (transaction.outbox.length > 0) for (const listener of this.#listeners) listener(transaction.outbox);
        await transaction.runAfterCommit(report);
      },
    );
  }

  private requireTransaction(): OpenTransaction {
    const open = this.openTransaction();
    if (!open) throw new Error('No transaction is open; wrap the work in database.transaction(...)');
    return open;
  }
}
