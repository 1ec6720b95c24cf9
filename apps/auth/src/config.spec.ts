import { describe, expect, it } from 'vitest';
import { authConfig } from './config.js';

const key = Buffer.alloc(32, 5).toString('base64url');
const publicKey = { kty: 'EC', crv: 'P-256', kid: 'guests-1', x: key, y: key };
const keys = (...all: unknown[]) => JSON.stringify({ keys: all });
const good = {
  OTP_SECRET: 'x'.repeat(32),
  OTP_TRANSPORT_SECRET: key,
  KEY_SECRET: key,
  GUEST_TOKEN_KEYS: keys({ ...publicKey, use: 'sig' }),
};

describe('The environment of auth', () => {
  it("has production's limits unless it says otherwise", () => {
    expect(authConfig.schema.parse(good)).toMatchObject({
      OTP_RESEND_SECONDS: 30,
      OTP_PER_PHONE_PER_HOUR: 5,
      LOGIN_FAILURES: 5,
      LOGIN_LOCK_MINUTES: 15,
      REFRESH_DAYS: 30,
      SIGNING_KEY_DAYS: 90,
    });
    expect(authConfig.schema.parse({ ...good, LOGIN_FAILURES: '50' }).LOGIN_FAILURES).toBe(50);
  });

  it('has public keys of guests, and never a private one', () => {
    expect(authConfig.schema.parse(good).GUEST_TOKEN_KEYS).toEqual([publicKey]);
    const wrong = [keys(), keys({ ...publicKey, d: key }), keys({ ...publicKey, kid: undefined }), 'no JSON', '{}'];
    for (const GUEST_TOKEN_KEYS of wrong)
      expect(authConfig.schema.safeParse({ ...good, GUEST_TOKEN_KEYS }).success).toBe(false);
  });

  it('has keys of exactly 32 bytes', () => {
    expect(authConfig.schema.parse(good).KEY_SECRET).toHaveLength(32);
    for (const KEY_SECRET of ['', key.slice(1), `${key}A`, `${key.slice(1)}!`])
      expect(authConfig.schema.safeParse({ ...good, KEY_SECRET }).success).toBe(false);
  });
});
