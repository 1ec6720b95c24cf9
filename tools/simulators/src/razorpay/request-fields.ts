import { isObject, type JsonObject } from '../server/json.js';
import type { Notes } from './entities.js';
import { badRequest, invalidField } from './razorpay-error.js';

/** Least amount of an order, a payment and a refund: one rupee in paise. */
const LEAST_AMOUNT = 100;
const MOST_NOTES = 15;
const LONGEST_NOTE = 256;
const LONGEST_RECEIPT = 40;
const MOST_ITEMS = 100;

/** Throws RazorpayError 400 when the body has a member that the call does not take. */
export function refuseExtraFields(body: JsonObject, known: readonly string[]): void {
  const extra = Object.keys(body).filter((name) => !known.includes(name));
  if (extra.length === 0) return;
  throw badRequest(`${extra.join(', ')} is/are not required and should not be sent`, {
    source: 'business',
    step: 'payment_initiation',
    reason: 'extra_field_sent',
  });
}

/** The amount in paise, from 100; digits in a text count too, as the real API takes them. */
export function readAmount(value: unknown): number {
  if (value === undefined || value === null) throw invalidField('amount', 'The amount field is required.');
  const amount = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) {
    throw invalidField('amount', 'The amount must be an integer.');
  }
  if (amount < LEAST_AMOUNT) throw invalidField('amount', 'The amount must be at least INR 1.00');
  return amount;
}

/** The currency; the simulator's accounts take rupees only. */
export function readCurrency(value: unknown): string {
  if (value === undefined || value === null) throw invalidField('currency', 'The currency field is required.');
  if (value !== 'INR') throw invalidField('currency', 'Currency is not supported');
  return value;
}

/** The receipt of at most 40 characters, or null. */
export function readReceipt(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalidField('receipt', 'The receipt must be a string.');
  if (value.length > LONGEST_RECEIPT) {
    throw invalidField('receipt', `receipt: the length must be no more than ${String(LONGEST_RECEIPT)}.`);
  }
  return value === '' ? null : value;
}

/** The notes: at most 15, each of at most 256 characters. */
export function readNotes(value: unknown): Notes {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
  if (!isObject(value)) throw invalidField('notes', 'The notes must be an array.');
  const entries = Object.entries(value);
  if (entries.length > MOST_NOTES)
    throw invalidField('notes', 'Number of fields in notes should be less than or equal to 15');
  if (entries.length === 0) return [];
  return Object.fromEntries(
    entries.map(([name, note]) => {
      if (typeof note !== 'string' && typeof note !== 'number' && typeof note !== 'boolean') {
        throw invalidField('notes', 'notes values cannot be an array or an object');
      }
      const text = String(note);
      if (text.length > LONGEST_NOTE) throw invalidField('notes', 'notes value exceeds 256 characters');
      return [name, text] as const;
    }),
  );
}

/** A list as Razorpay answers it. */
export interface Collection<T> {
  readonly entity: 'collection';
  readonly count: number;
  readonly items: readonly T[];
}

/** The page that `from`, `to` (Unix seconds), `count` (10, at most 100) and `skip` ask for, newest first. */
export function page<T extends { readonly created_at: number }>(items: T[], query: URLSearchParams): Collection<T> {
  const from = queryNumber(query, 'from', 0, Number.MAX_SAFE_INTEGER);
  const to = queryNumber(query, 'to', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const count = queryNumber(query, 'count', 10, MOST_ITEMS);
  const skip = queryNumber(query, 'skip', 0, Number.MAX_SAFE_INTEGER);
  const chosen = items
    .filter((item) => item.created_at >= from && item.created_at <= to)
    .reverse()
    .slice(skip, skip + count);
  return { entity: 'collection', count: chosen.length, items: chosen };
}

function queryNumber(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,16}$/.test(text)) throw invalidField(name, `The ${name} must be an integer.`);
  if (Number(text) > most) throw invalidField(name, `The ${name} may not be greater than ${String(most)}.`);
  return Number(text);
}
