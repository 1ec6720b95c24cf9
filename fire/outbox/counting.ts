import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Topic of this script's facts, without the prefix. */
export const topic = 'ledger';
export const type = 'ledger.counted.v1';

/** Things that are counted: a fact for each step of each, told in the transaction that takes the step. */
export class CountingTables1800000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table counter (tenant_id uuid not null, id integer not null, version integer not null, primary key (tenant_id, id))`);
    await runner.query(`select chowk_protect('counter')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

/** What the writing process is told. */
export interface Writing {
  readonly url: string;
  readonly workerUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly seed: number;
  readonly writers: number;
  readonly facts: number;
  readonly tenants: readonly string[];
  readonly counters: number;
}

/** What it has done. */
export interface Written {
  readonly committed: number;
  readonly transactions: number;
  /** Ids of facts whose transaction was rolled back after they had been written. */
  readonly rolledBack: readonly string[];
}

/** What a relaying process is told. */
export interface Relaying {
  readonly url: string;
  readonly workerUrl: string;
  readonly redisUrl: string;
  readonly brokers: readonly string[];
  readonly prefix: string;
}

/** Name of the relay's connections in pg_stat_activity; the process follows. */
export const relayName = (pid: number): string => `relay-${pid}`;
