import { rowsOf, type Things } from './matrix-row.js';

const checkout = ({ payment }: Things) => ({
  ...{ paymentId: payment, razorpay_order_id: 'order_1', razorpay_payment_id: 'pay_1' },
  razorpay_signature: '0'.repeat(64),
});

/** Money: the bill is paid, and the drawer is counted and closed. */
// prettier-ignore
export const paymentRows = rowsOf([
  //                                              none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['POST   /payments/create-razorpay-order',     '. 0 +0+0 +++xx 0 x x', { body: ({ bill }) => ({ billId: bill }), says: '409 PAYMENT_STATE_CONFLICT' }],
  ['POST   /payments/verify-razorpay',           '. 0 +0+0 +++xx 0 x x', { body: checkout, says: '422 PAYMENT_SIGNATURE_INVALID' }],
  ['POST   /payments/confirm-cash',              '. 0 xxxx +++xx 0 x x', { body: ({ bill }) => ({ billId: bill, tendered: 100 }), says: '409 PAYMENT_STATE_CONFLICT' }],
  ['POST   /payments/record',                    '. 0 xxxx +++xx 0 x x', { body: ({ bill }) => ({ billId: bill, method: 'DUE' }), says: '409 PAYMENT_STATE_CONFLICT' }],
  ['POST   /payments/webhooks/razorpay/:tenant', '+ + ++++ +++++ + + +', { at: { tenant: 'tenant' }, body: () => ({ event: 'payment.captured' }), says: '401 WEBHOOK_SIGNATURE_INVALID' }],
  ['POST   /payments/:id/refund',                '. 0 xxxx ++xxx 0 x x', { at: { id: 'payment' }, body: () => ({ amount: 99_999_999, reason: 'All' }), says: '422 OUT_OF_RANGE' }],
  ['GET    /payments',                           '. + ++++ +++xx + x x'],
  ['GET    /payments/stats/daily',               '. 0 xxxx +++xx 0 x x', { query: ({ outlet, businessDate }) => `outlet=${outlet}&date=${businessDate}` }],
  ['GET    /payments/:id',                       '. 0 +0+0 +++xx 0 x x', { at: { id: 'payment' } }],
  ['GET    /payments/order/:orderId',            '. 0 +0+0 +++xx 0 x x', { at: { orderId: 'order' } }],
  ['GET    /drawers',                            '. + xxxx +++xx + x x'],
  ['POST   /drawers',                            '. r xxxx +++xx r x x', { body: ({ outlet }) => ({ outletId: outlet, openingFloat: 100 }), probe: () => ({ openingFloat: -1 }), says: '422 VALIDATION_FAILED' }],
  ['GET    /drawers/:id',                        '. 0 xxxx +++xx 0 x x', { at: { id: 'drawer' } }],
  ['POST   /drawers/:id/movements',              '. 0 xxxx +++xx 0 x x', { at: { id: 'drawer' }, body: () => ({ kind: 'PAY_IN', amount: 100, reason: 'Change' }), says: '409 DRAWER_NOT_OPEN' }],
  ['POST   /drawers/:id/close',                  '. 0 xxxx +++xx 0 x x', { at: { id: 'drawer' }, body: () => ({ counted: 100 }), says: '409 DRAWER_NOT_OPEN' }],
  ['GET    /ledger/entries',                     '. + xxxx ++xxx + x x'],
  ['GET    /ledger/trial-balance',               '. + xxxx ++xxx + x x'],
  ['POST   /reconciliation/run',                 '. + xxxx ++xxx + x x', { body: () => ({}) }],
]);
