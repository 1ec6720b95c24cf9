import { createHash, randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What Razorpay puts before its ids. */
export type Prefix = 'order_' | 'pay_' | 'rfnd_';

/** A new id in Razorpay's form: the prefix and 14 base62 characters. */
export function newIdentifier(prefix: Prefix | ''): string {
  return prefix + Array.from({ length: 14 }, () => BASE62.charAt(randomInt(62))).join('');
}

/** Whether the text has the form of an id with this prefix. */
export function isIdentifier(prefix: Prefix, text: string): boolean {
  return text.startsWith(prefix) && /^[0-9A-Za-z]{14}$/.test(text.slice(prefix.length));
}

/** The account id of an API key: always the same for the same key, as webhooks carry it. */
export function accountIdentifier(keyId: string): string {
  const digest = createHash('sha256').update(keyId).digest();
  return `acc_${Array.from(digest.subarray(0, 14), (byte) => BASE62.charAt(byte % 62)).join('')}`;
}
