import { customerSignsIn, menuIsRead, outletIsChosen, staffSignsIn } from './signing-in.mjs';

const label = '{{table_label}}';

/** Everybody signs in, and a table is set: what the services' folders need. */
export const whoIsWho = {
  name: 'Who is who',
  about:
    'One of each who call: staff, a customer, the operator, two phones at a table of their own, a tablet. The folders of the services need it once before.',
  steps: [
    ...customerSignsIn(),
    staffSignsIn('owner', 'owner_token', { owner_id: 'data.person.id' }),
    staffSignsIn('manager', 'manager_token'),
    staffSignsIn('cashier', 'cashier_token'),
    staffSignsIn('waiter', 'waiter_token', { waiter_id: 'data.person.id' }),
    staffSignsIn('kitchen', 'kitchen_token'),
    {
      ...{ name: 'The operator of Chowk signs in', call: 'signInStaff', says: 200 },
      headers: { 'X-Tenant-Id': '{{platform_tenant_id}}' },
      body: { login: 'admin@{{platform_domain}}', password: '{{staff_password}}' },
      shows: { 'belongs to no business': "pm.expect(data.person.roles).to.eql(['PLATFORM_ADMIN'])" },
      keep: { operator_token: 'data.accessToken' },
    },
    outletIsChosen,
    menuIsRead({ item_id: 'Filter coffee', dosa_id: 'Masala dosa' }),
    {
      ...{
        name: 'A table is set',
        call: 'addTable',
        as: 'manager',
        body: { outletId: '{{outlet_id}}', label },
        says: 201,
      },
      before: [
        "pm.environment.set('table_label', 'P' + pm.variables.replaceIn('{{$guid}}').slice(0, 6).toUpperCase());",
      ],
      keep: { table_id: 'data.id', table_code: 'data.code' },
    },
    {
      ...{
        name: 'A phone scans its code',
        call: 'joinTable',
        at: { code: '{{table_code}}' },
        body: { covers: 2 },
        says: [200, 201],
      },
      shows: { 'is a guest': 'pm.expect(data.guest.accessToken).to.be.a("string")' },
      keep: { guest_token: 'data.guest.accessToken', session_id: 'data.id', table_bill_id: 'data.billId' },
    },
    {
      ...{ name: 'and another one', call: 'joinTable', at: { code: '{{table_code}}' }, body: {}, says: [200, 201] },
      shows: { 'sits at the same table': "pm.expect(data.id).to.equal(pm.variables.get('session_id'))" },
      keep: { second_guest_token: 'data.guest.accessToken' },
    },
    {
      ...{ name: 'A tablet is paired', call: 'pairDevice', as: 'manager', says: 201 },
      body: { outletId: '{{outlet_id}}', name: 'Postman' },
      keep: { pairing_code: 'data.code' },
    },
    {
      ...{ name: 'and shows the code', call: 'claimDevice', body: { code: '{{pairing_code}}' }, says: 201 },
      keep: { tablet_token: 'data.accessToken', tablet_secret: 'data.deviceToken', tablet_id: 'data.device.id' },
    },
  ],
};

/** Everything that was put up is put away again; the next run does not need it. */
export const goodbye = {
  name: 'Goodbye',
  about: 'What was put up is put away: the tablet, the table, and who was signed in.',
  steps: [
    { name: 'The tablet is unpaired', call: 'removeDevice', as: 'manager', at: { id: '{{tablet_id}}' }, says: 204 },
    { name: 'The table is put away', call: 'removeTable', as: 'manager', at: { id: '{{table_id}}' }, says: 204 },
    { name: 'The customer signs out', call: 'signOut', as: 'customer', says: 204 },
    {
      ...{ name: 'and is nobody any more', call: 'getMe', as: 'customer', says: '401 AUTH_SESSION_REVOKED' },
      about: 'Ask for a code again, or use another sign-in.',
    },
  ],
};
