import { TenantState, type Tenant } from '@chowk/contracts/envelope';
import type { Database } from '../database/database.js';
import { prepared, sql } from '../database/sql.js';
import type { TenantCopy } from './tenant-directory.js';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The kit's table `tenant`; read under the worker role, since a public call has no tenant before its slug is resolved. */
export class TenantTable implements TenantCopy {
  constructor(private readonly database: Database) {}

  async find(slugOrId: string): Promise<Tenant | undefined> {
    const [row] = await this.database.worker.query<{ state: unknown }>(
      prepared(
        uuid.test(slugOrId)
          ? sql`select state from tenant where id = ${slugOrId}`
          : sql`select state from tenant where slug = ${slugOrId}`,
      ),
    );
    return row && TenantState.schema.parse(row.state);
  }

  /** Keeps the newest version; an older one that comes late changes nothing. */
  async keep(tenant: Tenant, version: number): Promise<void> {
    await this.database.execute(sql`
      insert into tenant (id, slug, version, state)
      values (${tenant.id}, ${tenant.slug}, ${version}, ${JSON.stringify(tenant)}::jsonb)
      on conflict (id) do update set slug = excluded.slug, version = excluded.version, state = excluded.state
      where tenant.version < excluded.version`);
  }
}
