import { createHmac } from 'node:crypto';

/** HMAC-SHA256 in lower-case hexadecimal: both of Razorpay's signatures are this over different bytes. */
export function hmacSha256Hex(secret: string | Uint8Array, message: string | Uint8Array): string {
  return createHmac('sha256', secret).update(message).digest('hex');
}

/**
 * What checkout hands to the page as `razorpay_signature`: HMAC of `order_id|payment_id` with the API key's secret
 * (razorpay.com/docs/payments/server-integration/nodejs/integration-steps, "Verify payment signature").
 */
export function checkoutSignature(keySecret: string, orderId: string, paymentId: string): string {
  return hmacSha256Hex(keySecret, `${orderId}|${paymentId}`);
}

/**
 * The header X-Razorpay-Signature: HMAC of the raw body with the webhook's own secret, which is not the key's
 * (razorpay.com/docs/webhooks/validate-test).
 */
export function webhookSignature(webhookSecret: string, rawBody: string): string {
  return hmacSha256Hex(webhookSecret, rawBody);
}
