import { rowsOf, type Things } from './matrix-row.js';

/** Everybody at a table sees what is ordered there; who ordered it may change it. */
const notTheirs = { p: '403 PERMISSION_DENIED' };
const reason = () => ({ reason: 'Cold' });
const dayOfOutlet = ({ outlet, businessDate }: Things) => `outlet=${outlet}&date=${businessDate}`;
const cartOf = (outletId: string, itemId: string) => ({
  fulfilment: 'TAKEAWAY',
  outletId,
  lines: [{ itemId, quantity: 1 }],
});
const cart = ({ outlet, item }: Things) => cartOf(outlet, item);
/**
 * An order that is placed would be cooked: what cannot be had proves as well that the caller may place one. It is the id of something
 * old, since a new one might be a dish that order has not heard of yet: 503.
 */
const nothingOnTheMenu = ({ outlet }: Things) => cartOf(outlet, outlet);

/** Orders, tickets and tables. The order is eaten and its bill is paid: what would change it is 409 for those whose it is. */
// prettier-ignore
export const orderRows = rowsOf([
  //                                            none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['POST   /orders/quote',                     '. r ++++ ++++x r x x', { body: cart }],
  ['POST   /orders',                           '. r ++++ ++++x r x x', { body: cart, probe: nothingOnTheMenu, says: '422 UNKNOWN_REFERENCE' }],
  ['GET    /orders',                           '. + ++++ +++++ + + x'],
  ['GET    /orders/:order',                    '. 0 +0+0 +++++ 0 + x', { at: { order: 'order' } }],
  ['PATCH  /orders/:order/status',             '. 0 xxxx +++++ 0 x x', { at: { order: 'order' }, body: () => ({ status: 'PREPARING' }), says: '409 ORDER_CANNOT_MOVE' }],
  ['PATCH  /orders/:order/cancel',             '. 0 +0+0 ++++x 0 x x', { at: { order: 'order' }, body: () => ({ reason: 'Too late' }), says: '409 ORDER_CANNOT_MOVE' }],
  ['PATCH  /orders/:order/items',              '. 0 p0+0 ++++x 0 x x', { at: { order: 'order' }, body: ({ line }) => ({ remove: [line] }), says: '409 ORDER_CANNOT_MOVE', signs: notTheirs }],
  ['GET    /orders/:order/timeline',           '. 0 xxxx ++xxx 0 x x', { at: { order: 'order' } }],
  ['GET    /orders/:order/invoice',            '. 0 +0+0 ++++x 0 x x', { at: { order: 'order' } }],
  ['POST   /orders/:order/lines/:lineId/void', '. 0 xxxx ++xx+ 0 x x', { at: { order: 'order', lineId: 'line' }, body: reason, says: '409 BILL_CLOSED' }],
  ['POST   /orders/:order/lines/:lineId/comp', '. 0 xxxx ++xxx 0 x x', { at: { order: 'order', lineId: 'line' }, body: reason, says: '409 BILL_CLOSED' }],
  ['GET    /reports/voids',                    '. 0 xxxx ++xxx 0 x x', { query: dayOfOutlet }],
  ['GET    /kitchen/tickets',                  '. + xxxx +++++ + + x'],
  ['PATCH  /kitchen/tickets/:id',              '. 0 xxxx ++xx+ 0 + x', { at: { id: 'ticket' }, body: () => ({ status: 'STARTED' }), says: '409 TICKET_CANNOT_MOVE' }],
  ['GET    /tables/:code',                     '+ + ++++ +++++ + + +', { at: { code: 'tableCode' } }],
  ['POST   /tables/:code/sessions',            '+ 0 ++++ ++++p 0 p p', { at: { code: 'otherTableCode' }, body: () => ({}), signs: { p: '403 PERMISSION_DENIED' } }],
  ['GET    /sessions',                         '. + xxxx ++++x + x x'],
  ['GET    /sessions/:id',                     '. 0 +0+0 ++++x 0 x x', { at: { id: 'tableSession' } }],
  ['POST   /sessions/:id/close',               '. 0 xxxx ++++x 0 x x', { at: { id: 'closedSession' }, body: () => ({}) }],
  ['POST   /sessions/:id/approve',             '. 0 xxxx ++++x 0 x x', { at: { id: 'tableSession' }, body: () => ({}) }],
  ['POST   /sessions/:id/pin',                 '. 0 xxxx ++++x 0 x x', { at: { id: 'tableSession' }, body: () => ({}) }],
  ['POST   /sessions/:id/customer',            '. x rrpp xxxxx x x x', { at: { id: 'tableSession' }, body: () => ({ guestToken: 'x' }), signs: { p: '403 PERMISSION_DENIED' } }],
  ['GET    /sessions/:id/requests',            '. 0 +0+0 ++++x 0 x x', { at: { id: 'tableSession' } }],
  ['POST   /sessions/:id/requests',            '. 0 +0+0 ++++x 0 x x', { at: { id: 'tableSession' }, body: () => ({ kind: 'WATER' }) }],
  ['PATCH  /sessions/:id/requests/:requestId', '. 0 xxxx ++++x 0 x x', { at: { id: 'tableSession', requestId: 'tableRequest' }, body: () => ({ status: 'DONE' }) }],
  ['GET    /tables',                           '. + xxxx ++++x + + x'],
  ['POST   /tables',                           '. r xxxx ++xxx r x x', { body: ({ outlet }) => ({ outletId: outlet, label: 'T1' }), says: '409 TABLE_LABEL_TAKEN' }],
  ['PATCH  /tables/:id',                       '. 0 xxxx ++xxx 0 x x', { at: { id: 'table' }, body: () => ({ label: 'T1' }), says: '409 TABLE_LABEL_TAKEN' }],
  ['DELETE /tables/:id',                       '. 0 xxxx ++xxx 0 x x', { fresh: { id: 'table' }, says: '204' }],
  ['GET    /tables/:id/qr.png',                '. 0 xxxx ++++x 0 + x', { at: { id: 'table' } }],
  ['GET    /tables/:id/qr.svg',                '. 0 xxxx ++++x 0 + x', { at: { id: 'table' } }],
]);
