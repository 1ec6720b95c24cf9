import { callerHeader, signCaller } from '@chowk/kit';
import { testGatewaySecret } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asInProduction, lafete365, newPhone, RunningAuth } from './running-auth.js';

const minute = 60_000;

describe('How often a code is sent', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start(asInProduction);
  });
  afterAll(() => auth.close());

  it('sends a phone the next code after thirty seconds', async () => {
    const phone = newPhone();
    expect((await auth.requestOtp(phone)).status).toBe(202);
    const tooSoon = await auth.requestOtp(phone);
    expect(tooSoon).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(tooSoon.at('error.details')).toEqual({ limit: 'OTP_RESEND' });
    expect(Number(tooSoon.headers['retry-after'])).toBeGreaterThan(25);
    await auth.moveClock(31_000);
    expect((await auth.requestOtp(phone)).status).toBe(202);
    await auth.moveClock(0);
  });

  it('sends a phone one code when ten are asked for at once', async () => {
    const phone = newPhone();
    const replies = await Promise.all(Array.from({ length: 10 }, () => auth.requestOtp(phone)));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 9 }, () => 429)]);
  });

  it('sends a phone five codes an hour, whatever the tries before were', async () => {
    const phone = newPhone();
    for (let sent = 0; sent < 5; sent++) {
      await auth.moveClock(sent * minute);
      expect((await auth.requestOtp(phone)).status).toBe(202);
    }
    await auth.moveClock(5 * minute);
    const sixth = await auth.requestOtp(phone);
    expect(sixth).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(sixth.at('error.details')).toEqual({ limit: 'OTP_PER_PHONE' });
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(50 * 60);
    await auth.moveClock(61 * minute);
    expect((await auth.requestOtp(phone)).status).toBe(202);
    await auth.moveClock(0);
  });

  it('sends one address as many codes an hour as the tenant allows, by the address the gateway signed', async () => {
    await auth.query(`update tenants set settings = jsonb_set(settings, '{otpPerAddressPerHour}', '3') where id = $1`, [
      lafete365,
    ]);
    const from = (peer: string) => ({
      tenant: 'lafete365',
      headers: {
        [callerHeader]: signCaller({ peer, requestId: 'r-1', at: Date.now() }, testGatewaySecret),
        'x-forwarded-for': `10.0.0.${Math.ceil(Math.random() * 200)}`,
      },
    });
    for (let sent = 0; sent < 3; sent++)
      expect((await auth.requestOtp(newPhone(), from('203.0.113.7'))).status).toBe(202);
    const phone = newPhone();
    const refused = await auth.requestOtp(phone, from('203.0.113.7'));
    expect(refused).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(refused.at('error.details')).toEqual({ limit: 'OTP_PER_ADDRESS' });
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3_600);
    expect((await auth.requestOtp(phone, from('203.0.113.8'))).status).toBe(202);
  });
});
