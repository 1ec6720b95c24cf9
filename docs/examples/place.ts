/** Where the local stack is. */
export const gateway = process.env['GATEWAY'] ?? 'http://127.0.0.1:3000';
const razorpay = process.env['RAZORPAY'] ?? 'http://127.0.0.1:4101';
const sms = process.env['SMS'] ?? 'http://127.0.0.1:4102';
const tenant = 'intellidine';

export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object;
  /** One per intention: the same one whenever the call is made again. */
  readonly key?: string;
}

/** What went wrong, as the server said it. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, requestId: string) {
    super(`${status} ${code} (request ${requestId})`);
    this.status = status;
    this.code = code;
  }
}

interface Answer<Data> {
  readonly data: Data;
  readonly error?: { readonly code: string };
  readonly requestId: string;
}

/** A call below /api/v1. Made again, with the same key, when the line breaks or the answer says later (429, 503, 504). */
export async function call<Data>(path: string, { method, token, body, key }: Call = {}): Promise<Data> {
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : { 'x-tenant-id': tenant }),
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(key ? { 'idempotency-key': key } : {}),
  };
  const request = {
    ...{ method: method ?? (body ? 'POST' : 'GET'), headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(`${gateway}/api/v1${path}`, request).catch(() => undefined);
    const isLater = answer === undefined || [429, 503, 504].includes(answer.status);
    // Without a key a POST that got no answer may have been obeyed: look before you repeat it
    if (isLater && tries < 10 && (key || request.method === 'GET')) {
      await pause(Number(answer?.headers.get('retry-after') ?? 0.2) * 1000);
      continue;
    }
    if (answer === undefined) throw new Error(`${path}: no answer`);
    const { data, error, requestId } = (await answer.json()) as Answer<Data>;
    if (error) throw new Refused(answer.status, error.code, requestId);
    return data;
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** A new customer signs in by the code of an SMS. */
export async function signIn(): Promise<string> {
  const phone = `+9198${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  await call('/auth/customer/request-otp', { body: { phone } });
  const code = await codeFor(phone);
  const { accessToken } = await call<{ accessToken: string }>('/auth/customer/verify-otp', { body: { phone, code } });
  return accessToken;
}

/** Somebody who works there: `kitchen`, `manager`, `cashier`, `waiter`, `owner`. */
export async function signInStaff(who: string): Promise<string> {
  const body = { login: `${who}@${tenant}.example`, password: 'chowk-demo-2026' };
  return (await call<{ accessToken: string }>('/auth/staff/login', { body })).accessToken;
}

async function codeFor(phone: string): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${sms}/_control/inbox?to=${encodeURIComponent(phone)}`);
    const { messages } = (await answer.json()) as { messages: { body: string }[] };
    const code = messages.at(-1)?.body.match(/\b\d{6}\b/)?.[0];
    if (code) return code;
    await pause(200);
  }
  throw new Error(`No SMS to ${phone}`);
}

export interface Checkout {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
}

/** What a person does in Razorpay's checkout, here by its simulator. */
export async function payAtRazorpay(razorpayOrderId: string): Promise<Checkout> {
  const body = JSON.stringify({ orderId: razorpayOrderId, method: 'upi' });
  return (await (await fetch(`${razorpay}/_control/pay`, { method: 'POST', body })).json()) as Checkout;
}

/** An order of one coffee to take away, and what Razorpay's checkout opens with. */
export async function orderCoffee(token: string): Promise<{ orderId: string; razorpayOrderId: string }> {
  const outlets = await call<{ id: string; code: string }[]>('/outlets');
  const outletId = outlets.find(({ code }) => code === 'IND')?.id;
  const menu = await call<{ categories: { items: { id: string; name: string }[] }[] }>(
    `/menu?outlet=${outletId}&lang=en`,
  );
  const coffee = menu.categories.flatMap(({ items }) => items).find(({ name }) => name === 'Filter coffee');
  const body = { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId: coffee?.id, quantity: 1 }] };
  const { id: orderId } = await call<{ id: string }>('/orders', { token, body, key: crypto.randomUUID() });
  const wish = { token, body: { orderId }, key: crypto.randomUUID() };
  const { razorpayOrderId } = await call<{ razorpayOrderId: string }>('/payments/create-razorpay-order', wish);
  return { orderId, razorpayOrderId };
}
