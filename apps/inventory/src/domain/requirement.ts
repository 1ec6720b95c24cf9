import type { Ingredient } from './recipe.js';

/** What an order asks of the stock, line by line. */
export interface WantedLine {
  readonly lineId: string;
  readonly lineIndex: number;
  readonly itemId: string;
  readonly variantId: string | null;
  readonly modifiers: readonly { readonly modifierId: string; readonly quantity: number }[];
  readonly quantity: number;
}

export interface Shortage {
  readonly lineIndex: number;
  readonly itemId: string;
  readonly requested: number;
  /** How many of the line could be had, given the lines before it. */
  readonly available: number;
}

/** Ingredients by the item, variant or modifier they belong to. */
export type RecipeBook = ReadonlyMap<string, readonly Ingredient[]>;

/** Sku to quantity. */
export type Quantities = ReadonlyMap<string, number>;

/** The items, variants and modifiers whose recipes the lines are made by. */
export function targetsOf(lines: readonly WantedLine[]): string[] {
  return lines.flatMap(({ itemId, variantId, modifiers }) => [
    itemId,
    ...(variantId === null ? [] : [variantId]),
    ...modifiers.map(({ modifierId }) => modifierId),
  ]);
}

/**
 * What one piece of a line takes. A variant's own recipe replaces that of its item; modifiers come on top. What has no recipe
 * is not tracked and takes nothing.
 */
export function ingredientsOf(line: Omit<WantedLine, 'lineId'>, recipes: RecipeBook): Quantities {
  const main = (line.variantId === null ? undefined : recipes.get(line.variantId)) ?? recipes.get(line.itemId) ?? [];
  const taken = new Map<string, number>();
  const take = (ingredients: readonly Ingredient[], times: number) => {
    for (const { sku, quantity } of ingredients) taken.set(sku, (taken.get(sku) ?? 0) + quantity * times);
  };
  take(main, 1);
  for (const { modifierId, quantity } of line.modifiers) take(recipes.get(modifierId) ?? [], quantity);
  return taken;
}

/**
 * What each line takes of the stock items in `free` (sku to what is free; Infinity for what never refuses an order), and which lines
 * cannot be had. A sku that the outlet does not count is not tracked. Lines are served in their order: the shortage is told of the
 * later one.
 */
export function requirementOf(
  lines: readonly WantedLine[],
  recipes: RecipeBook,
  free: Quantities,
): { readonly taken: ReadonlyMap<string, Quantities>; readonly short: readonly Shortage[] } {
  const needed = new Map<string, number>();
  const taken = new Map<string, Quantities>();
  const short: Shortage[] = [];
  for (const line of lines) {
    const counted = [...ingredientsOf(line, recipes)].filter(([sku]) => free.has(sku));
    const servings = counted.map(([sku, each]) => Math.floor(((free.get(sku) ?? 0) - (needed.get(sku) ?? 0)) / each));
    const available = Math.max(0, Math.min(line.quantity, ...servings));
    if (available < line.quantity)
      short.push({ lineIndex: line.lineIndex, itemId: line.itemId, requested: line.quantity, available });
    const takes = new Map(counted.map(([sku, each]) => [sku, each * available]));
    for (const [sku, quantity] of takes) needed.set(sku, (needed.get(sku) ?? 0) + quantity);
    taken.set(line.lineId, takes);
  }
  return { taken, short };
}
