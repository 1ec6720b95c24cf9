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
  const { keyId, keySecret } = razorpayAccountOf(slug);
  const authorization = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;
  const reply = await http(system.simulators.razorpay).get(`/v1/payments/${providerPaymentId}/refunds`, {
    headers: { authorization },
  });
  return refunds
    .parse(reply.body)
    .items.filter(({ status }) => status === 'processed')
    .map(({ amount }) => amount);
}
