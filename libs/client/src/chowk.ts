import type { Client } from 'openapi-fetch';
import { fieldOf, textOf } from './answer.js';
import { Calls, type LooseInit } from './calls.js';
import { ResumingFeed, type Feed, type FeedHandlers, type FeedOptions } from './feed.js';
import type { components, paths } from './generated/api.js';
import { Intentions } from './intentions.js';
import { oneAtATime } from './lock.js';
import type {
  DataOf,
  FilePath,
  FileType,
  InitArguments,
  ItemOf,
  ListPath,
  Method,
  PathOf,
  Reply,
} from './operation.js';
import { renewalBudgetMs, usualPatience, type ChowkOptions } from './options.js';
import { isRenewable, renewedTokens } from './renewal.js';
import type { Fetch, Patience } from './repeat.js';
import type { Namespace } from './room-event.js';
import { SignIn } from './sign-in.js';
import { pageStorage, type KeyValueStorage } from './storage.js';
import { tokensIn, type Tokens } from './tokens.js';

type Shapes = components['schemas'];

/** Makes the client of one business for one person; tabs that share a storage share the sign-in. */
export function createChowk(options: ChowkOptions): Chowk {
  return new Chowk(options);
}

/** Calls and screens of one person at one business. Paths are below `/api/v1`; every call answers `data` or rejects with a ChowkError. */
export class Chowk {
  readonly baseUrl: string;
  readonly #calls: Calls;
  /** Patient for a shorter time: what renews tokens. */
  readonly #renewals: Calls;
  readonly #signIn: SignIn;
  readonly #intentions: Intentions;
  readonly #storage: KeyValueStorage;
  readonly #pauses: Pick<Patience, 'firstPauseMs' | 'longestPauseMs'>;
  readonly #deviceKey: string;

  constructor(options: ChowkOptions) {
    const { tenant, apiKey, language, storage = pageStorage(), fetch = globalFetch, locks } = options;
    const prefix = `chowk:${tenant}:${options.name ?? 'me'}`;
    const patience = { ...usualPatience, ...options.patience };
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#storage = storage;
    this.#pauses = { firstPauseMs: patience.firstPauseMs, longestPauseMs: patience.longestPauseMs };
    this.#deviceKey = `${prefix}:device`;
    this.#intentions = new Intentions(storage, prefix);
    const parts = { baseUrl: this.baseUrl, tenant, apiKey, language, fetch, patience, intentions: this.#intentions };
    this.#calls = new Calls(parts);
    const renewal = { budgetMs: renewalBudgetMs, timeoutMs: Math.min(patience.timeoutMs, 6_000) };
    this.#renewals = new Calls({ ...parts, patience: { ...patience, ...renewal } });
    this.#signIn = new SignIn({
      storage,
      key: `${prefix}:session`,
      oneAtATime: oneAtATime(storage, locks),
      canRenew: (session) => isRenewable(session) || options.renew !== undefined,
      renew: (session) => renewedTokens(session, this.#renewals, options.renew),
      signedOut: (why) => options.onSignedOut?.(why),
    });
  }

  get<P extends PathOf<'get'>>(path: P, ...init: InitArguments<'get', P>): Promise<DataOf<'get', P>>;
  get(path: string, init?: LooseInit): Promise<unknown> {
    return this.#data('get', path, init);
  }

  post<P extends PathOf<'post'>>(path: P, ...init: InitArguments<'post', P>): Promise<DataOf<'post', P>>;
  post(path: string, init?: LooseInit): Promise<unknown> {
    return this.#data('post', path, init);
  }

  put<P extends PathOf<'put'>>(path: P, ...init: InitArguments<'put', P>): Promise<DataOf<'put', P>>;
  put(path: string, init?: LooseInit): Promise<unknown> {
    return this.#data('put', path, init);
  }

  patch<P extends PathOf<'patch'>>(path: P, ...init: InitArguments<'patch', P>): Promise<DataOf<'patch', P>>;
  patch(path: string, init?: LooseInit): Promise<unknown> {
    return this.#data('patch', path, init);
  }

  delete<P extends PathOf<'delete'>>(path: P, ...init: InitArguments<'delete', P>): Promise<DataOf<'delete', P>>;
  delete(path: string, init?: LooseInit): Promise<unknown> {
    return this.#data('delete', path, init);
  }

  /** A call with all that is beside `data`: status, headers, `meta`, whether it was a repetition. */
  call<P extends PathOf<'get'>>(
    method: 'get',
    path: P,
    ...init: InitArguments<'get', P>
  ): Promise<Reply<DataOf<'get', P>>>;
  call<P extends PathOf<'post'>>(
    method: 'post',
    path: P,
    ...init: InitArguments<'post', P>
  ): Promise<Reply<DataOf<'post', P>>>;
  call<P extends PathOf<'put'>>(
    method: 'put',
    path: P,
    ...init: InitArguments<'put', P>
  ): Promise<Reply<DataOf<'put', P>>>;
  call<P extends PathOf<'patch'>>(
    method: 'patch',
    path: P,
    ...init: InitArguments<'patch', P>
  ): Promise<Reply<DataOf<'patch', P>>>;
  call<P extends PathOf<'delete'>>(
    method: 'delete',
    path: P,
    ...init: InitArguments<'delete', P>
  ): Promise<Reply<DataOf<'delete', P>>>;
  call(method: Method, path: string, init: LooseInit = {}): Promise<Reply<unknown>> {
    return this.#calls.make(method, path, init, this.#signIn);
  }

  /** Every item of a list, page after page. */
  each<P extends ListPath>(path: P, ...init: InitArguments<'get', P>): AsyncGenerator<ItemOf<P>>;
  each(path: string, init?: LooseInit): AsyncGenerator<unknown> {
    return this.#each(path, init);
  }

  /** A whole list at once. */
  all<P extends ListPath>(path: P, ...init: InitArguments<'get', P>): Promise<ItemOf<P>[]>;
  async all(path: string, init?: LooseInit): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const item of this.#each(path, init)) items.push(item);
    return items;
  }

  /** What is offered as a file, too: a bill to print, a code to stick on a table. */
  file<P extends FilePath>(path: P, type: FileType<P>, ...init: InitArguments<'get', P>): Promise<Blob>;
  file(path: string, type: string, init: LooseInit = {}): Promise<Blob> {
    return this.#calls.file(path, type, init, this.#signIn);
  }

  /** openapi-fetch over the same wire, for what is not offered here: `data` is the whole envelope, refusals are `error`. */
  get raw(): Client<paths> {
    return this.#calls.raw(this.#signIn);
  }

  /** Sends a one-time code to a phone. */
  requestCode(body: Shapes['RequestOtpBody']): Promise<Shapes['OtpRequested']>;
  async requestCode(body: unknown): Promise<unknown> {
    return (await this.#calls.make('post', '/auth/customer/request-otp', { body })).data;
  }

  /** Signs a customer in by the code. Rejects with OTP_INVALID or OTP_LOCKED. */
  signInWithCode(body: Shapes['VerifyOtpBody']): Promise<Shapes['SignedIn']>;
  signInWithCode(body: unknown): Promise<unknown> {
    return this.#signInBy('/auth/customer/verify-otp', body);
  }

  /** Signs staff in. Rejects with AUTH_CREDENTIALS_INVALID or AUTH_LOCKED. */
  signInStaff(body: Shapes['StaffLoginBody']): Promise<Shapes['SignedIn']>;
  signInStaff(body: unknown): Promise<unknown> {
    return this.#signInBy('/auth/staff/login', body);
  }

  /** Makes this the tablet that a manager paired, until a manager removes it. Rejects with PAIRING_CODE_INVALID. */
  claimDevice(body: Shapes['ClaimDeviceBody']): Promise<Shapes['ClaimedDevice']>;
  claimDevice(body: unknown): Promise<unknown> {
    return this.#signInBy('/devices/claim', body);
  }

  /**
   * Sits down at the table whose code was scanned. Who is not signed in is a guest from now on, until the table's session ends, and the
   * same guest when this device scans again.
   */
  sitDown(code: string, body?: Shapes['OpenSessionBody']): Promise<Shapes['JoinedSessionView']>;
  async sitDown(code: string, body: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const session = await this.#signIn.current();
    // A guest of yesterday scans like anybody, and is known by the device
    const hasAccount = session !== undefined && !session.isGuest;
    const deviceId = hasAccount ? null : await this.#storage.getItem(this.#deviceKey);
    const init = { path: { code }, body: { ...(deviceId === null ? {} : { deviceId }), ...body } };
    const who = hasAccount ? this.#signIn : undefined;
    const { data } = await this.#calls.make('post', '/tables/{code}/sessions', init, who);
    const guest = fieldOf(data, 'guest');
    const tokens = tokensIn(guest);
    if (tokens) await this.#signIn.keep(tokens, true);
    const device = textOf(guest, 'deviceId');
    if (device !== undefined) await this.#storage.setItem(this.#deviceKey, device);
    return data;
  }

  /** Goes on with tokens that were got elsewhere: of staff on a tablet, or from a server of yours. */
  async useTokens(tokens: Tokens): Promise<void> {
    await this.#signIn.keep(tokens);
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.#signIn.current()) !== undefined;
  }

  /** An access token that is good for a while; undefined when nobody is signed in. */
  async accessToken(): Promise<string | undefined> {
    return (await this.#signIn.fresh())?.accessToken;
  }

  /** Ends the sign-in here at once, and at Chowk if it can be reached. */
  async signOut(): Promise<void> {
    const hasAccount = (await this.#signIn.current())?.refreshToken;
    try {
      if (hasAccount) await this.#calls.make('post', '/auth/logout', {}, this.#signIn);
    } finally {
      await this.#signIn.forget();
    }
  }

  /** The intention was given up: the next call of that name is a new one. Look first whether it arrived. */
  giveUp(intention: string): Promise<void> {
    return this.#intentions.done(intention);
  }

  /** Follows what happens in the rooms of a namespace that the sign-in gives, until it is closed. */
  follow<N extends Namespace>(namespace: N, handlers: FeedHandlers<N>, options: FeedOptions = {}): Feed {
    return new ResumingFeed(namespace, handlers, options, {
      baseUrl: this.baseUrl,
      signIn: this.#signIn,
      ...this.#pauses,
    });
  }

  async *#each(path: string, init: LooseInit = {}): AsyncGenerator<unknown> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { limit: 100, ...init.query, ...(cursor === undefined ? {} : { cursor }) };
      const { data, meta } = await this.#calls.make('get', path, { ...init, query }, this.#signIn);
      if (Array.isArray(data)) yield* data;
      cursor = meta?.nextCursor ?? null;
    }
  }

  async #data(method: Method, path: string, init: LooseInit = {}): Promise<unknown> {
    return (await this.#calls.make(method, path, init, this.#signIn)).data;
  }

  async #signInBy(path: string, body: unknown): Promise<unknown> {
    const { data } = await this.#calls.make('post', path, { body });
    const tokens = tokensIn(data);
    if (tokens) await this.#signIn.keep(tokens);
    return data;
  }
}

const globalFetch: Fetch = (request, init) => globalThis.fetch(request, init);
