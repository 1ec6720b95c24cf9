import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether the checkout's signature is Razorpay's for this payment of this order: hex HMAC-SHA256 of
 * `order id|payment id` with the key secret. The order id must be our own stored one. Constant time.
 */
export function isCheckoutSignature(
  { orderId, paymentId, signature }: { orderId: string; paymentId: string; signature: string },
  keySecret: string,
): boolean {
  return isHmac(signature, `${orderId}|${paymentId}`, keySecret);
}

/** Whether any of the secrets signed these very bytes: hex HMAC-SHA256. Takes the same time for each secret. */
export function isWebhookSignature(signature: string, body: Uint8Array, secrets: readonly string[]): boolean {
  const matches = secrets.map((secret) => isHmac(signature, body, secret));
  return matches.includes(true);
}

function isHmac(signature: string, message: string | Uint8Array, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(message).digest();
  const given = /^[0-9a-f]{64}$/.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(expected.length);
  return timingSafeEqual(given, expected);
}
