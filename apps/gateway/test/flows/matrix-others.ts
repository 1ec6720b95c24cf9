import { rowsOf, type Things } from './matrix-row.js';

const invalid = '422 VALIDATION_FAILED';
const ofOutlet = ({ outlet }: Things) => `outlet=${outlet}`;
const cart = ({ outlet, item }: Things) => ({
  fulfilment: 'TAKEAWAY',
  outletId: outlet,
  lines: [{ itemId: item, quantity: 1 }],
});
const stockItem = ({ outlet, stockSku }: Things) => ({ outletId: outlet, sku: stockSku, name: 'Again', unit: 'g' });
const recipe = ({ item, stockSku }: Things) => ({
  target: 'ITEM',
  targetId: item,
  ingredients: [{ sku: stockSku, quantity: 1 }],
});
const gift = { subject: { on: 'ORDER' }, gives: { amount: 1 }, active: false };
const rule = ({ outlet }: Things) => ({
  ...{ kind: 'TIME_BASED', name: 'Some day', weekdays: [1], from: '10:00', to: '11:00', outletIds: [outlet], ...gift },
});
const coupon = ({ outlet }: Things) => ({ code: 'MATRIX', name: 'Some day', outletIds: [outlet], ...gift });

/** Stock, screens, numbers and discounts. */
// prettier-ignore
export const otherRows = rowsOf([
  //                                        none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['GET    /inventory/items',              '. + xxxx ++xx+ + x x'],
  ['POST   /inventory/items',              '. r xxxx ++xxx r x x', { body: stockItem, says: '409 STOCK_ITEM_EXISTS' }],
  ['GET    /inventory/items/:id',          '. 0 xxxx ++xx+ 0 x x', { at: { id: 'stockItem' } }],
  ['PATCH  /inventory/items/:id',          '. 0 xxxx ++xxx 0 x x', { at: { id: 'stockItem' }, body: () => ({ reorderLevel: 1 }), probe: () => ({ reorderLevel: -1 }), says: invalid }],
  ['POST   /inventory/receive',            '. r xxxx ++xxx r x x', { body: ({ stockItem }) => ({ stockItemId: stockItem, quantity: 1 }), probe: () => ({ quantity: 0 }), says: invalid }],
  ['PATCH  /inventory/deduct',             '. r xxxx ++xxx r x x', { body: ({ stockItem }) => ({ stockItemId: stockItem, quantity: 1, reason: 'WASTE' }), probe: () => ({ quantity: 0 }), says: invalid }],
  ['GET    /inventory/alerts',             '. + xxxx ++xx+ + x x'],
  ['GET    /inventory/recipes',            '. + xxxx ++xx+ + x x'],
  ['POST   /inventory/recipes',            '. r xxxx ++xxx + x x', { body: recipe, probe: () => ({}), says: invalid }],
  ['PATCH  /inventory/recipes/:id',        '. 0 xxxx ++xxx + x x', { at: { id: 'recipe' }, body: () => ({ ingredients: [{ sku: 'nothing', quantity: 1 }] }), says: '422 UNKNOWN_REFERENCE' }],
  ['GET    /notifications/subscribe',      '. + ++++ +++++ + + x'],
  ['POST   /notifications/stream-tickets', '. + ++++ +++++ + + x', { body: () => ({}), says: '201' }],
  ['GET    /notifications/stream',         '+ + ++++ +++++ + + +', { query: () => 'ticket=x', says: '401 STREAM_TICKET_INVALID' }],
  ['GET    /socket.io/',                   '+ + ++++ +++++ + + +', { query: () => 'EIO=4&transport=polling', says: '400' }],
  ['POST   /socket.io/',                   '+ + ++++ +++++ + + +', { query: () => 'EIO=4&transport=polling', says: '400' }],
  ['GET    /analytics/daily-metrics',      '. 0 xxxx ++xxx 0 x x', { query: ofOutlet }],
  ['GET    /analytics/top-items',          '. 0 xxxx ++xxx 0 x x', { query: ofOutlet }],
  ['GET    /analytics/orders-count',       '. 0 xxxx ++xxx 0 x x', { query: ofOutlet }],
  ['GET    /analytics/revenue',            '. 0 xxxx ++xxx 0 x x', { query: ofOutlet }],
  ['GET    /analytics/kitchen',            '. 0 xxxx ++xxx 0 x x', { query: ofOutlet }],
  ['POST   /discounts/calculate',          '+ r ++++ +++++ + + r', { body: cart }],
  ['GET    /discounts/rules',              '. + xxxx ++xxx + x x'],
  ['POST   /discounts/rules',              '. r xxxx ++xxx r x x', { body: rule, probe: () => ({}), says: invalid }],
  ['GET    /discounts/rules/:id',          '. 0 xxxx ++xxx 0 x x', { at: { id: 'rule' } }],
  ['PATCH  /discounts/rules/:id',          '. 0 xxxx ++xxx 0 x x', { at: { id: 'rule' }, body: () => ({ active: false }) }],
  ['DELETE /discounts/rules/:id',          '. 0 xxxx ++xxx 0 x x', { fresh: { id: 'rule' }, says: '204' }],
  ['GET    /discounts/coupons',            '. + xxxx ++xxx + x x'],
  ['POST   /discounts/coupons',            '. r xxxx ++xxx r x x', { body: coupon, probe: () => ({}), says: invalid }],
  ['GET    /discounts/coupons/:id',        '. 0 xxxx ++xxx 0 x x', { at: { id: 'coupon' } }],
  ['PATCH  /discounts/coupons/:id',        '. 0 xxxx ++xxx 0 x x', { at: { id: 'coupon' }, body: () => ({ active: false }) }],
  ['DELETE /discounts/coupons/:id',        '. 0 xxxx ++xxx 0 x x', { fresh: { id: 'coupon' }, says: '204' }],
]);
