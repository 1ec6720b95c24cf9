import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** What inventory told of a stock item at an outlet: for lack of it these items cannot be made, or they can again. */
export interface ToldGap {
  readonly outletId: string;
  readonly stockItemId: string;
  /** Version of the stock item; older than what is known: nothing changes. */
  readonly version: number;
  readonly itemIds: readonly string[];
  readonly isOpen: boolean;
}

/** An item that can be made at the outlet before, or after, and not both. */
export interface ChangedItem {
  readonly id: string;
  readonly version: number;
  /** Nobody keeps it from being sold there by hand. */
  readonly is_offered: boolean;
}

/** For lack of which stock items an item cannot be made, per outlet. */
@Injectable()
export class StockGaps {
  constructor(private readonly database: Database) {}

  /** Keeps what was told, and answers the items to which it made a difference: the first gap opened, or the last one closed. */
  keep({ outletId, stockItemId, version, itemIds, isOpen }: ToldGap): Promise<ChangedItem[]> {
    const tenantId = currentTenantId();
    return this.database.query<ChangedItem>(
      prepared(sql`
        with kept as (
          insert into stock_gap as known (tenant_id, item_id, outlet_id, stock_item_id, version, is_open)
          select ${tenantId}, item_id, ${outletId}::uuid, ${stockItemId}::uuid, ${version}, ${isOpen}
          from unnest(${[...new Set(itemIds)]}::uuid[]) as item_id
          on conflict (tenant_id, item_id, outlet_id, stock_item_id)
          do update set version = excluded.version, is_open = excluded.is_open where known.version < excluded.version
          returning item_id
        )
        select item.id, item.version,
          item.available and not item.pauses @> jsonb_build_array(jsonb_build_object('outletId', ${outletId}::text)) as is_offered
        from kept join item on item.tenant_id = ${tenantId} and item.id = kept.item_id and not item.is_archived
        where not exists (select 1 from stock_gap as other where other.tenant_id = ${tenantId} and other.item_id = item.id
            and other.outlet_id = ${outletId} and other.stock_item_id <> ${stockItemId} and other.is_open)
          and exists (select 1 from stock_gap as before where before.tenant_id = ${tenantId} and before.item_id = item.id
            and before.outlet_id = ${outletId} and before.stock_item_id = ${stockItemId} and before.is_open) <> ${isOpen}
        order by item.id`),
    );
  }

  /** The outlets at which each of the items cannot be made now. */
  async outletsOf(itemIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.query<{ item_id: string; outlets: string[] }>(
      prepared(sql`
        select item_id, jsonb_agg(distinct outlet_id) as outlets from stock_gap
        where tenant_id = ${currentTenantId()} and item_id = any(${[...itemIds]}::uuid[]) and is_open group by item_id`),
    );
    return new Map(rows.map(({ item_id, outlets }) => [item_id, outlets]));
  }
}
