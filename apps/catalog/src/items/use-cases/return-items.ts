import { Clock, Database, every, InjectStore, Log, runInCall, sql, type Store } from '@chowk/kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { Item } from '../domain/item.js';

const everyMs = 1_000;
const batch = 100;

/** Offers again what was sold out until now, of all tenants, so that everybody hears of it; the menu shows it by itself. */
@Injectable()
export class ReturnItems implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly database: Database,
    @InjectStore(Item) private readonly items: Store<Item>,
    private readonly changes: MenuChanges,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      everyMs,
      () => this.run(),
      (error) => this.log.warn('sold-out items could not return yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
  }

  /** One round. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.worker.query<{ tenant_id: string; id: string }>(
      sql`select tenant_id, id from item where returns_at <= ${now} order by returns_at limit ${batch}`,
    );
    for (const { tenant_id: tenantId, id } of due)
      await runInCall({ tenantId, transaction: undefined }, () =>
        this.changes.run(() => this.items.change(id, (item) => item.returnAt(now))),
      );
  }
}
