/** What is typed in once, and what the requests tell each other; nothing secret has a value here. */
const told = [
  'access_token',
  'refresh_token',
  'manager_token',
  'kitchen_token',
  'outlet_id',
  'item_id',
  'order_id',
  'bill_id',
  'payment_id',
  'razorpay_order_id',
];

const places = {
  local: {
    base_url: 'http://127.0.0.1:3000',
    tenant_id: 'intellidine',
    other_tenant_id: 'lafete365',
    platform_tenant_id: 'chowk',
    staff_domain: 'intellidine.example',
    platform_domain: 'chowk.example',
    // The password of the demo's people, who are nobody: every local stack has them
    staff_password: 'chowk-demo-2026',
    staff_pin: '4321',
    outlet_code: 'IND',
    razorpay_simulator_url: 'http://127.0.0.1:4101',
    sms_inbox_url: 'http://127.0.0.1:4102/_control/inbox',
  },
  staging: { base_url: 'https://api.staging.chowk.example', ...nobodys() },
  production: { base_url: 'https://api.chowk.example', ...nobodys() },
};

/** Elsewhere people type in who they are; SMS arrive on a phone, and money is paid in Razorpay's own checkout. */
function nobodys() {
  return {
    ...{ tenant_id: '', other_tenant_id: '', platform_tenant_id: 'chowk', staff_domain: '', platform_domain: '' },
    ...{ staff_password: '', staff_pin: '', outlet_code: '', razorpay_simulator_url: '', sms_inbox_url: '' },
  };
}

/** The environments by name. */
export function postmanEnvironments() {
  return Object.entries(places).map(([name, values]) => [name, environment(name, values)]);
}

function environment(name, values) {
  const all = { ...values, phone: '', otp_code: '', ...Object.fromEntries(told.map((variable) => [variable, ''])) };
  return {
    name: `Chowk ${name}`,
    values: Object.entries(all).map(([key, value]) => ({
      ...{ key, value, enabled: true },
      type: /token|password|pin|code$/.test(key) && key !== 'outlet_code' ? 'secret' : 'default',
    })),
    _postman_variable_scope: 'environment',
  };
}
