import { describe, expect, it } from 'vitest';
import { otpWait } from './otp-limits.js';

const now = new Date('2026-01-15T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const limits = { resendSeconds: 30, perHour: 5 };

describe('What a phone may ask for', () => {
  it('is a code at once when none was sent', () => {
    expect(otpWait([], limits, now)).toBeUndefined();
  });

  it('is another code thirty seconds later', () => {
    expect(otpWait([ago(29.5)], limits, now)).toEqual({ limit: 'OTP_RESEND', seconds: 1 });
    expect(otpWait([ago(30)], limits, now)).toBeUndefined();
  });

  it('is five codes within any sixty minutes', () => {
    const sent = [3_590, 3_000, 2_000, 1_000, 100].map(ago);
    expect(otpWait(sent, limits, now)).toEqual({ limit: 'OTP_PER_PHONE', seconds: 10 });
    expect(otpWait(sent.slice(1), limits, now)).toBeUndefined();
    expect(otpWait([ago(3_600), ...sent.slice(1)], limits, now)).toBeUndefined();
  });
});
