import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

export type RecipeTarget = 'ITEM' | 'VARIANT' | 'MODIFIER';

/** So much of a stock item, in its smallest unit. */
export interface Ingredient {
  readonly sku: string;
  readonly quantity: number;
}

/** What one sold piece takes out of the stock, at whichever outlet it is sold. */
@Entity('recipe')
export class Recipe extends Aggregate {
  @Column('text') target!: RecipeTarget;
  /** Catalog's id of the item, variant or modifier. */
  @Column('uuid') targetId!: string;
  @Column('jsonb') ingredients!: readonly Ingredient[];

  static write(what: Pick<Recipe, 'id' | 'target' | 'targetId' | 'ingredients'>): Recipe {
    return Object.assign(new Recipe(), what);
  }

  rewrite(ingredients: readonly Ingredient[]): void {
    this.ingredients = ingredients;
  }
}
