import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCheckoutSignature, isWebhookSignature } from './razorpay-signatures.js';

describe('A signature of Razorpay', () => {
  it('of a webhook passes RFC 4231, test case 2', () => {
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(isWebhookSignature(signature, Buffer.from('what do ya want for nothing?'), ['Jefe'])).toBe(true);
    expect(isWebhookSignature(signature, Buffer.from('what do ya want for nothing?'), ['other', 'Jefe'])).toBe(true);
    expect(isWebhookSignature(signature, Buffer.from('what do ya want for nothing?'), ['other'])).toBe(false);
    expect(isWebhookSignature(signature, Buffer.from('what do ya want for nothing!'), ['Jefe'])).toBe(false);
    expect(isWebhookSignature('0'.repeat(64), Buffer.from(''), [])).toBe(false);
  });

  it('of a checkout is over order and payment, with the bar between', () => {
    const signature = createHmac('sha256', 'key secret').update('order_1|pay_1').digest('hex');
    const given = { orderId: 'order_1', paymentId: 'pay_1', signature };
    expect(isCheckoutSignature(given, 'key secret')).toBe(true);
    for (const other of [
      { orderId: 'order_2' },
      { paymentId: 'pay_2' },
      { signature: `${signature}00` },
      { signature: '' },
    ])
      expect(isCheckoutSignature({ ...given, ...other }, 'key secret')).toBe(false);
    expect(isCheckoutSignature(given, 'webhook secret')).toBe(false);
  });
});
