import type pg from 'pg';
import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';
import { until } from '../../tools/field/until.ts';

/** Rows that a transaction of ours has locked, so that a service waits at exactly this point. */
export class RowHold {
  private readonly system: FieldSystem;
  private readonly service: ServiceName;
  private readonly client: pg.PoolClient;
  private readonly pid: number;

  private constructor(system: FieldSystem, service: ServiceName, client: pg.PoolClient, pid: number) {
    this.system = system;
    this.service = service;
    this.client = client;
    this.pid = pid;
  }

  /** Locks what the statement does: `select ... for update`. */
  static async of(
    system: FieldSystem,
    service: ServiceName,
    statement: string,
    values: readonly unknown[] = [],
  ): Promise<RowHold> {
    const client = await system.databases.pool(service).connect();
    await client.query('begin');
    await client.query(statement, [...values]);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return new RowHold(system, service, client, rows[0]?.pid ?? Number.NaN);
  }

  /** Locks what this statement does as well. */
  async more(statement: string, values: readonly unknown[]): Promise<void> {
    await this.client.query(statement, [...values]);
  }

  /** Resolves when at least so many transactions of the service wait, directly or in a row, for what is held. */
  async isFeltBy(count: number): Promise<void> {
    await until(`${count} transactions of ${this.service} wait for what we hold`, 20, async () => {
      const waiting = await this.system.behind(
        this.service,
        'select pid from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))',
        [this.pid],
      );
      return waiting.length >= count;
    });
  }

  async release(): Promise<void> {
    await this.client.query('rollback');
    this.client.release();
  }
}
