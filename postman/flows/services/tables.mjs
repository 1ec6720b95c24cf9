import { making } from '../../../tools/generate/postman/scripts.mjs';

const session = { id: '{{session_id}}' };

/** Tables and who sits at them. */
export const tables = [
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
