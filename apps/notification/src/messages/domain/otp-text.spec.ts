import { describe, expect, it } from 'vitest';
import { otpText } from './otp-text.js';

const otp = { code: '123456', tenantName: 'Intellidine', language: 'en', minutes: 5 };

describe('The text of a one-time password', () => {
  it('names the business and how long it is valid', () => {
    expect(otpText(otp)).toBe('123456 is your code for Intellidine. It is valid for 5 minutes.');
    expect(otpText({ ...otp, minutes: 1 })).toMatch(/for 1 minute\.$/);
  });

  it('is in the language that was asked for, else in English', () => {
    expect(otpText({ ...otp, language: 'hi' })).toContain('आपका कोड');
    for (const language of ['ta', 'constructor', '']) expect(otpText({ ...otp, language })).toContain('is your code');
  });

  it('cuts a name that is too long for the template', () => {
    expect(otpText({ ...otp, tenantName: 'x'.repeat(200) })).toHaveLength(
      otpText({ ...otp, tenantName: 'x'.repeat(40) }).length,
    );
  });
});
