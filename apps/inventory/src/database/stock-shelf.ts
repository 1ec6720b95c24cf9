import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Hold } from '../domain/reservation.js';
import type { Ingredient } from '../domain/recipe.js';
import type { RecipeBook } from '../domain/requirement.js';

/** A stock item as reserving sees it. */
export interface ShelfItem {
  readonly id: string;
  readonly sku: string;
  readonly free: number;
}

/** What reserving reads and writes, in one statement each. */
@Injectable()
export class StockShelf {
  constructor(private readonly database: Database) {}

  /**
   * The recipes of these items, variants and modifiers, and the outlet's stock items that they need, whose rows are locked in
   * the order of their ids until the open transaction ends: two orders that want the same things queue up and cannot deadlock.
   */
  async lock(
    outletId: string,
    targetIds: readonly string[],
  ): Promise<{ recipes: RecipeBook; items: readonly ShelfItem[] }> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<{
      recipes: { target_id: string; ingredients: Ingredient[] }[];
      items: ShelfItem[];
    }>(
      prepared(sql`
        with wanted as (
          select target_id, ingredients from recipe
          where tenant_id = ${tenantId} and target_id = any(${[...new Set(targetIds)]}::uuid[])
        ), locked as (
          select id, sku, on_hand - held as free from stock_item
          where tenant_id = ${tenantId} and outlet_id = ${outletId}
            and sku in (select one ->> 'sku' from wanted, jsonb_array_elements(ingredients) as one)
          order by id for update
        )
        select coalesce((select jsonb_agg(wanted) from wanted), '[]') as recipes,
          coalesce((select jsonb_agg(locked) from locked), '[]') as items`),
    );
    return {
      recipes: new Map((row?.recipes ?? []).map(({ target_id, ingredients }) => [target_id, ingredients])),
      items: row?.items ?? [],
    };
  }

  /** Holds so much more of each item. The database refuses what is not free. */
  async hold(holds: readonly Hold[]): Promise<void> {
    await this.shift(holds, 1);
  }

  /** Gives back what was held. */
  async letGo(holds: readonly Hold[]): Promise<void> {
    await this.shift(holds, -1);
  }

  private async shift(holds: readonly Hold[], sign: 1 | -1): Promise<void> {
    if (holds.length === 0) return;
    const ids = holds.map(({ stockItemId }) => stockItemId);
    const quantities = holds.map(({ quantity }) => quantity * sign);
    await this.database.execute(
      prepared(sql`
        with locked as (
          select id from stock_item where tenant_id = ${currentTenantId()} and id = any(${ids}::uuid[]) order by id for update
        )
        update stock_item set held = held + shift.quantity, version = version + 1
        from unnest(${ids}::uuid[], ${quantities}::integer[]) as shift(id, quantity), locked
        where tenant_id = ${currentTenantId()} and stock_item.id = shift.id and locked.id = shift.id`),
    );
  }
}
