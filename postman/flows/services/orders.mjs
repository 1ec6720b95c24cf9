import { making, waitUntil } from '../../../tools/generate/postman/scripts.mjs';

const order = { order: '{{dinner_id}}' };
const dinner = {
  ...{ fulfilment: 'DINE_IN', tableSessionId: '{{session_id}}' },
  lines: [
    { itemId: '{{item_id}}', quantity: 2 },
    { itemId: '{{dosa_id}}', quantity: 1 },
  ],
};
const takeaway = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 1 }] };
const dinnerIs = (status) =>
  waitUntil({
    ...{ reason: `the dinner is ${status}`, as: 'guest', path: '/orders/{{dinner_id}}' },
    says: `data.status === '${status}'`,
  });
const reason = { reason: 'Cold' };

/** Orders, up to the kitchen's tickets. */
export const orders = [
  { call: 'quoteOrder', as: 'guest', body: dinner, keep: { dinner_total: 'data.total' } },
  {
    ...{ call: 'placeOrder', as: 'guest', body: dinner, says: [201, 202] },
    keep: {
      dinner_id: 'data.id',
      line_id: 'data.lines[0].lineId',
      dosa_line_id: 'data.lines[1].lineId',
      business_date: 'data.businessDate',
    },
    then: [
      {
        name: '422 UNKNOWN_REFERENCE',
        as: 'customer',
        says: '422 UNKNOWN_REFERENCE',
        body: { ...takeaway, lines: [{ itemId: '{{outlet_id}}', quantity: 1 }] },
      },
      {
        name: '409 PRICE_CHANGED',
        as: 'customer',
        body: { ...takeaway, expectedTotal: 1 },
        says: '409 PRICE_CHANGED',
        about: 'The customer saw another total.',
      },
      {
        name: '409 COUPON_REFUSED',
        as: 'customer',
        body: { ...takeaway, couponCode: 'NO-SUCH-CODE' },
        says: '409 COUPON_REFUSED',
      },
      {
        ...{ name: 'Another order, with a key', as: 'customer', body: takeaway, says: [201, 202] },
        before: making({ order_key: "pm.variables.replaceIn('{{$guid}}')" }),
        headers: { 'Idempotency-Key': '{{order_key}}' },
        keep: { unwanted_id: 'data.id' },
      },
      {
        ...{ name: 'The same again is the same order', as: 'customer', body: takeaway, says: [201, 202] },
        headers: { 'Idempotency-Key': '{{order_key}}' },
        shows: {
          'is that order': "pm.expect(data.id).to.equal(pm.variables.get('unwanted_id'))",
          'says that it was': "pm.expect(pm.response.headers.get('idempotency-replayed')).to.equal('true')",
        },
      },
      {
        ...{
          name: '422 IDEMPOTENCY_KEY_REUSED',
          as: 'customer',
          body: { ...takeaway, notes: 'Something else' },
          says: '422 IDEMPOTENCY_KEY_REUSED',
        },
        headers: { 'Idempotency-Key': '{{order_key}}' },
        about: 'Another body is another intention: it needs another key.',
      },
    ],
  },
  {
    ...{ call: 'cancelOrder', as: 'customer', at: { order: '{{unwanted_id}}' }, body: { reason: 'Changed my mind' } },
    first: [
      {
        ...{ name: 'Stock is held for it', call: 'getOrder', as: 'customer', at: { order: '{{unwanted_id}}' } },
        before: waitUntil({
          ...{ reason: 'the order waits for money', as: 'customer', path: '/orders/{{unwanted_id}}' },
          says: "data.status === 'AWAITING_PAYMENT'",
        }),
      },
    ],
    shows: { 'is cancelled': "pm.expect(data.status).to.equal('CANCELLED')" },
    then: [
      {
        name: '409 ORDER_CANNOT_MOVE',
        call: 'moveOrder',
        as: 'manager',
        at: { order: '{{unwanted_id}}' },
        body: { status: 'PREPARING' },
        says: '409 ORDER_CANNOT_MOVE',
      },
    ],
  },
  {
    call: 'listOrders',
    as: 'manager',
    query: { limit: 5, sort: '-createdAt' },
    shows: { 'are five at most': 'pm.expect(data.length).to.be.at.most(5)' },
  },
  {
    ...{ call: 'getOrder', as: 'guest', at: order, before: dinnerIs('CONFIRMED') },
    shows: { 'says where it may go': 'pm.expect(data.allowedMoves).to.be.an("array")' },
  },
  {
    ...{
      call: 'reviseOrder',
      as: 'guest',
      at: order,
      body: { add: [{ itemId: '{{item_id}}', quantity: 1 }] },
      says: [200, 202],
    },
    about: 'Lines may be added or taken away until the kitchen begins.',
  },
  {
    ...{ call: 'listTickets', as: 'cook', query: { limit: 100 } },
    before: waitUntil({
      ...{ reason: 'the kitchen has its tickets', as: 'cook', path: '/kitchen/tickets?limit=100&status=QUEUED' },
      says: "data.some(({ orderId, station }) => orderId === pm.variables.get('dinner_id') && station === 'tawa')",
      keep: {
        dinner_ticket_id:
          "data.find(({ orderId, station }) => orderId === pm.variables.get('dinner_id') && station === 'tawa').id",
      },
    }),
  },
  {
    ...{ call: 'moveTicket', as: 'cook', at: { id: '{{dinner_ticket_id}}' }, body: { status: 'STARTED' } },
    first: [
      {
        ...{ name: 'Nothing about it is changing', call: 'getOrder', as: 'guest', at: order },
        before: waitUntil({
          ...{ reason: 'the change is over', as: 'guest', path: '/orders/{{dinner_id}}' },
          says: 'data.pendingRevision === null',
        }),
      },
    ],
    then: [
      {
        name: '409 TICKET_CANNOT_MOVE',
        as: 'cook',
        at: { id: '{{dinner_ticket_id}}' },
        body: { status: 'COLLECTED' },
        says: '409 TICKET_CANNOT_MOVE',
      },
    ],
  },
  { call: 'voidLine', as: 'cook', at: { ...order, lineId: '{{dosa_line_id}}' }, body: { reason: 'Burnt' } },
  {
    ...{ call: 'compLine', as: 'manager', at: { ...order, lineId: '{{line_id}}' }, body: { reason: 'They waited' } },
    then: [
      {
        name: '409 LINE_IS_VOID',
        as: 'manager',
        at: { ...order, lineId: '{{dosa_line_id}}' },
        body: reason,
        says: '409 LINE_IS_VOID',
      },
    ],
  },
  { call: 'getVoidsReport', as: 'manager', query: { date: '{{business_date}}', outlet: '{{outlet_id}}' } },
  {
    ...{ call: 'moveOrder', as: 'manager', at: order, body: { status: 'READY' } },
    first: [
      {
        name: '409 ORDER_CANNOT_MOVE',
        call: 'moveOrder',
        as: 'manager',
        at: order,
        body: { status: 'PLACED' },
        says: '409 ORDER_CANNOT_MOVE',
        about: 'Only along the table; `allowedMoves` says where to.',
      },
    ],
    then: [{ name: 'It is served', as: 'manager', at: order, body: { status: 'COMPLETED' } }],
  },
  {
    call: 'getOrderTimeline',
    as: 'manager',
    at: order,
    shows: { 'tells what happened': 'pm.expect(data.events.length).to.be.above(1)' },
  },
];
