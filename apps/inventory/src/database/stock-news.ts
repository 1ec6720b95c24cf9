import { StockBack, StockLow, StockOut } from '@chowk/contracts';
import { Outbox, sql, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { StockPolicy, StockUnit } from '../domain/stock-item.js';

/** A stock item after a change, and what the change did to what can be made of it. */
export interface ChangedLevel {
  readonly id: string;
  readonly outlet_id: string;
  readonly name: string;
  readonly unit: StockUnit;
  readonly on_hand: number;
  readonly held: number;
  readonly reorder_level: number;
  readonly policy: StockPolicy;
  readonly version: number;
  readonly on_hand_before: number;
  readonly free_before: number;
  /** Items of which one serving could be made before, and none now. */
  readonly items_out: readonly string[];
  readonly items_back: readonly string[];
}

/** Columns of a {@link ChangedLevel} of `moved`: rows of stock_item as they are now, with `on_hand_before` and `free_before`. */
export function changedLevels(tenantId: string): Sql {
  return sql`
    moved.id, moved.outlet_id, moved.name, moved.unit, moved.on_hand, moved.held, moved.reorder_level, moved.policy,
    moved.version, moved.on_hand_before, moved.free_before,
    coalesce((select jsonb_agg(item_id order by item_id) from serving where tenant_id = ${tenantId} and moved.policy = 'BLOCK'
      and sku = moved.sku and quantity <= moved.free_before and quantity > moved.on_hand - moved.held), '[]') as items_out,
    coalesce((select jsonb_agg(item_id order by item_id) from serving where tenant_id = ${tenantId} and moved.policy = 'BLOCK'
      and sku = moved.sku and quantity > moved.free_before and quantity <= moved.on_hand - moved.held), '[]') as items_back`;
}

/** Tells when stock runs low, when it is out and when it is back; what is held for orders counts as gone. */
@Injectable()
export class StockNews {
  constructor(private readonly outbox: Outbox) {}

  /** Inside the transaction of the change. */
  async tell(levels: readonly ChangedLevel[]): Promise<void> {
    for (const level of levels) await this.tellOne(level);
  }

  private async tellOne(row: ChangedLevel): Promise<void> {
    const {
      id: stockItemId,
      outlet_id: outletId,
      name,
      unit,
      on_hand: onHand,
      held,
      version,
      free_before: before,
    } = row;
    const about = { aggregateId: stockItemId, version, outletId };
    const level = { stockItemId, outletId, name, unit, onHand, held, reorderLevel: row.reorder_level };
    const free = onHand - held;
    if (onHand <= row.reorder_level && row.on_hand_before > row.reorder_level)
      await this.outbox.record(StockLow, { ...about, data: level });
    const [isGone, hasCome] =
      row.policy === 'BLOCK' ? [free <= 0 && before > 0, free > 0 && before <= 0] : [false, false];
    if (isGone || row.items_out.length > 0)
      await this.outbox.record(StockOut, { ...about, data: { ...level, itemIds: [...row.items_out] } });
    if (hasCome || row.items_back.length > 0)
      await this.outbox.record(StockBack, { ...about, data: { ...level, itemIds: [...row.items_back] } });
  }
}
