import { making, patiently, waitUntil } from '../../../tools/generate/postman/scripts.mjs';

const order = { order: '{{dinner_id}}' };
const bill = { id: '{{table_bill_id}}' };
const session = { id: '{{session_id}}' };
const cardSlip = { billId: '{{table_bill_id}}', method: 'CARD_TERMINAL', reference: 'slip of Postman' };
const aWeekAhead = making({ next_week: 'new Date(Date.now() + 7 * 86400000).toISOString().slice(0, 10)' });

/** The bill, and the day that it is of. */
export const bills = [
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
        body: { by: 'AMOUNT', shares: [{ label: 'Asha', amount: 99_999_999 }] },
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
