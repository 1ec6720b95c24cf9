import { RecipeExists, UnknownReference, type AddRecipeBody, type ChangeRecipeBody } from '@chowk/contracts';
import { Database, InjectStore, newId, refuse, sql, unknownReference, violates, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Recipe, type Ingredient } from '../domain/recipe.js';

/** Recipes: what one sold piece takes out of the stock. */
@Injectable()
export class KeepRecipes {
  constructor(
    private readonly database: Database,
    @InjectStore(Recipe) private readonly recipes: Store<Recipe>,
  ) {}

  /** Throws UNKNOWN_REFERENCE for a sku that no outlet counts, RECIPE_EXISTS. */
  async add({ target, targetId, ingredients }: AddRecipeBody): Promise<Recipe> {
    await this.requireSkus(ingredients);
    const recipe = Recipe.write({ id: newId(), target, targetId, ingredients });
    try {
      await this.recipes.add(recipe);
    } catch (error) {
      if (violates(error, 'recipe_once')) throw refuse(RecipeExists);
      throw error;
    }
    return recipe;
  }

  /** Holds of orders that are waiting stay as they were. Throws NotFound, VERSION_CONFLICT, UNKNOWN_REFERENCE. */
  async change(id: string, { ingredients }: ChangeRecipeBody, expectedVersion: number | undefined): Promise<Recipe> {
    await this.requireSkus(ingredients);
    return this.recipes.change(id, (recipe) => recipe.rewrite(ingredients), { expectedVersion });
  }

  /** Up to `limit` recipes behind `after`, by id. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly Recipe[]> {
    return this.recipes.findBy(after === undefined ? {} : { id: MoreThan(after) }, { order: { id: 'ASC' }, limit });
  }

  private async requireSkus(ingredients: readonly Ingredient[]): Promise<void> {
    const skus = ingredients.map(({ sku }) => sku);
    const known = await this.database.query<{ sku: string }>(
      sql`select distinct sku from stock_item where sku = any(${skus}::text[])`,
    );
    const isKnown = new Set(known.map(({ sku }) => sku));
    const unknown = skus.flatMap((sku, index) =>
      isKnown.has(sku) ? [] : [unknownReference(`ingredients.${index}.sku`)],
    );
    if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  }
}
