import { error } from '../envelope/error.js';

export const StockItemExists = error(
  'STOCK_ITEM_EXISTS',
  'conflict',
  'The outlet has a stock item of this sku already.',
  'Change that one, or choose another sku.',
);
export const RecipeExists = error(
  'RECIPE_EXISTS',
  'conflict',
  'There is a recipe for this already.',
  'Change that one.',
);
export const StockTooLow = error(
  'STOCK_TOO_LOW',
  'conflict',
  'There is not that much in stock.',
  'See details for what is free; count the stock if it is wrong.',
);
