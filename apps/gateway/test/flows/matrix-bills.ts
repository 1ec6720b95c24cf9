import { rowsOf } from './matrix-row.js';

/** Bills, and the day they are closed with. The bill is settled, and a part of it was given back. */
// prettier-ignore
export const billRows = rowsOf([
  //                                       none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['GET    /bills',                       '. + ++++ ++++x + x x'],
  ['GET    /bills/:id',                   '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill' } }],
  ['PATCH  /bills/:id',                   '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill' }, body: () => ({ serviceCharge: true }), says: '409 BILL_CLOSED' }],
  ['POST   /bills/:id/present',           '. 0 xxxx ++++x 0 x x', { at: { id: 'bill' }, body: () => ({}) }],
  ['POST   /bills/:id/split',             '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill' }, body: () => ({ by: 'EQUALLY', parts: 2 }), says: '409 BILL_CLOSED' }],
  ['GET    /bills/:id/invoice',           '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill' } }],
  ['GET    /bills/:id/refunds',           '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill' } }],
  ['POST   /bills/:id/refunds',           '. 0 xxxx ++xxx 0 x x', { at: { id: 'bill' }, body: () => ({ amount: 99_999_999, reason: 'All' }), says: '422 OUT_OF_RANGE' }],
  ['GET    /bills/:id/refunds/:refundId', '. 0 +0+0 ++++x 0 x x', { at: { id: 'bill', refundId: 'refund' } }],
  ['GET    /outlets/:id/day-close',       '. 0 xxxx ++xxx 0 x x', { at: { id: 'outlet' }, query: ({ businessDate }) => `date=${businessDate}` }],
  ['POST   /outlets/:id/day-close',       '. 0 xxxx ++xxx 0 x x', { at: { id: 'outlet' }, body: () => ({}), says: '409 OUTLET_DAY_OPEN' }],
]);
