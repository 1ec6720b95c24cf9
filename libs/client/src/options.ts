import type { ChowkError } from './chowk-error.js';
import type { WebLocks } from './lock.js';
import type { Fetch, Patience } from './repeat.js';
import type { Session } from './sign-in.js';
import type { KeyValueStorage } from './storage.js';
import type { Tokens } from './tokens.js';

export interface ChowkOptions {
  /** Address of the gateway: `https://api.example.com`. */
  readonly baseUrl: string;
  /** Slug or id of the business. */
  readonly tenant: string;
  /** Where sign-in and intentions are kept: `localStorage` in pages, else memory. */
  readonly storage?: KeyValueStorage;
  /** Two sign-ins on one device, as a guest and as staff, need two names. */
  readonly name?: string;
  /** Of machines, instead of a sign-in. */
  readonly apiKey?: string;
  /** Languages of names and messages, as `hi-IN, en;q=0.8`; browsers say their own by themselves. */
  readonly language?: string;
  readonly patience?: Partial<Patience>;
  /** The sign-in ended by itself: ask for a new one. Calls that met it reject with SIGNED_OUT. */
  readonly onSignedOut?: (why: ChowkError) => void;
  /**
   * Gets new tokens where there is nothing here to renew them by: from a server of yours. Calls of this client wait for it, so that it
   * must make none.
   */
  readonly renew?: (session: Session) => Promise<Tokens>;
  /** Web Locks unless said; null: locks in the storage. */
  readonly locks?: WebLocks | null;
  readonly fetch?: Fetch;
}

export const usualPatience: Patience = {
  attempts: 6,
  budgetMs: 30_000,
  timeoutMs: 10_000,
  firstPauseMs: 300,
  longestPauseMs: 4_000,
};

/** Chowk answers a repeated refresh alike for 30 seconds; later it takes it for a thief's and ends the sign-in. */
export const renewalBudgetMs = 12_000;
