import { StockLow, StockMoved, StockOut } from '@chowk/contracts';
import { Clock, currentTenantId, Database, newId, Outbox, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownOutlets } from './known-outlets.js';

export type MovementKind = 'RECEIVE' | 'SALE' | 'WASTE' | 'STAFF_MEAL' | 'CORRECTION' | 'COUNT' | 'RETURN';

/** A change of what is on hand: positive came in, negative went out. */
export interface Movement {
  readonly stockItemId: string;
  readonly quantity: number;
}

export interface MovementReason {
  readonly kind: MovementKind;
  readonly outletId: string;
  readonly orderId?: string;
  readonly note?: string | undefined;
  readonly movedBy?: string | undefined;
  /** What goes out was held before; the hold ends with it. */
  readonly wasHeld?: boolean;
}

interface Moved {
  readonly id: string;
  readonly stock_item_id: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  readonly on_hand: number;
  readonly held: number;
  readonly reorder_level: number;
  readonly version: number;
  readonly item_ids: string[];
}

/** The append-only ledger of movements; writing one changes the stock item with it. */
@Injectable()
export class StockLedger {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly outlets: KnownOutlets,
  ) {}

  /**
   * Writes movements of different stock items in the open transaction, in one statement, and tells StockMoved, StockLow and
   * StockOut. A movement of an order is written once per kind. Rejects with `never_below_zero` when something is not there.
   */
  async move(movements: readonly Movement[], reason: MovementReason): Promise<void> {
    if (movements.length === 0) return;
    const outlet = await this.outlets.find(reason.outletId);
    if (!outlet) throw new Error(`Outlet ${reason.outletId} is not known yet`);
    const businessDate = this.clock.businessDate(outlet);
    const moved = await this.write(movements, reason, businessDate);
    await Promise.all(moved.map((row) => this.tell(row, reason, businessDate)));
  }

  private write(movements: readonly Movement[], reason: MovementReason, businessDate: string): Promise<Moved[]> {
    const tenantId = currentTenantId();
    const ids = movements.map(({ stockItemId }) => stockItemId);
    const quantities = movements.map(({ quantity }) => quantity);
    const { kind, outletId, orderId, note, movedBy, wasHeld = false } = reason;
    return this.database.query<Moved>(
      prepared(sql`
        with locked as (
          select id from stock_item where tenant_id = ${tenantId} and id = any(${ids}::uuid[]) order by id for update
        ), moved as (
          update stock_item set on_hand = on_hand + move.quantity,
            held = held + case when ${wasHeld}::boolean then move.quantity else 0 end,
            version = version + 1, updated_at = ${this.clock.now()}
          from unnest(${movements.map(() => newId())}::uuid[], ${ids}::uuid[], ${quantities}::integer[])
            as move(id, stock_item_id, quantity), locked
          where tenant_id = ${tenantId} and stock_item.id = move.stock_item_id and locked.id = move.stock_item_id
          returning move.id as movement_id, move.quantity, stock_item.*
        ), written as (
          insert into movement (tenant_id, id, stock_item_id, outlet_id, business_date, kind, quantity, on_hand,
            order_id, note, moved_by, moved_at)
          select ${tenantId}, movement_id, id, ${outletId}::uuid, ${businessDate}::date, ${kind}, quantity, on_hand,
            ${orderId ?? null}::uuid, ${note ?? null}, ${movedBy ?? null}::uuid, ${this.clock.now()}
          from moved
        )
        select movement_id as id, id as stock_item_id, name, unit, quantity, on_hand, held, reorder_level, version,
          coalesce((select jsonb_agg(target_id) from recipe where tenant_id = ${tenantId} and target = 'ITEM'
            and on_hand <= held and ingredients @> jsonb_build_array(jsonb_build_object('sku', moved.sku))), '[]') as item_ids
        from moved order by id`),
    );
  }

  private async tell(row: Moved, { kind, outletId, orderId }: MovementReason, businessDate: string): Promise<void> {
    const { stock_item_id: stockItemId, quantity, version } = row;
    const about = { aggregateId: stockItemId, version, outletId };
    const onHand = row.on_hand;
    const movement = { movementId: row.id, stockItemId, outletId, businessDate, quantity, kind, onHand };
    await this.outbox.record(StockMoved, { ...about, data: { ...movement, orderId: orderId ?? null } });
    const fellTo = (level: number) => onHand <= level && onHand - quantity > level;
    const { name, unit, held, reorder_level: reorderLevel } = row;
    const level = { stockItemId, outletId, name, unit, onHand, held, reorderLevel };
    if (fellTo(reorderLevel)) await this.outbox.record(StockLow, { ...about, data: level });
    if (fellTo(0)) await this.outbox.record(StockOut, { ...about, data: { ...level, itemIds: row.item_ids } });
  }
}
