import { StockMoved } from '@chowk/contracts';
import { Clock, currentTenantId, Database, newId, Outbox, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownOutlets } from './known-outlets.js';
import { changedLevels, StockNews, type ChangedLevel } from './stock-news.js';

export type MovementKind = 'RECEIVE' | 'SALE' | 'WASTE' | 'STAFF_MEAL' | 'CORRECTION' | 'COUNT' | 'RETURN';

/** A change of what is on hand: positive came in, negative went out. */
export interface Movement {
  /** A new one unless said. */
  readonly id?: string;
  readonly stockItemId: string;
  readonly quantity: number;
  readonly kind: MovementKind;
  readonly note?: string | undefined;
  /** What goes out was held before; the hold ends with it. */
  readonly wasHeld?: boolean;
  /** Paise that were paid for what came in; left out: it is worth as much per unit as what is there. */
  readonly cost?: number | undefined;
}

export interface MovementReason {
  readonly outletId: string;
  readonly orderId?: string;
  /** The order's business day; stands for today's while the outlet, whose day it is, is not known yet. */
  readonly orderedOn?: string | undefined;
  /** What about the order moved it; each cause moves an item once per kind. */
  readonly source?: 'ORDER' | `LINE:${string}` | `REVISION:${number}`;
  readonly movedBy?: string | undefined;
}

interface Written {
  readonly id: string;
  readonly kind: MovementKind;
  readonly quantity: number;
  readonly on_hand: number;
  readonly cost: number;
  readonly note: string | null;
}

interface Moved extends ChangedLevel {
  readonly written: readonly Written[];
}

/** The most that money is counted to, in paise. */
const mostPaise = 100_000_000_000;

/** The append-only ledger of movements; writing them changes the stock items with them. */
@Injectable()
export class StockLedger {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly news: StockNews,
    private readonly clock: Clock,
    private readonly outlets: KnownOutlets,
  ) {}

  /**
   * Writes movements in the open transaction, those of one stock item in their order, in one statement, and tells StockMoved of
   * each, then what the levels have become. Rejects with `never_below_zero` when something is not there, and with
   * `movement_once_per_source` when the cause has moved it before.
   */
  async move(movements: readonly Movement[], reason: MovementReason): Promise<void> {
    if (movements.length === 0) return;
    const outlet = await this.outlets.find(reason.outletId);
    const businessDate = outlet ? this.clock.businessDate(outlet) : reason.orderedOn;
    if (businessDate === undefined) throw new Error(`Outlet ${reason.outletId} is not known yet`);
    const moved = await this.write(movements, reason, businessDate);
    for (const level of moved)
      for (const one of level.written) await this.tell(level, one, { businessDate, orderId: reason.orderId ?? null });
    await this.news.tell(moved);
  }

  /** Whether a movement of that id was written. */
  async knows(movementId: string): Promise<boolean> {
    const found = await this.database.query(
      prepared(sql`select 1 from movement where tenant_id = ${currentTenantId()} and id = ${movementId}`),
    );
    return found.length > 0;
  }

  private write(movements: readonly Movement[], reason: MovementReason, businessDate: string): Promise<Moved[]> {
    const tenantId = currentTenantId();
    const now = this.clock.now();
    const { outletId, orderId, source = 'ORDER', movedBy } = reason;
    const each = <Value>(value: (movement: Movement) => Value) => movements.map(value);
    return this.database.query<Moved>(
      prepared(sql`
        with move as (
          select * from unnest(${each(({ id }) => id ?? newId())}::uuid[], ${each(({ stockItemId }) => stockItemId)}::uuid[],
            ${each(({ quantity }) => quantity)}::integer[], ${each(({ kind }) => kind)}::text[],
            ${each(({ note }) => note ?? null)}::text[], ${each(({ wasHeld }) => wasHeld ?? false)}::boolean[],
            ${each(({ cost }) => cost ?? null)}::bigint[])
            with ordinality as move(id, stock_item_id, quantity, kind, note, was_held, paid, place)
        ), total as (
          select stock_item_id, sum(quantity)::integer as quantity, sum(paid) as paid,
            sum(quantity) filter (where paid is not null) as bought,
            coalesce(sum(quantity) filter (where was_held), 0)::integer as held
          from move group by stock_item_id
        ), locked as (
          select id from stock_item where tenant_id = ${tenantId} and id in (select stock_item_id from total) order by id for update
        ), moved as (
          update stock_item set on_hand = on_hand + total.quantity, held = stock_item.held + total.held,
            unit_cost = case when total.paid is null then unit_cost
              else (greatest(on_hand, 0) * unit_cost + total.paid) / (greatest(on_hand, 0) + total.bought) end,
            version = version + 1, updated_at = ${now}
          from total, locked
          where tenant_id = ${tenantId} and stock_item.id = total.stock_item_id and locked.id = total.stock_item_id
          returning stock_item.*, on_hand - total.quantity as on_hand_before,
            on_hand - stock_item.held - total.quantity + total.held as free_before
        ), written as (
          insert into movement (tenant_id, id, stock_item_id, outlet_id, business_date, kind, quantity, on_hand, cost,
            order_id, source, note, moved_by, moved_at)
          select ${tenantId}, move.id, moved.id, ${outletId}::uuid, ${businessDate}::date, move.kind, move.quantity,
            moved.on_hand_before + sum(move.quantity) over (partition by moved.id order by move.place),
            coalesce(move.paid, greatest(least(round(move.quantity * moved.unit_cost), ${mostPaise}), -${mostPaise}::bigint)),
            ${orderId ?? null}::uuid, ${source}, move.note, ${movedBy ?? null}::uuid, ${now}
          from move join moved on moved.id = move.stock_item_id order by move.place
          returning *
        )
        select ${changedLevels(tenantId)},
          (select jsonb_agg(written) from written where written.stock_item_id = moved.id) as written
        from moved order by moved.id`),
    );
  }

  private async tell(
    { id: stockItemId, outlet_id: outletId, version }: Moved,
    { id: movementId, quantity, kind, on_hand: onHand, cost, note }: Written,
    when: { readonly businessDate: string; readonly orderId: string | null },
  ): Promise<void> {
    const data = { movementId, stockItemId, outletId, quantity, kind, onHand, cost, reason: note, ...when };
    await this.outbox.record(StockMoved, { aggregateId: stockItemId, version, outletId, data });
  }
}
