import type { PoolClient, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';
import type { NewOutboxRow, OutboxRow } from './outbox-row.js';
import type { Sql } from './sql.js';

/** One open transaction on one connection, for pipelined statements and the TypeORM manager alike. */
export interface Transaction {
  /** The tenant whose rows are visible; undefined for the worker role. */
  readonly tenantId: string | undefined;
  /** The raw connection, with the transaction begun on it. */
  readonly client: PoolClient;
  /** TypeORM bound to this transaction. */
  readonly manager: EntityManager;
  /** Outcomes of the statements given as `first`, in their order. */
  readonly first: Promise<readonly QueryResult[]>;
  /** Outbox rows written so far; told to the outbox listeners after the commit. */
  readonly outbox: readonly OutboxRow[];
  /** Rows of a statement. */
  query<Row extends object>(statement: Sql): Promise<Row[]>;
  /** Runs a statement and tells how many rows it touched. */
  execute(statement: Sql): Promise<number>;
  /** Runs a statement whose answer nobody needs, with the next one that is waited for or with the commit. */
  write(statement: Sql): void;
  /** Writes facts to the outbox, in order, as {@link write} does. */
  writeFacts(rows: readonly NewOutboxRow[]): Promise<void>;
  /** Runs once the commit is certain, in the order of registration; never runs after a rollback. */
  afterCommit(work: () => void | Promise<void>): void;
}

export interface TransactionOptions {
  /** Statements sent in the same flush as `begin`, as the inbox row; see {@link Transaction.first}. */
  readonly first?: readonly Sql[];
}
