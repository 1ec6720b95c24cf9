import { createHmac } from 'node:crypto';

/**
 * The header X-Twilio-Signature: base64 HMAC-SHA1, keyed with the auth token, of the exact URL followed by each form
 * parameter's name and value, sorted by name (twilio.com/docs/usage/security#validating-requests).
 */
export function twilioSignature(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const names = Object.keys(params).sort();
  const signed = names.reduce((text, name) => text + name + (params[name] ?? ''), url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
