import { describe, expect, it } from 'vitest';
import { checkoutSignature, hmacSha256Hex, webhookSignature } from './signatures.js';

describe('Razorpay signatures', () => {
  it.each([
    // RFC 4231, section 4: test cases 1, 2, 3 and 6 for HMAC-SHA-256.
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    ['Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [
      Buffer.alloc(20, 0xaa),
      Buffer.alloc(50, 0xdd),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('pass the vectors of RFC 4231', (key, message, expected) => {
    expect(hmacSha256Hex(key, message)).toBe(expected);
  });

  it('sign a checkout over order_id|payment_id with the key secret, as documented', () => {
    expect(checkoutSignature('secret', 'order_A', 'pay_B')).toBe(hmacSha256Hex('secret', 'order_A|pay_B'));
  });

  it('sign a webhook over its raw body with the webhook secret: one changed byte changes it', () => {
    expect(webhookSignature('secret', '{"a":1}')).toBe(hmacSha256Hex('secret', '{"a":1}'));
    expect(webhookSignature('secret', '{"a": 1}')).not.toBe(webhookSignature('secret', '{"a":1}'));
  });
});
