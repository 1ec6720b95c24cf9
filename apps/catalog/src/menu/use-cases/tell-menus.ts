import { Database, every, Log, sql } from '@chowk/kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MenuCache } from '../database/menu-cache.js';

const everyMs = 1_000;
const batch = 100;

/**
 * Tells Redis of the newest versions of menus until it has surely heard: a net under an instance that ended, or lost Redis,
 * between its commit and its telling.
 */
@Injectable()
export class TellMenus implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly database: Database,
    private readonly cache: MenuCache,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      everyMs,
      () => this.run(),
      (error) => this.log.warn('menus could not be told yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
  }

  /** One round; what Redis did not hear is told again in the next. */
  async run(): Promise<void> {
    const { worker } = this.database;
    const untold = await worker.query<{ tenant_id: string; version: number }>(
      sql`select tenant_id, version from menu where told < version order by tenant_id limit ${batch}`,
    );
    for (const { tenant_id: tenantId, version } of untold) {
      if (!(await this.cache.tell(tenantId, version, { insist: true }))) return;
      await worker.execute(sql`update menu set told = ${version} where tenant_id = ${tenantId} and told < ${version}`);
    }
  }
}
