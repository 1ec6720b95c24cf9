import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `chowk_protect`: the one way a migration lets the service's roles near a table that has a `tenant_id`.
 * The names of the roles come from the migration run (`runMigrations`) and are kept, for partitions made later.
 */
export class ProtectTables1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table chowk_role (kind text primary key check (kind in ('app', 'worker')), name text not null)`);
    await runner.query(`
      insert into chowk_role values
        ('app', current_setting('chowk.app_role')), ('worker', current_setting('chowk.worker_role'))`);
    await runner.query(protectFunction);
    await runner.query(`
      do $$ begin
        execute format('grant usage on schema public to %I, %I',
          current_setting('chowk.app_role'), current_setting('chowk.worker_role'));
      end $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

// The tenant is read once per statement (a sub-select), and a missing one raises instead of hiding rows: unset is
// unknown (42704), and what an earlier transaction of the connection left behind is '', no uuid (22P02).
// TRUNCATE is never granted: it does not ask policies.
const protectFunction = `
  create function chowk_protect(target regclass, app text default 'all', worker text default 'none')
  returns void language plpgsql set search_path = public as $function$
  declare
    app_role text := (select name from chowk_role where kind = 'app');
    worker_role text := (select name from chowk_role where kind = 'worker');
    mine text := '(tenant_id = (select current_setting(''app.tenant_id''))::uuid)';
    rights text;
  begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);

    execute format('create policy tenant_of_the_call on %s for all to %I using %s with check %s', target, app_role, mine, mine);
    rights := case app when 'all' then 'select, insert, update, delete' when 'append' then 'select, insert'
                       when 'read' then 'select' when 'none' then null else 'unknown' end;
    if rights = 'unknown' then raise exception 'app is all, append, read or none, not %', app; end if;
    if rights is not null then execute format('grant %s on %s to %I', rights, target, app_role); end if;

    rights := case worker when 'all' then 'select, insert, update, delete' when 'select' then 'select'
                          when 'none' then null else 'unknown' end;
    if rights = 'unknown' then raise exception 'worker is all, select or none, not %', worker; end if;
    if rights is not null then
      execute format('create policy work_of_all_tenants on %s for all to %I using (true) with check (true)', target, worker_role);
      execute format('grant %s on %s to %I', rights, target, worker_role);
    end if;
  end $function$`;
