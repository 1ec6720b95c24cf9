import { patiently } from '../../../tools/generate/postman/scripts.mjs';

const newSku = ["pm.environment.set('stock_sku', 'postman-' + pm.variables.replaceIn('{{$guid}}'));"];
const stock = {
  outletId: '{{outlet_id}}',
  sku: '{{stock_sku}}',
  name: 'Postman’s potatoes',
  unit: 'g',
  onHand: 1_000,
  reorderLevel: 5_000,
  policy: 'BLOCK',
};
const recipe = {
  target: 'ITEM',
  targetId: '{{cooked_item_id}}',
  ingredients: [{ sku: '{{stock_sku}}', quantity: 100 }],
};
const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
const dish = {
  name: { en: 'Postman’s potatoes {{$guid}}' },
  categoryIds: ['{{category_id}}'],
  diet: 'VEG',
  price: 10_000,
  tax,
  station: 'tawa',
};

/** Stock and recipes, of a dish of its own. */
export const inventory = {
  service: 'inventory',
  operations: [
    {
      ...{
        call: 'addStockItem',
        as: 'manager',
        before: newSku,
        body: stock,
        says: 201,
        keep: { stock_item_id: 'data.id' },
      },
      then: [{ name: '409 STOCK_ITEM_EXISTS', as: 'manager', body: stock, says: '409 STOCK_ITEM_EXISTS' }],
    },
    { call: 'listStockItems', as: 'manager', query: { outlet: '{{outlet_id}}', limit: 100 } },
    { call: 'getStockItem', as: 'manager', at: { id: '{{stock_item_id}}' } },
    { call: 'changeStockItem', as: 'manager', at: { id: '{{stock_item_id}}' }, body: { reorderLevel: 6_000 } },
    {
      ...{
        call: 'receiveStock',
        as: 'manager',
        body: { stockItemId: '{{stock_item_id}}', quantity: 500, cost: 4_000 },
        says: 201,
      },
      then: [
        {
          name: '422 UNKNOWN_REFERENCE',
          as: 'manager',
          body: { stockItemId: '{{$guid}}', quantity: 1 },
          says: '422 UNKNOWN_REFERENCE',
        },
      ],
    },
    {
      ...{
        call: 'deductStock',
        as: 'manager',
        body: { stockItemId: '{{stock_item_id}}', quantity: 100, reason: 'WASTE' },
      },
      then: [
        {
          name: '409 STOCK_TOO_LOW',
          as: 'manager',
          body: { stockItemId: '{{stock_item_id}}', quantity: 99_999, reason: 'WASTE' },
          says: '409 STOCK_TOO_LOW',
        },
      ],
    },
    { call: 'listStockAlerts', as: 'manager', query: { outlet: '{{outlet_id}}' } },
    {
      ...{ call: 'addRecipe', as: 'manager', body: recipe, isPatient: true, says: 201, keep: { recipe_id: 'data.id' } },
      before: patiently({ as: 'manager', path: '/inventory/recipes', body: recipe }),
      first: [
        { name: 'A category', call: 'listCategories', as: 'manager', keep: { category_id: 'data[0].id' } },
        {
          name: 'A dish to be cooked',
          call: 'addItem',
          as: 'manager',
          body: dish,
          says: 201,
          keep: { cooked_item_id: 'data.id' },
        },
      ],
      then: [{ name: '409 RECIPE_EXISTS', as: 'manager', body: recipe, says: '409 RECIPE_EXISTS' }],
    },
    { call: 'listRecipes', as: 'manager' },
    {
      ...{
        call: 'changeRecipe',
        as: 'manager',
        at: { id: '{{recipe_id}}' },
        body: { ingredients: [{ sku: '{{stock_sku}}', quantity: 200 }] },
      },
      then: [
        { name: 'The dish goes again', call: 'removeItem', as: 'manager', at: { id: '{{cooked_item_id}}' }, says: 204 },
      ],
    },
  ],
};
