import { Clock, currentTenantId, Database, newId, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { PriceChange } from '../domain/price-changes.js';

export interface PriceChangeRow {
  readonly id: string;
  readonly variant_id: string | null;
  readonly before: string;
  readonly after: string;
  readonly changed_by: string | null;
  readonly changed_at: Date;
}

/** Who changed which price when; append only. */
@Injectable()
export class PriceHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async write(itemId: string, changes: readonly PriceChange[], changedBy: string): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map((change) => ({ ...change, id: newId() }));
    await this.database.execute(sql`
      insert into price_change (tenant_id, id, item_id, variant_id, before, after, changed_by, changed_at)
      select ${currentTenantId()}::uuid, change.id, ${itemId}::uuid, change."variantId", change.before, change.after,
        ${changedBy}::uuid, ${this.clock.now()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as change(id uuid, "variantId" uuid, before bigint, after bigint)`);
  }

  /** Up to `limit` changes older than `before`, the newest first. */
  page(itemId: string, { before, limit }: { before: string | undefined; limit: number }): Promise<PriceChangeRow[]> {
    return this.database.query<PriceChangeRow>(sql`
      select id, variant_id, before, after, changed_by, changed_at from price_change
      where tenant_id = ${currentTenantId()} and item_id = ${itemId}
        and id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid
      order by id desc limit ${limit}`);
  }
}
