import { createChowk } from '@chowk/client';
import { eventually } from './steps.mjs';

/** Where the demo plays, and the simulators that stand for the phone that gets SMS and for Razorpay's page. */
export const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000';
export const tenant = 'intellidine';
const razorpay = process.env.RAZORPAY_SIMULATOR_URL ?? 'http://127.0.0.1:4101';
const twilio = process.env.TWILIO_SIMULATOR_URL ?? 'http://127.0.0.1:4102';
const password = process.env.DEMO_STAFF_PASSWORD ?? 'chowk-demo-2026';

/** A device at the demo's tenant, nobody signed in on it: each person of the demo holds one. */
export function device() {
  return createChowk({ baseUrl: gateway, tenant });
}

/** The screen of `manager`, `waiter`, `kitchen`, `cashier` ... */
export async function signInStaff(role) {
  const chowk = device();
  await chowk.signInStaff({ login: `${role}@${tenant}.example`, password });
  return chowk;
}

/** The table of that label, as staff see it. */
export async function tableOf(manager, label) {
  const table = (await manager.all('/tables')).find((one) => one.label === label);
  if (!table) throw new Error(`There is no table ${label}`);
  return table;
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
export async function payAtRazorpay(orderId) {
  const answer = await fetch(`${razorpay}/_control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ orderId, method: 'upi' }),
  });
  if (!answer.ok) throw new Error(`Razorpay's checkout: ${answer.status} ${await answer.text()}`);
  return answer.json();
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
