import { describe, expect, it } from 'vitest';
import { authConfig } from './config.js';

const key = Buffer.alloc(32, 5).toString('base64url');
const good = { OTP_SECRET: 'x'.repeat(32), OTP_TRANSPORT_SECRET: key, KEY_SECRET: key };

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

  it('has keys of exactly 32 bytes', () => {
    expect(authConfig.schema.parse(good).KEY_SECRET).toHaveLength(32);
    for (const KEY_SECRET of ['', key.slice(1), `${key}A`, `${key.slice(1)}!`])
      expect(authConfig.schema.safeParse({ ...good, KEY_SECRET }).success).toBe(false);
  });
});
