import { Clock, Database, every, Log, runInCall, sql } from '@chowk/kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ReleaseReservation } from './release-reservation.js';

const everyMs = 5_000;
const batch = 100;

/**
 * Releases holds whose time is over, of all tenants: a net under the order service, which alone lets orders expire and does
 * so ten minutes earlier.
 */
@Injectable()
export class ExpireHolds implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly release: ReleaseReservation,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      everyMs,
      () => this.run(),
      (error) => this.log.warn('holds could not be released yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
  }

  /** One round. */
  async run(): Promise<void> {
    const overdueAt = this.clock.now();
    const ended = await this.database.worker.query<{ tenant_id: string; id: string; outlet_id: string }>(sql`
      select tenant_id, id, outlet_id from reservation where hold_until < ${overdueAt}
      order by hold_until limit ${batch}`);
    for (const { tenant_id: tenantId, id: orderId, outlet_id: outletId } of ended)
      await runInCall({ tenantId, transaction: undefined }, () =>
        this.release.run({ orderId, outletId, reason: 'HOLD_EXPIRED', overdueAt }),
      );
  }
}
