import { describe, expect, it } from 'vitest';
import { readAccounts } from '../razorpay/accounts.js';
import { placeFromEnvironment, required } from './environment.js';

describe("A simulator's environment", () => {
  it('says where it listens and keeps its books', () => {
    expect(placeFromEnvironment({ PORT: '4101', HOST: '0.0.0.0', SIMULATOR_DATA: '/data' })).toEqual({
      port: 4101,
      host: '0.0.0.0',
      data: '/data',
    });
    expect(placeFromEnvironment({ PORT: '0', SIMULATOR_DATA: '' })).toEqual({ port: 0, host: '127.0.0.1' });
  });

  it('is refused by name when something is missing or wrong', () => {
    expect(() => required({}, 'TWILIO_AUTH_TOKEN')).toThrow('TWILIO_AUTH_TOKEN is not set');
    expect(() => placeFromEnvironment({ PORT: '70000' })).toThrow('PORT is an integer');
  });

  it('names the Razorpay accounts as a JSON array', () => {
    const full = { keyId: 'k', keySecret: 's', webhookSecret: 'w', webhookUrl: 'http://127.0.0.1/hook' };
    const choosy = { ...full, webhookEvents: ['payment.captured'] };
    expect(readAccounts(JSON.stringify([full, { keyId: 'k2', keySecret: 's2' }, choosy]))).toEqual([
      full,
      { keyId: 'k2', keySecret: 's2' },
      choosy,
    ]);
  });

  it.each([
    ['{}', 'JSON array'],
    ['[1]', 'An account is an object'],
    ['[{"keySecret":"s"}]', 'keyId'],
    ['[{"keyId":"k"}]', 'keySecret'],
    ['[{"keyId":"k","keySecret":"s","webhookUrl":"nowhere"}]', 'webhookUrl'],
    ['[{"keyId":"k","keySecret":"s","webhookUrl":"http://a/"}]', 'webhookSecret'],
    [
      '[{"keyId":"k","keySecret":"s","webhookSecret":"w","webhookUrl":"http://a/","webhookEvents":"all"}]',
      'webhookEvents',
    ],
  ])('refuses the accounts %s', (json, message) => {
    expect(() => readAccounts(json)).toThrow(message);
  });
});
