import { readSms, making } from '../../../tools/generate/postman/scripts.mjs';
import { staffSignsIn } from '../signing-in.mjs';

const login = (name, password = '{{staff_password}}') => ({ login: `${name}@{{staff_domain}}`, password });
const newPhone = making({ phone: "'+9198' + String(Math.floor(Math.random() * 1e8)).padStart(8, '0')" });
const pin = { pin: '{{staff_pin}}' };

/** Sign-ins, people, outlets and tablets. */
export const auth = {
  service: 'auth',
  operations: [
    { call: 'getSigningKeys', shows: { 'there is one': 'pm.expect(answer.keys.length).to.be.above(0)' } },
    { call: 'requestOtp', before: newPhone, body: { phone: '{{phone}}' }, says: 202 },
    {
      call: 'verifyOtp',
      before: readSms,
      body: { phone: '{{phone}}', code: '{{otp_code}}' },
      shows: { 'is signed in': "pm.expect(data.tokenType).to.equal('Bearer')" },
      keep: { access_token: 'data.accessToken', refresh_token: 'data.refreshToken', customer_id: 'data.person.id' },
      then: [
        {
          ...{ name: '401 OTP_INVALID', body: { phone: '{{phone}}', code: '{{otp_code}}' }, says: '401 OTP_INVALID' },
          about: 'A code is good for one sign-in.',
        },
      ],
    },
    {
      call: 'signInStaff',
      body: login('waiter'),
      keep: { leaving_token: 'data.accessToken' },
      then: [
        {
          ...{
            name: '401 AUTH_CREDENTIALS_INVALID',
            body: login('nobody-{{$guid}}'),
            says: '401 AUTH_CREDENTIALS_INVALID',
          },
          about: 'A wrong name and a wrong password are answered alike.',
        },
      ],
    },
    {
      call: 'refreshSession',
      body: { refreshToken: '{{refresh_token}}' },
      shows: {
        'the token is another one': "pm.expect(data.refreshToken).not.to.equal(pm.variables.get('refresh_token'))",
      },
      keep: { access_token: 'data.accessToken', refresh_token: 'data.refreshToken' },
      then: [{ name: '401 AUTH_REFRESH_INVALID', body: { refreshToken: 'x' }, says: '401 AUTH_REFRESH_INVALID' }],
    },
    {
      call: 'getMe',
      as: 'customer',
      shows: { 'is who signed in': "pm.expect(data.id).to.equal(pm.variables.get('customer_id'))" },
    },
    {
      ...{
        call: 'listMySessions',
        as: 'leaving',
        shows: { 'one is this': 'pm.expect(data.filter(({ current }) => current)).to.have.length(1)' },
      },
      keep: { leaving_session_id: 'data.find(({ current }) => current).id' },
    },
    {
      ...{ call: 'endMySession', as: 'waiter', at: { id: '{{leaving_session_id}}' }, says: 204 },
      then: [{ name: '401 AUTH_SESSION_REVOKED', call: 'getMe', as: 'leaving', says: '401 AUTH_SESSION_REVOKED' }],
    },
    {
      ...{ call: 'signOut', as: 'leaving', says: 204, first: [staffSignsIn('waiter', 'leaving_token')] },
      then: [{ name: '401 AUTH_SESSION_REVOKED', as: 'leaving', says: '401 AUTH_SESSION_REVOKED' }],
    },
    {
      call: 'signOutEverywhere',
      as: 'leaving',
      says: 204,
      first: [staffSignsIn('waiter.kor', 'leaving_token')],
      then: [{ name: '401 AUTH_SESSION_REVOKED', as: 'leaving', says: '401 AUTH_SESSION_REVOKED' }],
    },
    { call: 'getTenant', as: 'owner', keep: { tenant_uuid: 'data.id', tenant_name: 'data.name' } },
    { call: 'changeTenant', as: 'owner', body: { name: '{{tenant_name}}' } },
    { call: 'changeTenantStatus', as: 'operator', at: { id: '{{tenant_uuid}}' }, body: { status: 'ACTIVE' } },
    { call: 'listOutlets', shows: { 'all are named': 'pm.expect(data.every(({ name }) => name)).to.equal(true)' } },
    { call: 'getOutlet', at: { id: '{{outlet_id}}' } },
    { call: 'listStaff', as: 'manager' },
    { call: 'getStaffMember', as: 'manager', at: { id: '{{waiter_id}}' } },
    {
      call: 'setStaffPin',
      as: 'owner',
      at: { id: '{{waiter_id}}' },
      body: pin,
      shows: { 'has one': 'pm.expect(data.hasPin).to.equal(true)' },
    },
    {
      ...{ call: 'suspendStaffMember', as: 'owner', at: { id: '{{owner_id}}' }, without: ['VERSION_CONFLICT'] },
      why: 'Nobody is suspended here: it cannot be taken back.',
      then: [
        {
          ...{ name: '409 LAST_OWNER', as: 'owner', at: { id: '{{owner_id}}' }, says: '409 LAST_OWNER' },
          about: 'A business needs somebody who owns it.',
        },
      ],
    },
    {
      call: 'listCustomers',
      as: 'manager',
      query: { limit: 5 },
      shows: { 'are five at most': 'pm.expect(meta.limit).to.equal(5)' },
    },
    { call: 'getCustomer', as: 'manager', at: { id: '{{customer_id}}' } },
    { call: 'getMyProfile', as: 'customer' },
    {
      ...{ call: 'changeMyProfile', as: 'customer', body: { name: 'Asha Rao' } },
      shows: { 'is called so': "pm.expect(data.name).to.equal('Asha Rao')" },
    },
    { call: 'setMyPin', as: 'waiter', body: pin },
    {
      call: 'pairDevice',
      as: 'manager',
      body: { outletId: '{{outlet_id}}', name: 'Postman, too' },
      says: 201,
      keep: { spare_device_id: 'data.id', pairing_code: 'data.code' },
      then: [
        {
          ...{ name: '422 UNKNOWN_REFERENCE', as: 'manager', says: '422 UNKNOWN_REFERENCE' },
          body: { outletId: '{{$guid}}', name: 'Nowhere' },
        },
      ],
    },
    {
      call: 'claimDevice',
      body: { code: '{{pairing_code}}' },
      says: 201,
      keep: { spare_device_secret: 'data.deviceToken' },
      then: [{ name: '401 PAIRING_CODE_INVALID', body: { code: 'WRONGWRONG' }, says: '401 PAIRING_CODE_INVALID' }],
    },
    {
      call: 'renewDeviceToken',
      body: { deviceToken: '{{tablet_secret}}' },
      keep: { tablet_token: 'data.accessToken' },
      then: [{ name: '401 DEVICE_TOKEN_INVALID', body: { deviceToken: 'x' }, says: '401 DEVICE_TOKEN_INVALID' }],
    },
    { call: 'listDevices', as: 'manager' },
    {
      call: 'listDeviceStaff',
      as: 'tablet',
      shows: { 'somebody may use it': 'pm.expect(data.length).to.be.above(0)' },
    },
    {
      call: 'startStaffSession',
      as: 'tablet',
      body: { staffId: '{{waiter_id}}', ...pin },
      shows: { 'is that waiter': "pm.expect(data.person.id).to.equal(pm.variables.get('waiter_id'))" },
      then: [
        { name: '401 PIN_INVALID', as: 'tablet', body: { staffId: '{{$guid}}', pin: '0000' }, says: '401 PIN_INVALID' },
      ],
    },
    { call: 'getDevice', as: 'manager', at: { id: '{{tablet_id}}' } },
    { call: 'removeDevice', as: 'manager', at: { id: '{{spare_device_id}}' }, says: 204 },
  ],
};
