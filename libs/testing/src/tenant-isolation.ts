import { asAdmin } from './migrated-template.js';
import type { TestDatabase } from './database.js';

/** What the catalog says against the isolation of tenants, one sentence each; empty when nothing does. */
export async function tenantIsolationFaults(database: Pick<TestDatabase, 'adminUrl' | 'url'>): Promise<string[]> {
  const appRole = decodeURIComponent(new URL(database.url).username);
  return asAdmin(database.adminUrl, async (admin) => {
    const faults: string[] = [];
    for (const check of checks) {
      const { rows } = await admin.query<{ fault: string }>(check, [appRole]);
      faults.push(...rows.map(({ fault }) => fault));
    }
    return faults;
  });
}

/**
 * Throws unless the catalog proves that no tenant reaches another's rows: every table with `tenant_id` has row-level
 * security on and forced, the app role's policies check reads and writes, its keys start with the tenant, and the app
 * role can go around none of it.
 */
export async function assertTenantIsolation(database: Pick<TestDatabase, 'adminUrl' | 'url'>): Promise<void> {
  const faults = await tenantIsolationFaults(database);
  if (faults.length > 0) throw new Error(`Tenants are not isolated:\n- ${faults.join('\n- ')}`);
}

const tenantTables = `
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

const writable = `(has_table_privilege($1, t.oid, 'insert') or has_table_privilege($1, t.oid, 'update'))`;

const checks: readonly string[] = [
  `select format('role %s is a superuser or bypasses row-level security', rolname) as fault
   from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole)`,
  `select format('role %s does not exist', $1::text) as fault where not exists (select 1 from pg_roles where rolname = $1)`,
  `select format('table %s belongs to the app role', t.relname) as fault from (${tenantTables}) t
   where pg_has_role($1, t.relowner, 'member')`,
  `select format('table %s: row-level security is %s', t.relname, case when t.relrowsecurity then 'not forced' else 'off' end) as fault
   from (${tenantTables}) t where $1::text is not null and not (t.relrowsecurity and t.relforcerowsecurity)`,
  `select format('table %s: the app role has no policy that checks reads and writes by tenant', t.relname) as fault
   from (${tenantTables}) t
   where not exists (
     select 1 from pg_policy p where p.polrelid = t.oid and p.polcmd = '*'
       and (select oid from pg_roles where rolname = $1) = any(p.polroles)
       and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id =%app.tenant_id%'
       and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id =%app.tenant_id%')`,
  // Permissive policies add up: one more that lets the app role (or everybody) in would undo the tenant's.
  `select format('table %s: policy %s lets the app role past the tenant', t.relname, p.polname) as fault
   from (${tenantTables}) t join pg_policy p on p.polrelid = t.oid
   where p.polpermissive and (0 = any(p.polroles) or (select oid from pg_roles where rolname = $1) = any(p.polroles))
     and not coalesce(coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) like '%app.tenant_id%', false)`,
  `select format('table %s: the app role may truncate it, which no policy sees', t.relname) as fault
   from (${tenantTables}) t where has_table_privilege($1, t.oid, 'truncate')`,
  `select format('table %s: unique key %s does not start with tenant_id', t.relname, i.indexrelid::regclass) as fault
   from (${tenantTables}) t join pg_index i on i.indrelid = t.oid
   where i.indisunique and ${writable}
     and coalesce((select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]), '') <> 'tenant_id'`,
  `select format('table %s: foreign key %s does not carry tenant_id', t.relname, k.conname) as fault
   from (${tenantTables}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
   join (${tenantTables}) parent on parent.oid = k.confrelid
   where ${writable} and not exists (
     select 1 from unnest(k.conkey) as column_number join pg_attribute a on a.attrelid = t.oid and a.attnum = column_number
     where a.attname = 'tenant_id')`,
];
