import { making, patiently, waitUntil } from '../../../tools/generate/postman/scripts.mjs';

const order = { order: '{{dinner_id}}' };
const bill = { id: '{{table_bill_id}}' };
const session = { id: '{{session_id}}' };
const dinner = {
  ...{ fulfilment: 'DINE_IN', tableSessionId: '{{session_id}}' },
  lines: [
    { itemId: '{{item_id}}', quantity: 2 },
    { itemId: '{{dosa_id}}', quantity: 1 },
  ],
};
const takeaway = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 1 }] };
const cardSlip = { billId: '{{table_bill_id}}', method: 'CARD_TERMINAL', reference: 'slip of Postman' };
const dinnerIs = (status) =>
  waitUntil({
    ...{ reason: `the dinner is ${status}`, as: 'guest', path: '/orders/{{dinner_id}}' },
    says: `data.status === '${status}'`,
  });
const reason = { reason: 'Cold' };
const aWeekAhead = making({ next_week: 'new Date(Date.now() + 7 * 86400000).toISOString().slice(0, 10)' });

/** Tables and who sits at them. */
const tables = [
  { call: 'listTables', as: 'manager', query: { limit: 100 } },
  {
    ...{
      call: 'addTable',
      as: 'manager',
      says: 201,
      keep: { spare_table_id: 'data.id', spare_table_label: 'data.label' },
    },
    before: ["pm.environment.set('spare_label', 'Q' + pm.variables.replaceIn('{{$guid}}').slice(0, 6).toUpperCase());"],
    body: { outletId: '{{outlet_id}}', label: '{{spare_label}}', seats: 4 },
    then: [
      {
        ...{ name: '409 TABLE_LABEL_TAKEN', as: 'manager', says: '409 TABLE_LABEL_TAKEN' },
        body: { outletId: '{{outlet_id}}', label: '{{spare_label}}' },
      },
    ],
  },
  {
    call: 'changeTable',
    as: 'manager',
    at: { id: '{{spare_table_id}}' },
    body: { seats: 6 },
    shows: { 'has six seats': 'pm.expect(data.seats).to.equal(6)' },
  },
  {
    call: 'getTableQrPng',
    as: 'manager',
    at: { id: '{{spare_table_id}}' },
    shows: { 'is a picture': "pm.expect(pm.response.headers.get('content-type')).to.equal('image/png')" },
  },
  { call: 'getTableQrSvg', as: 'manager', at: { id: '{{spare_table_id}}' } },
  {
    ...{ call: 'removeTable', as: 'manager', at: { id: '{{spare_table_id}}' }, says: 204 },
    then: [{ name: '409 TABLE_OCCUPIED', as: 'manager', at: { id: '{{table_id}}' }, says: '409 TABLE_OCCUPIED' }],
  },
  {
    call: 'scanTable',
    at: { code: '{{table_code}}' },
    shows: { 'somebody sits there': 'pm.expect(data.open).to.equal(true)' },
  },
  {
    ...{
      call: 'joinTable',
      at: { code: '{{table_code}}' },
      body: { deviceId: '{{guest_device_id}}' },
      says: 200,
      without: ['NOT_FOUND'],
    },
    before: making({ guest_device_id: "pm.variables.replaceIn('{{$guid}}')" }),
    shows: { 'is a guest': "pm.expect(data.guest.deviceId).to.equal(pm.variables.get('guest_device_id'))" },
    keep: { third_guest_token: 'data.guest.accessToken' },
    then: [{ name: '404 NOT_FOUND', at: { code: 'no-such-code' }, body: {}, says: '404 NOT_FOUND' }],
  },
  { call: 'listTableSessions', as: 'waiter', query: { status: 'OPEN' } },
  {
    call: 'getTableSession',
    as: 'guest',
    at: session,
    shows: { 'three sit there': 'pm.expect(data.guests).to.have.length.of.at.least(3)' },
  },
  { call: 'approveTable', as: 'waiter', at: session },
  { call: 'renewTablePin', as: 'waiter', at: session },
  {
    ...{
      call: 'attachCustomer',
      as: 'customer',
      at: session,
      body: { guestToken: '{{third_guest_token}}' },
      without: ['NOT_FOUND'],
    },
    then: [
      {
        name: '422 UNKNOWN_REFERENCE',
        as: 'customer',
        at: session,
        body: { guestToken: 'x' },
        says: '422 UNKNOWN_REFERENCE',
      },
    ],
  },
  {
    ...{
      call: 'askAtTable',
      as: 'guest',
      at: session,
      body: { kind: 'WATER', note: 'Two glasses, please' },
      says: [200, 201],
    },
    keep: { request_id: 'data.id' },
  },
  { call: 'listTableRequests', as: 'waiter', at: session, query: { status: 'OPEN' } },
  {
    ...{
      call: 'attendTableRequest',
      as: 'waiter',
      at: { ...session, requestId: '{{request_id}}' },
      body: { status: 'DONE' },
    },
    shows: { 'is done': "pm.expect(data.status).to.equal('DONE')" },
  },
];

/** Orders, up to the kitchen's tickets. */
const orders = [
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

/** The bill, and the day that it is of. */
const bills = [
  { call: 'listBills', as: 'manager', query: { outlet: '{{outlet_id}}', limit: 5 } },
  { call: 'getBill', as: 'guest', at: bill, keep: { bill_due: 'data.due' } },
  { call: 'changeBill', as: 'manager', at: bill, body: { serviceCharge: false } },
  { call: 'presentBill', as: 'waiter', at: bill },
  {
    ...{ call: 'splitBill', as: 'guest', at: bill, body: { by: 'EQUALLY', parts: 2 } },
    shows: {
      'the shares sum to it':
        'pm.expect(data.shares.reduce((sum, { amount }) => sum + amount, 0)).to.equal(data.total)',
    },
    keep: { first_share: 'data.shares[0].shareId', second_share: 'data.shares[1].shareId' },
    then: [
      {
        name: '422 OUT_OF_RANGE',
        as: 'guest',
        at: bill,
        body: { by: 'AMOUNT', amounts: [99_999_999] },
        says: '422 OUT_OF_RANGE',
      },
    ],
  },
  {
    call: 'getBillInvoice',
    as: 'guest',
    at: bill,
    first: [
      { name: '409 BILL_NOT_INVOICED', call: 'getBillInvoice', as: 'guest', at: bill, says: '409 BILL_NOT_INVOICED' },
      {
        name: '409 BILL_NOT_SETTLED',
        call: 'closeTableSession',
        as: 'waiter',
        at: session,
        says: '409 BILL_NOT_SETTLED',
      },
      ...['first_share', 'second_share'].map((share) => ({
        ...{ name: 'A share is paid by card', call: 'recordPayment', as: 'cashier', isPatient: true, says: 201 },
        before: patiently({ as: 'cashier', path: '/payments/record', body: { ...cardSlip, shareId: `{{${share}}}` } }),
        body: { ...cardSlip, shareId: `{{${share}}}` },
      })),
      {
        ...{ name: 'The bill is settled', call: 'getBill', as: 'guest', at: bill },
        before: waitUntil({
          reason: 'the bill is settled',
          as: 'guest',
          path: '/bills/{{table_bill_id}}',
          says: "data.status === 'SETTLED'",
        }),
        shows: { 'nothing is due': 'pm.expect(data.due).to.equal(0)' },
      },
      {
        name: '409 BILL_CLOSED',
        call: 'changeBill',
        as: 'manager',
        at: bill,
        body: { serviceCharge: true },
        says: '409 BILL_CLOSED',
      },
    ],
    shows: { 'has a number': "pm.expect(data.number).to.be.a('string')" },
  },
  {
    call: 'getOrderInvoice',
    as: 'guest',
    at: order,
    shows: { 'is the same': "pm.expect(data.number).to.be.a('string')" },
  },
  {
    ...{
      call: 'refundBill',
      as: 'manager',
      at: bill,
      body: { amount: 100, reason: 'Cold' },
      says: 201,
      keep: { refund_id: 'data.refundId' },
    },
    then: [
      {
        name: '422 OUT_OF_RANGE',
        as: 'manager',
        at: bill,
        body: { amount: 99_999_999, reason: 'All' },
        says: '422 OUT_OF_RANGE',
      },
    ],
  },
  { call: 'listBillRefunds', as: 'guest', at: bill, shows: { 'one is': 'pm.expect(data).to.have.length(1)' } },
  { call: 'getCreditNote', as: 'guest', at: { ...bill, refundId: '{{refund_id}}' } },
  {
    call: 'closeTableSession',
    as: 'waiter',
    at: session,
    shows: { 'is over': "pm.expect(data.status).to.equal('CLOSED')" },
  },
  { call: 'getOutletDay', as: 'manager', at: { id: '{{outlet_id}}' } },
  {
    call: 'closeOutletDay',
    as: 'manager',
    at: { id: '{{outlet_id}}' },
    body: { businessDate: '2020-01-01' },
    says: [200, 201],
    about: 'A day on which nothing was sold is closed, for ever; closing it again is 200. Today stays open.',
    shows: { 'is closed': "pm.expect(data.status).to.equal('CLOSED')" },
    then: [
      {
        ...{ name: '422 OUT_OF_RANGE', as: 'manager', at: { id: '{{outlet_id}}' }, says: '422 OUT_OF_RANGE' },
        ...{ before: aWeekAhead, body: { businessDate: '{{next_week}}' } },
      },
    ],
  },
];

/** Tables, orders, the kitchen and the bill: one dinner at the table that was set. */
export const orderService = { service: 'order', operations: [...tables, ...orders, ...bills] };
