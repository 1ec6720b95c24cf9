import { timingSafeEqual } from 'node:crypto';
import { isObject } from '../server/json.js';
import { basicCredentials } from '../server/basic-credentials.js';
import { RazorpayError } from './razorpay-error.js';

/** A merchant's account: its API key and, when it wants webhooks, their address and secret, and which of them: all, unless named. */
export interface RazorpayAccount {
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecret?: string;
  readonly webhookUrl?: string;
  readonly webhookEvents?: readonly string[];
}

/** The accounts the simulator knows. */
export class Accounts {
  private readonly byKey = new Map<string, RazorpayAccount>();

  constructor(accounts: readonly RazorpayAccount[]) {
    for (const account of accounts) this.put(account);
  }

  /** Adds the account, or replaces the one with the same key id: a new secret or webhook address. */
  put(account: RazorpayAccount): void {
    this.byKey.set(account.keyId, account);
  }

  get(keyId: string): RazorpayAccount | undefined {
    return this.byKey.get(keyId);
  }

  list(): RazorpayAccount[] {
    return [...this.byKey.values()];
  }

  /** The account that the Basic authorization names; throws RazorpayError 401 for a missing or wrong one. */
  authenticate(authorization: string | undefined): RazorpayAccount {
    const credentials = basicCredentials(authorization);
    if (!credentials) {
      throw new RazorpayError(401, 'BAD_REQUEST_ERROR', 'Please provide your api key for authentication purposes.');
    }
    const account = this.byKey.get(credentials.user);
    if (!account || !sameText(account.keySecret, credentials.password)) {
      throw new RazorpayError(401, 'BAD_REQUEST_ERROR', 'Authentication failed');
    }
    return account;
  }
}

/** Reads one account of the environment or of a control call; throws an Error that names the wrong field. */
export function readAccount(value: unknown): RazorpayAccount {
  if (!isObject(value))
    throw new Error('An account is an object {keyId, keySecret, webhookSecret, webhookUrl, webhookEvents}');
  const { keyId, keySecret, webhookSecret, webhookUrl, webhookEvents } = value;
  if (typeof keyId !== 'string' || keyId === '') throw new Error('keyId is a text');
  if (typeof keySecret !== 'string' || keySecret === '') throw new Error('keySecret is a text');
  if (webhookUrl === undefined) return { keyId, keySecret };
  if (typeof webhookUrl !== 'string' || !URL.canParse(webhookUrl)) throw new Error('webhookUrl is an address');
  if (typeof webhookSecret !== 'string' || webhookSecret === '') throw new Error('webhookSecret is a text');
  const account = { keyId, keySecret, webhookSecret, webhookUrl };
  if (webhookEvents === undefined) return account;
  if (!isTexts(webhookEvents)) throw new Error('webhookEvents is a list of names such as payment.captured');
  return { ...account, webhookEvents };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** Reads `RAZORPAY_SIMULATOR_ACCOUNTS`, a JSON array of accounts; throws an Error that says what is wrong. */
export function readAccounts(json: string): RazorpayAccount[] {
  const accounts: unknown = JSON.parse(json);
  if (!Array.isArray(accounts)) throw new Error('RAZORPAY_SIMULATOR_ACCOUNTS is a JSON array of accounts');
  return accounts.map(readAccount);
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
