import { ItemState, type ItemSnapshot } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql, StateCopy, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { RecipeTarget } from '../domain/recipe.js';

/** Woken when catalog told of an item of the tenant. */
export const arrivalOfItems = (): string => `items:${currentTenantId()}`;

/** True of the items that a recipe of that target is for. */
const offers = (target: RecipeTarget, targetId: string): Sql => sql`
  case ${target}
    when 'ITEM' then id = ${targetId}::uuid
    when 'VARIANT' then state -> 'variants' @> jsonb_build_array(jsonb_build_object('id', ${targetId}::text))
    else jsonb_path_exists(state, '$.modifierGroups[*].modifiers[*].id ? (@ == $id)',
      jsonb_build_object('id', ${targetId}::text)) end`;

/** Items, variants and modifiers as catalog told of them: what a recipe can be for. */
@Injectable()
export class KnownItems extends StateCopy<typeof ItemState> {
  constructor(private readonly own: Database) {
    super(own, ItemState, 'known_item');
  }

  /** The items that a recipe of that target is for: the item itself, the variant's, or those that offer the modifier. */
  async servedBy(target: RecipeTarget, targetId: string): Promise<ItemSnapshot[]> {
    const rows = await this.own.query<{ state: unknown }>(
      prepared(sql`
        select state from known_item
        where tenant_id = ${currentTenantId()} and not (state -> 'removed')::boolean and ${offers(target, targetId)}`),
    );
    return rows.map(({ state }) => ItemState.schema.parse(state));
  }

  /** Whether an item with that target has arrived, for whichever tenant and removed or not: it is not on its way then. */
  async isHere(target: RecipeTarget, targetId: string): Promise<boolean> {
    const found = await this.own.worker.query(
      prepared(sql`select 1 from known_item where ${offers(target, targetId)} limit 1`),
    );
    return found.length > 0;
  }

  /** The item, or null when it was never told; nobody else changes what follows from it until the open transaction ends. */
  async lock(itemId: string): Promise<ItemSnapshot | null> {
    const [row] = await this.own.query<{ state: unknown }>(
      prepared(sql`select state from known_item where tenant_id = ${currentTenantId()} and id = ${itemId} for update`),
    );
    return row ? ItemState.schema.parse(row.state) : null;
  }
}
