import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';

/**
 * TypeORM's query runner on a connection that the kit has lent it, inside the kit's transaction: it never takes a
 * connection from the pool, never begins, and what it is asked to begin becomes a savepoint (its depth starts at 1).
 */
export class BorrowedQueryRunner extends PostgresQueryRunner {
  /** `announce` is told each statement before it is sent. */
  constructor(
    dataSource: DataSource,
    client: PoolClient,
    private readonly announce: (text: string) => void,
  ) {
    if (!(dataSource.driver instanceof PostgresDriver)) throw new TypeError('The kit keeps its rows in PostgreSQL');
    super(dataSource.driver, 'master');
    this.databaseConnection = client;
    this.isTransactionActive = true;
    this.transactionDepth = 1;
  }

  override query(
    text: string,
    parameters?: unknown[],
    useStructuredResult?: boolean,
  ): ReturnType<PostgresQueryRunner['query']> {
    this.announce(text);
    return super.query(text, parameters, useStructuredResult);
  }

  /** The connection is the kit's: it goes back to the pool with the kit's transaction. */
  override async release(): Promise<void> {
    this.isReleased = true;
  }
}
