import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Hold } from '../domain/holds.js';
import type { Ingredient } from '../domain/recipe.js';
import type { Quantities, RecipeBook } from '../domain/requirement.js';
import type { StockPolicy } from '../domain/stock-item.js';
import { changedLevels, StockNews, type ChangedLevel } from './stock-news.js';

/** A stock item as reserving sees it. */
export interface ShelfItem {
  readonly id: string;
  readonly sku: string;
  readonly free: number;
  readonly policy: StockPolicy;
}

/** Recipes, and the stock items that they need: locked, so that what is free stays so. */
export interface LockedShelf {
  readonly recipes: RecipeBook;
  readonly items: readonly ShelfItem[];
}

/** Sku to what can be promised: of what must not stop a sale as much as anybody wants. */
export function promisable(items: readonly ShelfItem[]): Quantities {
  return new Map(items.map(({ sku, free, policy }) => [sku, policy === 'WARN' ? Number.POSITIVE_INFINITY : free]));
}

/** What reserving reads and writes, in one statement each. */
@Injectable()
export class StockShelf {
  constructor(
    private readonly database: Database,
    private readonly news: StockNews,
  ) {}

  /**
   * The recipes of these items, variants and modifiers, and the outlet's stock items that they need, besides those named. The rows
   * of the stock items are locked in the order of their ids until the open transaction ends: two orders that want the same things
   * queue up and cannot deadlock.
   */
  async lock(outletId: string, targetIds: readonly string[], besides: readonly Hold[] = []): Promise<LockedShelf> {
    const tenantId = currentTenantId();
    const needed = sql`sku in (select one ->> 'sku' from wanted, jsonb_array_elements(ingredients) as one)`;
    // Placing an order, which is what happens often, finds the rows by their index; a second condition would read all of the outlet
    const isNamed = sql`id = any(${besides.map(({ stockItemId }) => stockItemId)}::uuid[])`;
    const [row] = await this.database.query<{
      recipes: { target_id: string; ingredients: Ingredient[] }[];
      items: ShelfItem[];
    }>(
      prepared(sql`
        with wanted as (
          select target_id, ingredients from recipe
          where tenant_id = ${tenantId} and target_id = any(${[...new Set(targetIds)]}::uuid[])
        ), locked as (
          select id, sku, on_hand - held as free, policy from stock_item
          where tenant_id = ${tenantId} and outlet_id = ${outletId}
            and ${besides.length === 0 ? needed : sql`(${needed} or ${isNamed})`}
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

  /** Holds so much more of each item; of what is negative so much less. The database refuses what is not free. */
  async hold(holds: readonly Hold[]): Promise<void> {
    if (holds.length === 0) return;
    const tenantId = currentTenantId();
    const ids = holds.map(({ stockItemId }) => stockItemId);
    const quantities = holds.map(({ quantity }) => quantity);
    const levels = await this.database.query<ChangedLevel>(
      prepared(sql`
        with locked as (
          select id from stock_item where tenant_id = ${tenantId} and id = any(${ids}::uuid[]) order by id for update
        ), moved as (
          update stock_item set held = held + shift.quantity, version = version + 1
          from unnest(${ids}::uuid[], ${quantities}::integer[]) as shift(id, quantity), locked
          where tenant_id = ${tenantId} and stock_item.id = shift.id and locked.id = shift.id
          returning stock_item.*, on_hand as on_hand_before, on_hand - held + shift.quantity as free_before
        )
        select ${changedLevels(tenantId)} from moved order by moved.id`),
    );
    await this.news.tell(levels);
  }
}
