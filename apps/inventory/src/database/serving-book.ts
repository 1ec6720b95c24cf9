import { currentTenantId, Database, isRebuilding, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Ingredient } from '../domain/recipe.js';
import { servingsOf } from '../domain/servings.js';
import { KnownItems } from './known-items.js';
import { StockNews, type ChangedLevel } from './stock-news.js';

/** How much of which sku one serving of each item takes; follows from recipes and from what catalog told of its items. */
@Injectable()
export class ServingBook {
  constructor(
    private readonly database: Database,
    private readonly items: KnownItems,
    private readonly news: StockNews,
  ) {}

  /**
   * Works the servings of an item out anew in the open transaction, and tells of the outlets where it can no longer be made, or again.
   * An item that catalog has not told of has none yet.
   */
  async renew(itemId: string): Promise<void> {
    // One that waited for a rebuild of the copy finds the row that was, and then the row that took its place
    const item = (await this.items.lock(itemId)) ?? (await this.items.lock(itemId));
    if (!item) return;
    const tenantId = currentTenantId();
    const targets = [itemId, ...item.variants.map(({ id }) => id)];
    const [found] = await this.database.query<{
      recipes: { target_id: string; ingredients: Ingredient[] }[];
      servings: { sku: string; quantity: number }[];
    }>(
      prepared(sql`
        select coalesce((select jsonb_agg(recipe) from recipe
            where tenant_id = ${tenantId} and target_id = any(${targets}::uuid[])), '[]') as recipes,
          coalesce((select jsonb_agg(serving) from serving
            where tenant_id = ${tenantId} and item_id = ${itemId}), '[]') as servings`),
    );
    const recipes = new Map((found?.recipes ?? []).map(({ target_id, ingredients }) => [target_id, ingredients]));
    const before = new Map((found?.servings ?? []).map(({ sku, quantity }) => [sku, quantity]));
    const after = item.removed ? new Map<string, number>() : servingsOf(item, recipes);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (sku) => before.get(sku) !== after.get(sku),
    );
    if (changed.length > 0)
      await this.write(
        itemId,
        changed.map((sku) => [sku, before.get(sku) ?? 0, after.get(sku) ?? 0]),
      );
  }

  /** What of each sku one serving took, and takes now; 0: none. */
  private async write(itemId: string, changes: readonly (readonly [string, number, number])[]): Promise<void> {
    const tenantId = currentTenantId();
    const [skus, before, after] = [0, 1, 2].map((place) => changes.map((change) => change[place]));
    const levels = await this.database.query<ChangedLevel>(
      prepared(sql`
        with change as (
          select * from unnest(${skus}::text[], ${before}::integer[], ${after}::integer[]) as change(sku, before, after)
        ), gone as (
          delete from serving where tenant_id = ${tenantId} and item_id = ${itemId}
            and sku in (select sku from change where after = 0)
        ), kept as (
          insert into serving (tenant_id, sku, item_id, quantity)
          select ${tenantId}, sku, ${itemId}::uuid, after from change where after > 0
          on conflict (tenant_id, sku, item_id) do update set quantity = excluded.quantity
        ), locked as (
          select id from stock_item where tenant_id = ${tenantId} and policy = 'BLOCK' and sku = any(${skus}::text[])
            and not ${isRebuilding()}::boolean
          order by id for update
        )
        update stock_item as moved set version = version + 1
        from change, locked
        where tenant_id = ${tenantId} and moved.id = locked.id and change.sku = moved.sku
          and (before > on_hand - held) <> (after > on_hand - held)
        returning moved.id, moved.outlet_id, moved.name, moved.unit, moved.on_hand, moved.held, moved.reorder_level,
          moved.policy, moved.version, moved.on_hand as on_hand_before, moved.on_hand - moved.held as free_before,
          case when after > on_hand - held then jsonb_build_array(${itemId}::text) else '[]' end as items_out,
          case when after > on_hand - held then '[]' else jsonb_build_array(${itemId}::text) end as items_back`),
    );
    await this.news.tell(levels);
  }

  /** Tells what a new policy of a stock item, or its first count, does to what can be made of it. `isOut`: too little is told, else that there is enough. */
  async tellAll(stockItemId: string, isOut: boolean): Promise<void> {
    const tenantId = currentTenantId();
    const levels = await this.database.query<ChangedLevel>(
      prepared(sql`
        with moved as (
          update stock_item set version = version + 1 where tenant_id = ${tenantId} and id = ${stockItemId}
            and exists (select 1 from serving where tenant_id = ${tenantId} and sku = stock_item.sku
              and quantity > on_hand - held)
          returning stock_item.*, on_hand as on_hand_before, on_hand - held as free_before
        ), lacking as (
          select coalesce(jsonb_agg(item_id order by item_id), '[]') as items from serving, moved
          where serving.tenant_id = ${tenantId} and serving.sku = moved.sku and quantity > on_hand - held
        )
        select moved.id, moved.outlet_id, moved.name, moved.unit, moved.on_hand, moved.held, moved.reorder_level, moved.policy,
          moved.version, moved.on_hand_before, moved.free_before,
          case when ${isOut}::boolean then lacking.items else '[]' end as items_out,
          case when ${isOut}::boolean then '[]' else lacking.items end as items_back
        from moved, lacking`),
    );
    await this.news.tell(levels);
  }
}
