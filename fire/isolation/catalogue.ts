/**
 * Questions to the catalogue of a service's database. `$1` is the app role, `$2` the worker role; each row is one fault. What may be otherwise
 * stands in `exceptions.ts` and is compared there.
 */
const tenantTables = `
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname = 'public'
    and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

/** Names of the tables with a tenant. */
export const namesOfTenantTables = `select relname as name from (${tenantTables}) t order by relname`;

/** Names of all other tables. */
export const namesOfOtherTables = `
  select c.relname as name from pg_class c
  where c.relkind in ('r', 'p', 'f') and c.relnamespace = 'public'::regnamespace
    and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
  order by c.relname`;

/** Functions outside of the system's own schemas that run with their owner's rights. */
export const namesOfDefinerFunctions = `
  select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') order by p.proname`;

/** Of those, the ones that answer rows or that somebody but the worker may call. */
export const looseDefinerFunctions = `
  select p.proname || ' answers rows or is open to others' as fault
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
    and (p.proretset or has_function_privilege($1, p.oid, 'execute') or not has_function_privilege($2, p.oid, 'execute')
      or exists (select 1 from aclexplode(p.proacl) as granted where granted.grantee = 0))`;

export const catalogueFaults: readonly string[] = [
  `select relname || ': row-level security is ' || case when relrowsecurity then 'not forced' else 'off' end as fault
   from (${tenantTables}) t where $1::text <> '' and $2::text <> '' and not (relrowsecurity and relforcerowsecurity)`,
  `select rolname || ' is a superuser, goes past row-level security, makes roles or replicates' as fault from pg_roles
   where rolname = any(array[$1::text, $2::text, pg_get_userbyid((select datdba from pg_database where datname = current_database()))])
     and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)`,
  // The administrator's own role is the only one that may go past the policies; no service knows its password
  `select rolname || ' goes past row-level security' as fault from pg_roles
   where (rolsuper or rolbypassrls) and rolname not like 'pg\\_%' and rolname <> current_user and $1::text <> '' and $2::text <> ''`,
  `select format('%s may act as %s', one.rolname, other.rolname) as fault from pg_roles one, pg_roles other
   where one.rolname in ($1::text, $2::text) and other.oid <> one.oid and pg_has_role(one.oid, other.oid, 'member')`,
  `select relname || ' belongs to a role that services sign in with' as fault from (${tenantTables}) t
   where pg_get_userbyid(relowner) in ($1::text, $2::text)`,
  `select relname || ': the app role has no policy that checks reads and writes by tenant' as fault from (${tenantTables}) t
   where $2::text <> '' and not exists (
     select 1 from pg_policy p where p.polrelid = t.oid and p.polcmd = '*' and $1::regrole = any(p.polroles)
       and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id =%app.tenant_id%'
       and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id =%app.tenant_id%')`,
  // Permissive policies add up: one more that lets the app role or everybody in would undo the tenant's
  `select format('%s: policy %s lets the app role past the tenant', t.relname, p.polname) as fault
   from (${tenantTables}) t join pg_policy p on p.polrelid = t.oid
   where $2::text <> '' and p.polpermissive and (0 = any(p.polroles) or $1::regrole = any(p.polroles))
     and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), '') not like '%app.tenant_id%'`,
  `select relname || ': may be truncated, which no policy sees' as fault from (${tenantTables}) t
   where has_table_privilege($1, t.oid, 'truncate') or has_table_privilege($2, t.oid, 'truncate')`,
  `select c.relname || ' is a view that reads with its owner''s rights' as fault from pg_class c
   where $1::text <> '' and $2::text <> '' and c.relnamespace = 'public'::regnamespace
     and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions::text like '%security_invoker=true%', false)))`,
];
