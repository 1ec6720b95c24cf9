import { countOldDrawers, patiently, waitUntil } from '../../tools/generate/postman/scripts.mjs';
import { menuIsRead, outletIsChosen, staffSignsIn } from './signing-in.mjs';

const seated = (itemId, quantity) => ({
  fulfilment: 'DINE_IN',
  tableSessionId: '{{session_id}}',
  lines: [{ itemId: `{{${itemId}}}`, quantity }],
});
const bill = { id: '{{table_bill_id}}' };
const upi = { billId: '{{table_bill_id}}', shareId: '{{first_share}}', tip: 2_000 };
const cash = { billId: '{{table_bill_id}}', shareId: '{{second_share}}', tendered: 200_000 };
const rounds = ['first_round_id', 'second_round_id'];

const served = (round) => [
  {
    ...{ name: 'A round is certain', call: 'getOrder', as: 'guest', at: { order: `{{${round}}}` } },
    before: waitUntil({
      ...{ reason: 'the round is confirmed', as: 'guest', path: `/orders/{{${round}}}` },
      says: "data.status === 'CONFIRMED'",
    }),
  },
  ...['PREPARING', 'READY', 'COMPLETED'].map((status) => ({
    ...{
      name: `The round is ${status}`,
      call: 'moveOrder',
      as: 'manager',
      at: { order: `{{${round}}}` },
      body: { status },
    },
    shows: { 'has moved': `pm.expect(data.status).to.equal('${status}')` },
  })),
];

/** An evening at a table: two phones, one bill in two parts, UPI and cash, a counted drawer, the day. */
export const evening = {
  name: 'Evening',
  about:
    'Two phones without a number at one table, two rounds, one bill in two parts, paid by UPI with a tip and in cash; the table is free, the drawer is counted, the day is looked at.',
  steps: [
    staffSignsIn('manager', 'manager_token'),
    staffSignsIn('cashier', 'cashier_token'),
    staffSignsIn('waiter', 'waiter_token'),
    outletIsChosen,
    menuIsRead({ item_id: 'Filter coffee', dosa_id: 'Masala dosa' }),
    {
      ...{
        name: 'Old drawers are counted',
        call: 'listDrawers',
        as: 'cashier',
        query: { status: 'OPEN', outlet: '{{outlet_id}}' },
      },
      before: countOldDrawers,
    },
    {
      name: 'The cashier opens a drawer',
      call: 'openDrawer',
      as: 'cashier',
      body: { outletId: '{{outlet_id}}', openingFloat: 200_000 },
      says: 201,
      keep: { drawer_id: 'data.id' },
    },
    {
      ...{
        name: 'A table',
        call: 'addTable',
        as: 'manager',
        body: { outletId: '{{outlet_id}}', label: '{{table_label}}' },
        says: 201,
      },
      before: [
        "pm.environment.set('table_label', 'E' + pm.variables.replaceIn('{{$guid}}').slice(0, 6).toUpperCase());",
      ],
      keep: { evening_table_id: 'data.id', table_code: 'data.code' },
    },
    {
      name: 'Whose table is it?',
      call: 'scanTable',
      at: { code: '{{table_code}}' },
      shows: { 'is free': 'pm.expect(data.open).to.equal(false)' },
    },
    {
      ...{ name: 'Asha scans', call: 'joinTable', at: { code: '{{table_code}}' }, body: { covers: 2 }, says: 201 },
      keep: { guest_token: 'data.guest.accessToken', session_id: 'data.id', table_bill_id: 'data.billId' },
    },
    {
      ...{ name: 'Bela scans', call: 'joinTable', at: { code: '{{table_code}}' }, body: {}, says: 200 },
      shows: { 'joins her': "pm.expect(data.id).to.equal(pm.variables.get('session_id'))" },
      keep: { second_guest_token: 'data.guest.accessToken' },
    },
    {
      name: 'Asha orders',
      call: 'placeOrder',
      as: 'guest',
      body: seated('dosa_id', 2),
      says: [201, 202],
      keep: { first_round_id: 'data.id' },
    },
    {
      name: 'Bela orders',
      call: 'placeOrder',
      as: 'secondGuest',
      body: seated('item_id', 2),
      says: [201, 202],
      keep: { second_round_id: 'data.id' },
    },
    {
      ...{ name: 'Both see both', call: 'listOrders', as: 'guest', query: { session: '{{session_id}}' } },
      shows: { 'are two': 'pm.expect(data).to.have.length(2)' },
    },
    ...rounds.flatMap(served),
    {
      ...{
        name: 'Bela asks for the bill',
        call: 'askAtTable',
        as: 'secondGuest',
        at: { id: '{{session_id}}' },
        body: { kind: 'BILL' },
        says: 201,
      },
      keep: { request_id: 'data.id' },
    },
    {
      ...{ name: 'The waiter sees it', call: 'attendTableRequest', as: 'waiter', body: { status: 'DONE' } },
      at: { id: '{{session_id}}', requestId: '{{request_id}}' },
    },
    {
      name: 'and brings it',
      call: 'presentBill',
      as: 'waiter',
      at: bill,
      shows: { 'is both rounds': 'pm.expect(data.orders).to.have.length(2)' },
    },
    {
      ...{
        name: 'They split it in two',
        call: 'splitBill',
        as: 'secondGuest',
        at: bill,
        body: { by: 'EQUALLY', parts: 2 },
      },
      shows: { 'sums up': 'pm.expect(data.shares.reduce((sum, { amount }) => sum + amount, 0)).to.equal(data.total)' },
      keep: { first_share: 'data.shares[0].shareId', second_share: 'data.shares[1].shareId' },
    },
    {
      ...{
        name: 'Asha begins to pay, with a tip',
        call: 'createRazorpayOrder',
        as: 'guest',
        body: upi,
        isPatient: true,
        says: 201,
      },
      before: patiently({ as: 'guest', path: '/payments/create-razorpay-order', body: upi }),
      keep: { razorpay_order_id: 'data.razorpayOrderId', payment_id: 'data.paymentId' },
    },
    {
      ...{
        name: 'pays by UPI',
        method: 'POST',
        url: '{{razorpay_simulator_url}}/_control/pay',
        body: { orderId: '{{razorpay_order_id}}', method: 'upi' },
      },
      keep: { razorpay_payment_id: 'answer.razorpay_payment_id', razorpay_signature: 'answer.razorpay_signature' },
    },
    {
      ...{ name: 'and her phone hands it back', call: 'verifyRazorpay', as: 'guest' },
      body: {
        razorpay_order_id: '{{razorpay_order_id}}',
        razorpay_payment_id: '{{razorpay_payment_id}}',
        razorpay_signature: '{{razorpay_signature}}',
      },
      shows: { 'the tip is in it': 'pm.expect(data.tip).to.equal(2000)' },
    },
    {
      ...{
        name: 'Too late to split anew',
        call: 'splitBill',
        as: 'guest',
        at: bill,
        body: { by: 'EQUALLY', parts: 3 },
        says: '409 BILL_BEING_PAID',
      },
      before: waitUntil({
        reason: 'the bill knows of it',
        as: 'guest',
        path: '/bills/{{table_bill_id}}',
        says: 'data.paid > 0',
      }),
    },
    {
      ...{ name: 'Bela pays in cash', call: 'confirmCash', as: 'cashier', body: cash, isPatient: true, says: 201 },
      before: patiently({ as: 'cashier', path: '/payments/confirm-cash', body: cash }),
      shows: { 'gets change': 'pm.expect(data.change).to.be.above(0)' },
    },
    {
      ...{ name: 'The bill is settled', call: 'getBill', as: 'guest', at: bill },
      before: waitUntil({
        reason: 'the bill is settled',
        as: 'guest',
        path: '/bills/{{table_bill_id}}',
        says: "data.status === 'SETTLED'",
      }),
      shows: {
        'nothing is due': 'pm.expect(data.due).to.equal(0)',
        'has its number': "pm.expect(data.invoiceNumber).to.be.a('string')",
      },
    },
    { name: 'The invoice', call: 'getBillInvoice', as: 'guest', at: bill },
    { name: 'The table is free', call: 'closeTableSession', as: 'waiter', at: { id: '{{session_id}}' } },
    { name: 'and put away', call: 'removeTable', as: 'manager', at: { id: '{{evening_table_id}}' }, says: 204 },
    {
      name: 'What should be in the drawer',
      call: 'getDrawer',
      as: 'cashier',
      at: { id: '{{drawer_id}}' },
      keep: { drawer_expected: 'data.expected' },
    },
    {
      ...{
        name: 'is in the drawer',
        call: 'closeDrawer',
        as: 'cashier',
        at: { id: '{{drawer_id}}' },
        body: { counted: '{{#drawer_expected}}' },
      },
      shows: { agrees: 'pm.expect(data.difference).to.equal(0)' },
    },
    {
      name: 'The day so far',
      call: 'getOutletDay',
      as: 'manager',
      at: { id: '{{outlet_id}}' },
      shows: { 'has bills': 'pm.expect(data.status).to.equal("OPEN")' },
    },
    {
      ...{
        name: 'A day is closed',
        call: 'closeOutletDay',
        as: 'manager',
        at: { id: '{{outlet_id}}' },
        body: { businessDate: '2020-01-01' },
        says: [200, 201],
      },
      about: 'Closing is for ever, so it is not today that is closed here: nothing could be sold until tomorrow.',
      shows: { 'is closed': "pm.expect(data.status).to.equal('CLOSED')" },
    },
    { name: 'The money of the day', call: 'getDailyPaymentStats', as: 'manager', query: { outlet: '{{outlet_id}}' } },
  ],
};
