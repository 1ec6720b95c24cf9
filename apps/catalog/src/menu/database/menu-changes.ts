import { currentTenantId, Database, prepared, sql, Wakeups } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MenuCache } from './menu-cache.js';

/** Woken when there is a new version of the tenant's menu. */
export const menuNews = (tenantId: string): string => `menu:${tenantId}`;

/** The one door for changes of a menu: they happen one after the other per tenant, and no reader sees the old menu after them. */
@Injectable()
export class MenuChanges {
  constructor(
    private readonly database: Database,
    private readonly cache: MenuCache,
    private readonly wakeups: Wakeups,
  ) {}

  /**
   * Runs `work` in a transaction that holds the tenant's menu and makes it a new version. After the commit all instances read
   * the new one; should telling them fail, the sweep tells them.
   */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.database.transaction(async () => {
      const tenantId = currentTenantId();
      const [row] = await this.database.query<{ version: number }>(
        prepared(sql`
          insert into menu (tenant_id, version, told) values (${tenantId}, 1, 0)
          on conflict (tenant_id) do update set version = menu.version + 1 returning version`),
      );
      if (!row) throw new Error(`The menu of ${tenantId} got no version`);
      const result = await work();
      this.database.afterCommit(async () => {
        await this.cache.tell(tenantId, row.version, { insist: true });
        this.wakeups.wake(menuNews(tenantId));
      });
      return result;
    });
  }
}
