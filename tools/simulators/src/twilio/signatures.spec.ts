import { describe, expect, it } from 'vitest';
import { twilioSignature } from './signatures.js';

describe('Twilio signatures', () => {
  it("pass the vector of Twilio's own RequestValidator tests", () => {
    // Published with twilio-ruby's and twilio-node's request validator.
    const params = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+12349013030',
      Digits: '1234',
      From: '+12349013030',
      To: '+18005551212',
    };
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    expect(twilioSignature('12345', url, params)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
  });

  it('do not depend on the order in which parameters are written', () => {
    expect(twilioSignature('t', 'https://a.in/', { b: '2', a: '1' })).toBe(
      twilioSignature('t', 'https://a.in/', { a: '1', b: '2' }),
    );
  });
});
