import { patiently, waitUntil } from '../../tools/generate/postman/scripts.mjs';
import { customerSignsIn, menuIsRead, outletIsChosen, staffSignsIn } from './signing-in.mjs';

const cart = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 1 }] };
const wish = { orderId: '{{order_id}}' };
const told = ['order.placed.v1', 'order.confirmed.v1', 'payment.captured.v1', 'ticket.ready.v1'];
const orderIs = (status) =>
  waitUntil({
    ...{ reason: `the order is ${status}`, as: 'customer', path: '/orders/{{order_id}}' },
    says: `data.status === '${status}'`,
  });
const follow = (name, status, shows) => ({
  ...{ name, call: 'getOrder', as: 'customer', at: { order: '{{order_id}}' }, before: orderIs(status) },
  shows: { [`is ${status}`]: `pm.expect(data.status).to.equal('${status}')`, ...shows },
});
const move = (status) => ({
  ...{ name: `The ticket is ${status}`, call: 'moveTicket', as: 'cook', at: { id: '{{ticket_id}}' }, body: { status } },
  shows: { 'has moved': `pm.expect(data.status).to.equal('${status}')` },
});

/** One order through every service: prepaid, cooked, handed over, told by all of them. */
export const walkingSystem = {
  name: 'Walking system',
  about:
    'One order through every service: prepaid by checkout, to the kitchen, completed; its timeline, its invoice, its numbers.',
  steps: [
    staffSignsIn('manager', 'manager_token'),
    staffSignsIn('kitchen', 'kitchen_token'),
    ...customerSignsIn(),
    outletIsChosen,
    menuIsRead({ item_id: 'Filter coffee' }),
    {
      ...{ name: 'An order', call: 'placeOrder', as: 'customer', body: cart, says: [201, 202] },
      headers: { Prefer: 'respond-async' },
      about: 'With `Prefer: respond-async` the answer does not wait for the stock.',
      keep: { order_id: 'data.id', bill_id: 'data.billId' },
    },
    follow('Stock is held', 'AWAITING_PAYMENT', {
      'says until when': 'pm.expect(new Date(data.endsAt)).to.be.above(new Date())',
    }),
    {
      ...{
        name: 'Too early for the kitchen',
        call: 'moveOrder',
        as: 'cook',
        at: { order: '{{order_id}}' },
        body: { status: 'PREPARING' },
      },
      says: '409 ORDER_CANNOT_MOVE',
    },
    {
      ...{ name: 'Begin to pay', call: 'createRazorpayOrder', as: 'customer', body: wish, isPatient: true, says: 201 },
      before: patiently({ as: 'customer', path: '/payments/create-razorpay-order', body: wish }),
      keep: { razorpay_order_id: 'data.razorpayOrderId', payment_id: 'data.paymentId' },
    },
    {
      ...{ name: 'The card is refused', method: 'POST', url: '{{razorpay_simulator_url}}/_control/pay' },
      body: { orderId: '{{razorpay_order_id}}', method: 'card', outcome: 'failed' },
    },
    {
      ...{ name: 'UPI works', method: 'POST', url: '{{razorpay_simulator_url}}/_control/pay' },
      body: { orderId: '{{razorpay_order_id}}', method: 'upi' },
      about: 'Nobody hands back what the checkout said: the tab is closed. The webhook tells it.',
    },
    follow('The webhook was enough', 'CONFIRMED', { 'is paid': "pm.expect(data.paymentStatus).to.equal('PAID')" }),
    {
      ...{ name: 'The ticket', call: 'listTickets', as: 'cook', query: { limit: 100, status: 'QUEUED' } },
      before: waitUntil({
        ...{ reason: 'the kitchen has its ticket', as: 'cook', path: '/kitchen/tickets?limit=100&status=QUEUED' },
        says: "data.some(({ orderId }) => orderId === pm.variables.get('order_id'))",
        keep: { ticket_id: "data.find(({ orderId }) => orderId === pm.variables.get('order_id')).id" },
      }),
    },
    move('STARTED'),
    follow('It is being made', 'PREPARING', {}),
    move('READY'),
    follow('It is ready', 'READY', {}),
    {
      name: 'It is handed over',
      call: 'moveOrder',
      as: 'manager',
      at: { order: '{{order_id}}' },
      body: { status: 'COMPLETED' },
    },
    {
      ...{ name: 'What happened', call: 'getOrderTimeline', as: 'manager', at: { order: '{{order_id}}' } },
      before: waitUntil({
        ...{ reason: 'every service has told its part', as: 'manager', path: '/orders/{{order_id}}/timeline' },
        says: `${JSON.stringify(told)}.every((type) => data.events.some((event) => event.type === type))`,
      }),
      shows: {
        'is in order': 'pm.expect(data.events.map(({ at }) => at)).to.eql(data.events.map(({ at }) => at).sort())',
      },
    },
    {
      ...{ name: 'The invoice', call: 'getOrderInvoice', as: 'customer', at: { order: '{{order_id}}' } },
      before: waitUntil({
        reason: 'the bill is settled',
        as: 'customer',
        path: '/bills/{{bill_id}}',
        says: "data.status === 'SETTLED'",
      }),
    },
    {
      ...{
        name: 'The books',
        call: 'getTrialBalance',
        as: 'manager',
        shows: { 'sum to zero': 'pm.expect(data.difference).to.equal(0)' },
      },
    },
    {
      ...{ name: 'The day', call: 'getDailyMetrics', as: 'manager', query: { outlet: '{{outlet_id}}' } },
      before: waitUntil({
        ...{ reason: 'the day counts it', as: 'manager', path: '/analytics/daily-metrics?outlet={{outlet_id}}' },
        says: 'data.total.orders.confirmed > 0',
      }),
      shows: { 'counts orders': 'pm.expect(data.total.orders.confirmed).to.be.above(0)' },
    },
  ],
};
