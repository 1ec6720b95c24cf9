import { Api } from './api.mjs';
import { eventually } from './steps.mjs';

/** Where the demo plays, and the simulators that stand for the phone that gets SMS and for Razorpay's page. */
export const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000';
export const tenant = 'intellidine';
const razorpay = process.env.RAZORPAY_SIMULATOR_URL ?? 'http://127.0.0.1:4101';
const twilio = process.env.TWILIO_SIMULATOR_URL ?? 'http://127.0.0.1:4102';
const password = process.env.DEMO_STAFF_PASSWORD ?? 'chowk-demo-2026';

/** Nobody in particular, at the demo's tenant. */
export const anybody = new Api(gateway, tenant);

/** `manager`, `waiter`, `kitchen`, `cashier` ... */
export async function signInStaff(role) {
  const { accessToken } = await anybody.post('/auth/staff/login', { login: `${role}@${tenant}.example`, password });
  return anybody.as(accessToken);
}

/** The one-time password that was sent to a phone last. */
export function codeSentTo(phone) {
  return eventually('the SMS arrives', async () => {
    const answer = await fetch(`${twilio}/_control/inbox?to=${encodeURIComponent(phone)}`);
    const { messages } = await answer.json();
    return messages.at(-1)?.body.match(/\b\d{6}\b/)?.[0];
  });
}

/** A person pays in Razorpay's checkout; answers with what the page hands back. */
export function payAtRazorpay(razorpayOrderId) {
  return new Api(razorpay).raw('POST', '/_control/pay', { orderId: razorpayOrderId, method: 'upi' });
}

/** Order lines from the English names of a menu's items and how many of each. */
export function pick(menu, wanted) {
  const items = menu.categories.flatMap((category) => category.items);
  return Object.entries(wanted).map(([name, quantity]) => {
    const item = items.find((one) => one.name === name);
    if (!item) throw new Error(`${name} is not on the menu`);
    return { itemId: item.id, quantity };
  });
}
