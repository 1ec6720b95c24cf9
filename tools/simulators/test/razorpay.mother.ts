import { expect, vi } from 'vitest';
import {
  startRazorpaySimulator,
  type CheckoutAnswer,
  type Delivery,
  type RazorpaySimulator,
} from '../src/razorpay/index.js';
import { control } from './control.js';
import { razorpayClient } from './razorpay-client.js';
import { startReceiver, type Receiver } from './receiver.js';

export const INTELLIDINE = { keyId: 'rzp_test_intellidine', keySecret: 'key-secret-a', webhookSecret: 'hook-secret-a' };
export const LAFETE = { keyId: 'rzp_test_lafete365', keySecret: 'key-secret-b' };

/** A simulator with two accounts; only intellidine takes webhooks. */
export async function simulatorWithReceiver(retryDelaysMs: number[] = [5, 5, 5], data?: string) {
  const receiver = await startReceiver();
  const simulator = await startRazorpaySimulator({
    accounts: [{ ...INTELLIDINE, webhookUrl: receiver.url }, LAFETE],
    webhooks: { timeoutMs: 200, retryDelaysMs },
    ...(data === undefined ? {} : { data }),
  });
  return { receiver, simulator, ...callers(simulator, receiver) };
}

function callers(simulator: RazorpaySimulator, receiver: Receiver) {
  const client = razorpayClient(simulator.url, INTELLIDINE.keyId, INTELLIDINE.keySecret);
  return {
    client,
    other: razorpayClient(simulator.url, LAFETE.keyId, LAFETE.keySecret),
    order: (amount = 25_000, more: object = {}) => client.orders.create({ amount, currency: 'INR', ...more }),
    pay: async (orderId: string, more: object = {}) =>
      (await control<CheckoutAnswer>(simulator.url, 'POST', 'pay', { orderId, ...more })).body,
    log: async (query = '') =>
      (await control<{ webhooks: Delivery[] }>(simulator.url, 'GET', `webhooks${query}`)).body.webhooks,
    /** The names of the events that arrived, in the order of their arrival. */
    events: () => receiver.received.map(({ body }) => (JSON.parse(body) as { event: string }).event),
    /** Waits until no webhook is on its way, then forgets all that happened. */
    forget: async () => {
      await vi.waitFor(() =>
        expect(simulator.books.deliveries.values().map(({ state }) => state)).not.toContain('pending'),
      );
      await control(simulator.url, 'DELETE', 'books');
      receiver.received.length = 0;
      receiver.answers.length = 0;
    },
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
}
