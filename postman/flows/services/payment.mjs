import { countOldDrawers, patiently, readWebhook, waitUntil } from '../../../tools/generate/postman/scripts.mjs';

const takeaway = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 2 }] };
const wish = { orderId: '{{order_id}}' };
const cash = { orderId: '{{counter_order_id}}', tendered: 100_000 };
const slip = { orderId: '{{second_counter_order_id}}', method: 'CARD_TERMINAL', reference: 'slip of Postman' };
const checkout = {
  razorpay_order_id: '{{razorpay_order_id}}',
  razorpay_payment_id: '{{razorpay_payment_id}}',
  razorpay_signature: '{{razorpay_signature}}',
};
const overTheCounter = (variable) => ({
  ...{
    name: 'Something is sold over the counter',
    call: 'placeOrder',
    as: 'cashier',
    body: { ...takeaway, channel: 'COUNTER' },
    says: [201, 202],
  },
  keep: { [variable]: 'data.id' },
});
const waitsForMoney = (who, variable) => ({
  ...{ name: 'It waits for money', call: 'getOrder', as: who, at: { order: `{{${variable}}}` } },
  before: waitUntil({
    ...{ reason: 'stock is held', as: who, path: `/orders/{{${variable}}}` },
    says: "data.status === 'AWAITING_PAYMENT'",
  }),
});
const sold = (who, variable) => [overTheCounter(variable), waitsForMoney(who, variable)];

/** Paid by checkout. */
const byCheckout = [
  {
    ...{ call: 'createRazorpayOrder', as: 'customer', body: wish, isPatient: true, says: 201 },
    before: patiently({ as: 'customer', path: '/payments/create-razorpay-order', body: wish }),
    first: [
      {
        name: 'Something to pay for',
        call: 'placeOrder',
        as: 'customer',
        body: takeaway,
        says: [201, 202],
        keep: { order_id: 'data.id', bill_id: 'data.billId' },
      },
      waitsForMoney('customer', 'order_id'),
    ],
    keep: { razorpay_order_id: 'data.razorpayOrderId', payment_id: 'data.paymentId' },
  },
  {
    ...{
      call: 'verifyRazorpay',
      as: 'customer',
      body: checkout,
      shows: { 'the money is there': "pm.expect(data.status).to.equal('CAPTURED')" },
    },
    first: [
      {
        ...{
          name: '422 PAYMENT_SIGNATURE_INVALID',
          call: 'verifyRazorpay',
          as: 'customer',
          says: '422 PAYMENT_SIGNATURE_INVALID',
        },
        body: { ...checkout, razorpay_payment_id: 'pay_1', razorpay_signature: '0'.repeat(64) },
      },
      {
        ...{ name: 'Pay in Razorpay’s checkout', method: 'POST', url: '{{razorpay_simulator_url}}/_control/pay' },
        body: { orderId: '{{razorpay_order_id}}', method: 'upi' },
        keep: { razorpay_payment_id: 'answer.razorpay_payment_id', razorpay_signature: 'answer.razorpay_signature' },
      },
    ],
    then: [
      {
        name: 'The same again is harmless',
        as: 'customer',
        body: checkout,
        shows: { 'is still there': "pm.expect(data.status).to.equal('CAPTURED')" },
      },
      {
        name: '409 PAYMENT_STATE_CONFLICT',
        call: 'createRazorpayOrder',
        as: 'customer',
        body: wish,
        says: '409 PAYMENT_STATE_CONFLICT',
        about: 'Nothing is due any more.',
      },
    ],
  },
  {
    call: 'receiveRazorpayWebhook',
    at: { tenant: '{{tenant_id}}' },
    before: readWebhook,
    raw: '{{webhook_body}}',
    headers: {
      'X-Razorpay-Signature': '{{webhook_signature}}',
      'X-Razorpay-Event-Id': '{{webhook_event_id}}',
      'Content-Type': 'application/json',
    },
    about: 'What Razorpay sent a moment ago, once more: it is heard once.',
    without: ['NOT_FOUND'],
    shows: { 'is known already': "pm.expect(data.status).to.equal('duplicate')" },
    then: [
      {
        ...{
          name: '401 WEBHOOK_SIGNATURE_INVALID',
          at: { tenant: '{{tenant_id}}' },
          says: '401 WEBHOOK_SIGNATURE_INVALID',
        },
        ...{ raw: '{"event":"payment.captured"}', headers: { 'X-Razorpay-Signature': 'f3a9c1' } },
      },
      {
        ...{
          name: 'A business that there is not is refused alike',
          at: { tenant: 'nobody-is-called-so' },
          says: '401 WEBHOOK_SIGNATURE_INVALID',
        },
        ...{ raw: '{"event":"payment.captured"}', headers: { 'X-Razorpay-Signature': 'f3a9c1' } },
      },
    ],
  },
  {
    call: 'getPayment',
    as: 'customer',
    at: { id: '{{payment_id}}' },
    shows: { 'is that one': "pm.expect(data.id).to.equal(pm.variables.get('payment_id'))" },
  },
  {
    call: 'listPayments',
    as: 'customer',
    shows: { 'are the own ones': "pm.expect(data.map(({ id }) => id)).to.include(pm.variables.get('payment_id'))" },
  },
  {
    call: 'listOrderPayments',
    as: 'customer',
    at: { orderId: '{{order_id}}' },
    shows: { 'is one': 'pm.expect(data).to.have.length(1)' },
  },
  {
    ...{
      call: 'refundPayment',
      as: 'manager',
      at: { id: '{{payment_id}}' },
      body: { amount: 100, reason: 'Cold' },
      says: [201, 202],
    },
    then: [
      {
        name: '422 OUT_OF_RANGE',
        as: 'manager',
        at: { id: '{{payment_id}}' },
        body: { amount: 99_999_999, reason: 'All' },
        says: '422 OUT_OF_RANGE',
      },
    ],
  },
];

/** Paid at the counter. */
const byHand = [
  {
    ...{
      call: 'openDrawer',
      as: 'cashier',
      body: { outletId: '{{outlet_id}}', openingFloat: 200_000 },
      says: 201,
      keep: { drawer_id: 'data.id' },
    },
    first: [
      {
        ...{
          name: 'Old drawers are counted',
          call: 'listDrawers',
          as: 'cashier',
          query: { status: 'OPEN', outlet: '{{outlet_id}}' },
        },
        before: countOldDrawers,
      },
    ],
    then: [
      {
        name: '409 DRAWER_ALREADY_OPEN',
        as: 'cashier',
        body: { outletId: '{{outlet_id}}', openingFloat: 0 },
        says: '409 DRAWER_ALREADY_OPEN',
      },
    ],
  },
  { call: 'listDrawers', as: 'cashier', query: { status: 'OPEN' } },
  {
    ...{
      call: 'moveCash',
      as: 'cashier',
      at: { id: '{{drawer_id}}' },
      body: { kind: 'PAY_OUT', amount: 5_000, reason: 'Milk' },
      says: 201,
    },
    then: [
      {
        name: '409 DRAWER_TOO_LOW',
        as: 'cashier',
        at: { id: '{{drawer_id}}' },
        body: { kind: 'PAY_OUT', amount: 99_999_999, reason: 'A car' },
        says: '409 DRAWER_TOO_LOW',
      },
    ],
  },
  {
    ...{
      call: 'confirmCash',
      as: 'cashier',
      body: cash,
      isPatient: true,
      says: 201,
      first: sold('cashier', 'counter_order_id'),
    },
    before: patiently({ as: 'cashier', path: '/payments/confirm-cash', body: cash }),
    shows: { 'gives change': 'pm.expect(data.change).to.equal(data.tendered - data.amount - data.tip)' },
    then: [
      {
        name: '409 PAYMENT_STATE_CONFLICT',
        as: 'cashier',
        body: cash,
        says: '409 PAYMENT_STATE_CONFLICT',
        about: 'It is paid.',
      },
    ],
  },
  {
    ...{
      call: 'recordPayment',
      as: 'cashier',
      body: slip,
      isPatient: true,
      says: 201,
      first: sold('cashier', 'second_counter_order_id'),
    },
    before: patiently({ as: 'cashier', path: '/payments/record', body: slip }),
    shows: { 'names the slip': "pm.expect(data.reference).to.equal('slip of Postman')" },
  },
  {
    call: 'getDrawer',
    as: 'cashier',
    at: { id: '{{drawer_id}}' },
    shows: { 'knows what is in it': 'pm.expect(data.expected).to.be.above(195000)' },
    keep: { drawer_expected: 'data.expected' },
  },
  {
    ...{ call: 'closeDrawer', as: 'cashier', at: { id: '{{drawer_id}}' }, body: { counted: '{{#drawer_expected}}' } },
    shows: { agrees: 'pm.expect(data.difference).to.equal(0)' },
    then: [
      {
        name: '409 DRAWER_NOT_OPEN',
        as: 'cashier',
        at: { id: '{{drawer_id}}' },
        body: { counted: 0 },
        says: '409 DRAWER_NOT_OPEN',
      },
    ],
  },
  { call: 'getDailyPaymentStats', as: 'manager', query: { outlet: '{{outlet_id}}' } },
  {
    call: 'listLedgerEntries',
    as: 'manager',
    query: { payment: '{{payment_id}}' },
    shows: { 'is booked': 'pm.expect(data.length).to.be.above(0)' },
  },
  { call: 'getTrialBalance', as: 'manager', shows: { 'sums to zero': 'pm.expect(data.difference).to.equal(0)' } },
  { call: 'runReconciliation', as: 'manager' },
];

/** Money: one order by checkout, two over the counter, a drawer, the books. */
export const payment = { service: 'payment', operations: [...byCheckout, ...byHand] };
