import {
  NotFound,
  RecipeExists,
  UnknownReference,
  type AddRecipeBody,
  type ChangeRecipeBody,
  type Fault,
} from '@chowk/contracts';
import {
  Copies,
  currentCall,
  Database,
  DomainError,
  InjectStore,
  newId,
  refuse,
  sql,
  unknownReference,
  violates,
  type Store,
} from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { arrivalOfItems, KnownItems } from '../database/known-items.js';
import { ServingBook } from '../database/serving-book.js';
import { Recipe, type Ingredient, type RecipeTarget } from '../domain/recipe.js';

/** Recipes: what one sold piece takes out of the stock. */
@Injectable()
export class KeepRecipes {
  constructor(
    private readonly database: Database,
    @InjectStore(Recipe) private readonly recipes: Store<Recipe>,
    private readonly items: KnownItems,
    private readonly servings: ServingBook,
    private readonly copies: Copies,
  ) {}

  /**
   * Throws UNKNOWN_REFERENCE for a sku that no outlet counts and for a target that catalog has not told of, RECIPE_EXISTS, and
   * NOT_YET_AVAILABLE when the target may be on its way.
   */
  async add({ target, targetId, ingredients }: AddRecipeBody): Promise<Recipe> {
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    // The first call with this key may have died between its commit and its answer
    const written = idempotency?.resumed ? await this.recipes.find(id) : null;
    if (written) return written;
    const faults = [...(await this.unknownSkus(ingredients)), ...(await this.unknownTarget(target, targetId))];
    if (faults.length > 0) throw refuse(UnknownReference, faults);
    const recipe = Recipe.write({ id, target, targetId, ingredients });
    try {
      await this.database.transaction(() => this.write(recipe));
    } catch (error) {
      if (violates(error, 'recipe_once')) throw refuse(RecipeExists);
      throw error;
    }
    return recipe;
  }

  /** Writes a recipe in the open transaction, and what one serving takes from now on. */
  async write(recipe: Recipe): Promise<void> {
    await this.recipes.add(recipe);
    await this.renewServings(recipe);
  }

  /** Holds of orders that are waiting stay as they were. Throws NotFound, VERSION_CONFLICT, UNKNOWN_REFERENCE. */
  async change(id: string, { ingredients }: ChangeRecipeBody, expectedVersion: number | undefined): Promise<Recipe> {
    await this.recipes.get(id);
    const faults = await this.unknownSkus(ingredients);
    if (faults.length > 0) throw refuse(UnknownReference, faults);
    return this.database.transaction(async () => {
      const recipe = await this.recipes.change(id, (found) => found.rewrite(ingredients), { expectedVersion });
      await this.renewServings(recipe);
      return recipe;
    });
  }

  /** Up to `limit` recipes behind `after`, by id. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly Recipe[]> {
    return this.recipes.findBy(after === undefined ? {} : { id: MoreThan(after) }, { order: { id: 'ASC' }, limit });
  }

  /** What is added to an item never ends it: modifiers are of no concern. */
  private async renewServings({ target, targetId }: Recipe): Promise<void> {
    if (target === 'MODIFIER') return;
    const items = await this.items.servedBy(target, targetId);
    for (const itemId of items.map(({ id }) => id).sort()) await this.servings.renew(itemId);
  }

  private async unknownTarget(target: RecipeTarget, targetId: string): Promise<Fault[]> {
    const known = async () => ((await this.items.servedBy(target, targetId)).length > 0 ? targetId : undefined);
    try {
      await this.copies.await(arrivalOfItems(), targetId, known, () => this.items.isHere(target, targetId));
      return [];
    } catch (error) {
      if (error instanceof DomainError && error.definition === NotFound) return [unknownReference('targetId')];
      throw error;
    }
  }

  private async unknownSkus(ingredients: readonly Ingredient[]): Promise<Fault[]> {
    const skus = ingredients.map(({ sku }) => sku);
    const known = await this.database.query<{ sku: string }>(
      sql`select distinct sku from stock_item where sku = any(${skus}::text[])`,
    );
    const isKnown = new Set(known.map(({ sku }) => sku));
    return skus.flatMap((sku, index) => (isKnown.has(sku) ? [] : [unknownReference(`ingredients.${index}.sku`)]));
  }
}
