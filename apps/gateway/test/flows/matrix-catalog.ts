import { rowsOf, type Things } from './matrix-row.js';

const invalid = '422 VALIDATION_FAILED';
const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
const dish = ({ category }: Things) => ({
  ...{ name: { en: 'Dish' }, categoryIds: [category], diet: 'VEG', price: 100, tax, station: 'tawa' },
});

/** The menu, which is one for the whole business. */
// prettier-ignore
export const catalogRows = rowsOf([
  //                                       none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['GET    /menu',                        '+ + ++++ +++++ + + +'],
  ['GET    /menu/availability',           '+ 0 ++++ +++++ + + 0', { query: ({ outlet }) => `outlet=${outlet}` }],
  ['GET    /menu/items/:id',              '+ 0 ++++ +++++ + + 0', { at: { id: 'item' } }],
  ['GET    /menu/items',                  '. + xxxx +++++ + + x'],
  ['POST   /menu/items',                  '. r xxxx ++xxx + x x', { body: dish, probe: () => ({}), says: invalid }],
  ['PATCH  /menu/items/:id',              '. 0 xxxx ++xxx + x x', { at: { id: 'item' }, body: () => ({ price: 1 }), probe: () => ({ price: -1 }), says: invalid }],
  ['DELETE /menu/items/:id',              '. 0 xxxx ++xxx + x x', { fresh: { id: 'item' }, says: '204' }],
  ['PATCH  /menu/items/:id/availability', '. 0 xxxx ++xx+ + x x', { at: { id: 'item' }, body: () => ({ available: true }) }],
  ['GET    /menu/items/:id/prices',       '. 0 xxxx +++++ + + x', { at: { id: 'item' } }],
  ['GET    /menu/categories',             '. + xxxx +++++ + + x'],
  ['POST   /menu/categories',             '. + xxxx ++xxx + x x', { body: () => ({ name: {} }), says: invalid }],
  ['POST   /menu/categories/reorder',     '. + xxxx ++xxx + x x', { body: ({ category }) => ({ categoryIds: [category, category] }), says: invalid }],
  ['PATCH  /menu/categories/:id',         '. 0 xxxx ++xxx + x x', { at: { id: 'category' }, body: () => ({ name: { en: 'Mine' } }), probe: () => ({ name: {} }), says: invalid }],
  ['DELETE /menu/categories/:id',         '. 0 xxxx ++xxx + x x', { fresh: { id: 'category' }, says: '204' }],
  ['GET    /menu/modifier-groups',        '. + xxxx +++++ + + x'],
  ['POST   /menu/modifier-groups',        '. + xxxx ++xxx + x x', { body: () => ({ name: {} }), says: invalid }],
  ['PATCH  /menu/modifier-groups/:id',    '. 0 xxxx ++xxx + x x', { at: { id: 'modifierGroup' }, body: () => ({ name: { en: 'Mine' } }), probe: () => ({ name: {} }), says: invalid }],
  ['DELETE /menu/modifier-groups/:id',    '. 0 xxxx ++xxx + x x', { fresh: { id: 'modifierGroup' }, says: '204' }],
]);
