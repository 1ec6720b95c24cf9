import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paymentView, type OrderView, type PaymentView } from '@chowk/contracts';
import { behind, eventually, http, runningSystem, type Reply } from '@chowk/testing';
import { z } from 'zod';
import { takeaway } from './refusals-dinner.js';
import type { Person, Restaurant } from './restaurant.js';

const system = runningSystem();
const account = z.object({ keyId: z.string(), keySecret: z.string(), webhookSecret: z.string() });
const sentWebhook = z.object({ event: z.string(), eventId: z.string(), body: z.string(), signature: z.string() });
export type SentWebhook = z.output<typeof sentWebhook>;

/** What a business has agreed with Razorpay, as the running system holds it. */
export function razorpayAccountOf(slug: string): z.output<typeof account> {
  const text = readFileSync(join(system.dataDir, 'secrets.json'), 'utf8');
  const { razorpay } = z.object({ razorpay: z.record(z.string(), account) }).parse(JSON.parse(text));
  return account.parse(razorpay[slug]);
}

/** A call of the simulator's control API. */
export async function razorpayControl(method: string, path: string, body?: unknown): Promise<unknown> {
  const reply = await http(system.simulators.razorpay).call(
    method,
    `/_control${path}`,
    body === undefined ? {} : { body },
  );
  if (reply.status >= 400) throw new Error(`The simulator says ${reply.status} ${reply.text}`);
  return reply.body;
}

export const signatureOf = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** Sends a webhook to the public door, as Razorpay would or as an attacker. */
export function sendWebhook(
  slug: string,
  body: string,
  signature: string,
  eventId: string = randomUUID(),
): Promise<Reply> {
  return http(`${system.gatewayUrl}/api/v1`).post(`/payments/webhooks/razorpay/${slug}`, {
    body,
    headers: { 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId },
  });
}

/** The webhook of that event that Razorpay has made of an order; it was held back. */
export async function heldWebhook(orderId: string, event: string): Promise<SentWebhook> {
  const answer = await razorpayControl('GET', `/webhooks?orderId=${orderId}&event=${event}`);
  const [found] = z.object({ webhooks: z.array(sentWebhook) }).parse(answer).webhooks;
  if (!found) throw new Error(`No ${event} of ${orderId}`);
  return found;
}

/** A takeaway order that payment has heard of: what it is asked now is not answered with "not yet". */
export async function payableOrder(restaurant: Restaurant, customer: Person): Promise<OrderView> {
  const order = await takeaway(restaurant, customer);
  await eventually(
    'payment has heard of it',
    async () => (await customer.get(`/payments/order/${order.id}`)).status === 200,
  );
  return order;
}

/** A takeaway order whose payment somebody has begun. */
export async function beginPayment(restaurant: Restaurant, customer: Person, item?: string) {
  const order = await takeaway(restaurant, customer, item);
  return { order, ...(await restaurant.beginPayment(customer, order.id)) };
}

export async function paymentOf(who: Person, paymentId: string): Promise<PaymentView> {
  return (await who.get(`/payments/${paymentId}`)).data(paymentView);
}

/** The payment once it has reached a status. */
export function paymentReaches(who: Person, paymentId: string, status: PaymentView['status']): Promise<PaymentView> {
  return eventually(`the payment is ${status}`, async () => {
    const payment = await paymentOf(who, paymentId);
    return payment.status === status && payment;
  });
}

/** What was booked for a payment: `CAPTURE`, `REFUND` ... in order. */
export async function bookedFor(paymentId: string): Promise<string[]> {
  const rows = await behind<{ kind: string }>(
    system,
    'payment',
    'select kind from ledger_entry where payment_id = $1 order by id',
    [paymentId],
  );
  return rows.map(({ kind }) => kind);
}

/** What became of a webhook, once that is certain. */
export function webhookEnds(eventId: string, state: string): Promise<boolean> {
  return eventually(`the webhook is ${state}`, async () => {
    const rows = await behind<{ state: string }>(
      system,
      'payment',
      'select state from webhook_delivery where event_id = $1',
      [eventId],
    );
    return rows.length === 1 && rows[0]?.state === state;
  });
}
