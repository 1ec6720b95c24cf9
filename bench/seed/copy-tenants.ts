import { randomUUID } from 'node:crypto';
import { withDatabase } from '../../tools/field/drained.ts';
import type { BenchSystem } from '../bench-system.ts';
import { grownTables } from './grown-tables.ts';

/** What belongs to the machinery or is alive in a process. */
const left = new Set([
  'outbox',
  'fact',
  'inbox',
  'dead_letter',
  'idempotency',
  'room_event',
  'room_counter',
  'auth_sessions',
]);

/**
 * Makes more tenants like the model, with its outlets, people, menu and stock in the tables of all services; answers their ids. Slugs are
 * numbered, since they are one platform's.
 */
export async function copyTenants(system: BenchSystem, modelTenantId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await Promise.all(
    withDatabase.map(async (service) => {
      const tables = await system.behind<{ name: string }>(
        service,
        `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
         where c.relkind = 'r' and not c.relispartition and c.relnamespace = 'public'::regnamespace`,
      );
      const grown = new Set(grownTables[service] ?? []);
      const client = await system.running.databases.pool(service).connect();
      try {
        await client.query('set session_replication_role = replica');
        for (const { name } of tables) {
          if (left.has(name) || grown.has(name)) continue;
          const slug = `regexp_replace(replace(to_jsonb(s)::text, $1, t.id::text), '"slug": *"[^"]*"', '"slug": "tenant-' || t.n || '"')`;
          await client.query(
            `insert into ${name} overriding system value select (jsonb_populate_record(null::${name}, (${slug})::jsonb)).*
             from ${name} s cross join unnest($2::uuid[]) with ordinality as t (id, n) where s.tenant_id = $1::uuid
             on conflict do nothing`,
            [modelTenantId, ids],
          );
          await client.query(`analyze ${name}`);
        }
        await client.query('reset session_replication_role');
      } finally {
        client.release();
      }
    }),
  );
  return ids;
}
