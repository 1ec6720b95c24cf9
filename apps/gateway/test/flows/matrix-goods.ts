import { menuAnswer, modifierGroupAnswer, recipeAnswer, stockItemAnswer } from '@chowk/contracts';
import { makeFresh } from './matrix-fresh.js';
import type { Things } from './matrix-row.js';
import { restaurant } from './matrix-people.js';
import type { Person } from './restaurant.js';

type Goods = Pick<
  Things,
  'item' | 'category' | 'modifierGroup' | 'stockItem' | 'stockSku' | 'recipe' | 'rule' | 'coupon'
>;

function firstOf<Thing>([first]: readonly Thing[], what: string): Thing {
  if (first === undefined) throw new Error(`There is no ${what}`);
  return first;
}

/** What the outlet sells, has in stock and gives off. */
export async function gatherGoods(manager: Person, outlet: string): Promise<Goods> {
  const { categories } = (await restaurant.anybody.get('/menu')).data(menuAnswer);
  const category = firstOf(categories, 'category').id;
  const groups = (await manager.get('/menu/modifier-groups')).data(modifierGroupAnswer.array());
  const stock = firstOf(
    (await manager.get(`/inventory/items?outlet=${outlet}`)).data(stockItemAnswer.array()),
    'stock item',
  );
  const recipes = (await manager.get('/inventory/recipes')).data(recipeAnswer.array());
  return {
    ...{ item: (await restaurant.menu())('Filter coffee'), category },
    modifierGroup: firstOf(groups, 'modifier group').id,
    ...{ stockItem: stock.id, stockSku: stock.sku, recipe: firstOf(recipes, 'recipe').id },
    rule: await makeFresh('rule', manager, { category, outlet }),
    coupon: await makeFresh('coupon', manager, { category, outlet }),
  };
}
