import type { BenchSystem, WithDatabase } from '../bench-system.ts';
import { copiedColumn, type Column, type Window } from './copied-column.ts';
import { grownTables, keptColumns } from './grown-tables.ts';

/** Copies made by one statement, so that a transaction stays small and somebody sees that it goes on. */
const atOnce = 250;

export interface Copying {
  /** When the model orders were taken. */
  readonly window: Window;
  /** Of each model order. */
  readonly copies: number;
  /** Whose the copies are, in turn. */
  readonly tenantIds: readonly string[];
  /** The model's tenant. */
  readonly modelTenantId: string;
}

/**
 * Multiplies the orders that were taken through the front door: the same rows in every table that grows with them, with ids and times
 * set back, indexes kept up. Triggers do not fire for copies. Statistics are taken at the end, as autovacuum does in time, never on
 * empty tables.
 */
export async function copyOrders(system: BenchSystem, copying: Copying): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {};
  const server = system.running.databases.pool('order');
  // So many rows in a row would be checkpointed over and over
  await server.query(`alter system set max_wal_size = '8GB'`);
  await server.query('select pg_reload_conf()');
  await Promise.all(
    Object.entries(grownTables).map(async ([service, tables]) => {
      const pool = system.running.databases.pool(service);
      const client = await pool.connect();
      try {
        await client.query(`set session_replication_role = replica; set synchronous_commit = off`);
        await client.query('create temporary table copies (n bigint primary key, tenant_id uuid not null)');
        for (const table of tables) {
          const columns = await columnsOf(system, service as WithDatabase, table);
          const names = columns.map(({ name }) => `"${name}"`).join(', ');
          const values = columns.map((column) => copiedColumn(column, copying.window, keptColumns)).join(', ');
          const kept = [...keptColumns].map((name) => `'${name}'`).join(', ');
          await client.query(
            `create temporary table model as select * from ${table} t where tenant_id = '${copying.modelTenantId}' and exists (
               select 1 from jsonb_each_text(to_jsonb(t)) as c (name, value)
               where c.value ~ '^(${prefixes(copying.window)})-' and c.name not in (${kept}))`,
          );
          for (let from = 1; from <= copying.copies; from += atOnce) {
            const to = Math.min(copying.copies, from + atOnce - 1);
            await client.query('truncate copies');
            await client.query(
              `insert into copies select n, ($3::uuid[])[1 + n % cardinality($3::uuid[])] from generate_series($1::bigint, $2::bigint) n`,
              [from, to, copying.tenantIds],
            );
            const { rowCount } = await client.query(
              `insert into ${table} (${names}) overriding system value select ${values} from model s cross join copies k`,
            );
            rows[`${service}.${table}`] = (rows[`${service}.${table}`] ?? 0) + (rowCount ?? 0);
          }
          await client.query('drop table model');
          await client.query(`analyze ${table}`);
        }
        await client.query('drop table copies; reset session_replication_role; reset synchronous_commit');
      } finally {
        client.release();
      }
    }),
  );
  await server.query('alter system reset max_wal_size');
  await server.query('select pg_reload_conf()');
  // What was written is on the disk before anything is measured
  await server.query('checkpoint');
  return rows;
}

function prefixes({ first, last }: Window): string {
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n).toString(16).padStart(8, '0')).join('|');
}

function columnsOf(system: BenchSystem, service: WithDatabase, table: string): Promise<Column[]> {
  return system.behind<Column>(
    service,
    `select a.attname as name, format_type(a.atttypid, null) as type, exists (
       select 1 from pg_index i
       where i.indrelid = a.attrelid and i.indisunique and a.attnum = any (i.indkey) and not exists (
         -- An id of the order's own, or a running number, tells copies apart already
         select 1 from pg_attribute b
         where b.attrelid = i.indrelid and b.attnum = any (i.indkey) and b.attnum <> a.attnum
           and (b.attname = 'sequence' or b.atttypid = 'uuid'::regtype and not b.attname = any ($2)))) as "isUnique"
     from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by a.attnum`,
    [table, [...keptColumns]],
  );
}
