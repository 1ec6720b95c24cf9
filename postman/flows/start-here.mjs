import { patiently, waitUntil } from '../../tools/generate/postman/scripts.mjs';
import { customerSignsIn, menuIsRead, outletIsChosen, staffSignsIn } from './signing-in.mjs';

/** What is sent to begin to pay, twice the same: once until payment has heard of the order, then as the request itself. */
const wish = { orderId: '{{order_id}}' };
const cart = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 2 }] };
const orderIs = (status) =>
  waitUntil({
    ...{ reason: `the order is ${status}`, as: 'customer', path: '/orders/{{order_id}}' },
    says: `data.status === '${status}'`,
  });

/** The paid order, from both sides of the counter. */
export const startHere = {
  name: 'Start here',
  about:
    'A paid order from both sides of the counter: the customer signs in, orders and pays; staff cook it and hand it over. Run it from the first request to the last.',
  steps: [
    ...customerSignsIn(),
    outletIsChosen,
    menuIsRead({ item_id: 'Masala dosa' }),
    {
      ...{ name: 'What would it cost?', call: 'quoteOrder', as: 'customer', body: cart, says: 200 },
      about: 'Prices are made by the server alone; the trace says by which rules.',
      shows: { 'adds up': 'pm.expect(data.total).to.equal(data.taxable + data.tax)' },
      keep: { quoted_total: 'data.total' },
    },
    {
      ...{ name: 'Order it', call: 'placeOrder', as: 'customer', says: [201, 202] },
      body: { ...cart, expectedTotal: '{{#quoted_total}}' },
      about:
        'With the total that the customer has seen: another one would be refused with PRICE_CHANGED. 201 when stock is held, 202 when that takes longer than two seconds.',
      shows: {
        'says where it is': "pm.expect(pm.response.headers.get('location')).to.match(/orders\\/[0-9a-f-]{36}$/)",
      },
      keep: { order_id: 'data.id', order_number: 'data.orderNumber', bill_id: 'data.billId' },
    },
    {
      ...{ name: 'Is it held?', call: 'getOrder', as: 'customer', at: { order: '{{order_id}}' }, says: 200 },
      before: orderIs('AWAITING_PAYMENT'),
      shows: { 'waits for money': "pm.expect(data.status).to.equal('AWAITING_PAYMENT')" },
    },
    {
      ...{ name: 'Begin to pay', call: 'createRazorpayOrder', as: 'customer', body: wish, isPatient: true, says: 201 },
      before: patiently({ as: 'customer', path: '/payments/create-razorpay-order', body: wish }),
      about:
        'Answers what Razorpay’s checkout wants: key, order, amount. 503 NOT_YET_AVAILABLE for a moment after the order: ask again with the same key.',
      shows: { 'asks for money': 'pm.expect(data.amount).to.be.above(0)' },
      keep: { razorpay_order_id: 'data.razorpayOrderId', payment_id: 'data.paymentId' },
    },
    {
      ...{
        name: 'Pay in Razorpay’s checkout',
        method: 'POST',
        url: '{{razorpay_simulator_url}}/_control/pay',
        says: 200,
      },
      body: { orderId: '{{razorpay_order_id}}', method: 'upi' },
      about:
        'What the person does in Razorpay’s page, here by its simulator. It hands back three values, as the real page does.',
      shows: { 'is signed': 'pm.expect(answer.razorpay_signature).to.match(/^[0-9a-f]{64}$/)' },
      keep: { razorpay_payment_id: 'answer.razorpay_payment_id', razorpay_signature: 'answer.razorpay_signature' },
    },
    {
      ...{ name: 'Hand back what the checkout said', call: 'verifyRazorpay', as: 'customer', says: 200 },
      body: {
        razorpay_order_id: '{{razorpay_order_id}}',
        razorpay_payment_id: '{{razorpay_payment_id}}',
        razorpay_signature: '{{razorpay_signature}}',
      },
      shows: { 'the money is there': "pm.expect(data.status).to.equal('CAPTURED')" },
    },
    {
      ...{ name: 'Follow it', call: 'getOrder', as: 'customer', at: { order: '{{order_id}}' }, says: 200 },
      before: orderIs('CONFIRMED'),
      about: 'A screen listens on the socket `/orders` instead of asking.',
      shows: {
        'is confirmed': "pm.expect(data.status).to.equal('CONFIRMED')",
        'is paid': "pm.expect(data.paymentStatus).to.equal('PAID')",
        'has a number to be called': 'pm.expect(data.token).to.be.a("number")',
      },
    },
    staffSignsIn('kitchen', 'kitchen_token'),
    {
      ...{ name: 'The ticket in the kitchen', call: 'listTickets', as: 'cook', query: { limit: 100 }, says: 200 },
      before: waitUntil({
        ...{ reason: 'the kitchen has its ticket', as: 'cook', path: '/kitchen/tickets?limit=100' },
        says: "data.some(({ orderId }) => orderId === pm.variables.get('order_id'))",
        keep: { ticket_id: "data.find(({ orderId }) => orderId === pm.variables.get('order_id')).id" },
      }),
      shows: { 'is there': "pm.expect(data.map(({ id }) => id)).to.include(pm.variables.get('ticket_id'))" },
    },
    ...['STARTED', 'READY'].map((status) => ({
      ...{
        name: `The ticket is ${status}`,
        call: 'moveTicket',
        as: 'cook',
        at: { id: '{{ticket_id}}' },
        body: { status },
      },
      ...{ says: 200, shows: { 'has moved': `pm.expect(data.status).to.equal('${status}')` } },
    })),
    staffSignsIn('manager', 'manager_token'),
    {
      ...{ name: 'It is handed over', call: 'moveOrder', as: 'manager', at: { order: '{{order_id}}' }, says: 200 },
      before: orderIs('READY'),
      body: { status: 'COMPLETED' },
      shows: { 'is over': "pm.expect(data.status).to.equal('COMPLETED')" },
    },
    {
      ...{ name: 'The invoice', call: 'getOrderInvoice', as: 'customer', at: { order: '{{order_id}}' }, says: 200 },
      before: waitUntil({
        ...{ reason: 'the bill is settled', as: 'customer', path: '/bills/{{bill_id}}' },
        says: "data.status === 'SETTLED'",
      }),
      about: 'As JSON; with `Accept: application/pdf` the page that is printed.',
      shows: { 'has a number': "pm.expect(data.number).to.be.a('string')" },
    },
  ],
};
