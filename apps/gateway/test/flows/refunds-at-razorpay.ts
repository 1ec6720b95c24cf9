import type { PaymentView } from '@chowk/contracts';
import { http, runningSystem } from '@chowk/testing';
import { z } from 'zod';
import { razorpayAccountOf } from './refusals-razorpay.js';

const system = runningSystem();
const refunds = z.object({ items: z.array(z.object({ amount: z.number(), status: z.string() })) });

/** What Razorpay has given back of a payment, in paise: one amount for each refund. */
export async function moneyBackAtRazorpay(
  { providerPaymentId }: Pick<PaymentView, 'providerPaymentId'>,
  slug = 'intellidine',
): Promise<number[]> {
  const reply = await http(system.simulators.razorpay).get(`/v1/payments/${providerPaymentId}/refunds`, {
    headers: { authorization: authorizationOf(slug) },
  });
  return refunds
    .parse(reply.body)
    .items.filter(({ status }) => status === 'processed')
    .map(({ amount }) => amount);
}

/** Gives all of a payment back at Razorpay itself, as somebody does on its dashboard. */
export async function giveBackAtRazorpay(providerPaymentId: string, slug: string): Promise<void> {
  const reply = await http(system.simulators.razorpay).post(`/v1/payments/${providerPaymentId}/refund`, {
    headers: { authorization: authorizationOf(slug) },
    body: {},
  });
  if (reply.status !== 200) throw new Error(`The simulator says ${reply.status} ${reply.text}`);
}

function authorizationOf(slug: string): string {
  const { keyId, keySecret } = razorpayAccountOf(slug);
  return `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;
}
