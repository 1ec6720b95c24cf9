import { ChowkError, isChowkError } from './chowk-error.js';
import { fieldOf, textOf } from './answer.js';
import type { OneAtATime } from './lock.js';
import type { KeyValueStorage } from './storage.js';
import type { Tokens } from './tokens.js';

/** A sign-in as it is kept. */
export interface Session {
  readonly accessToken: string;
  /** When the access token runs out, by this device's clock (ms). */
  readonly expiresAt: number;
  readonly refreshToken: string | null;
  /** Of a paired tablet: good until a manager removes it. */
  readonly deviceToken: string | null;
  /** Without an account: a guest of one table, until its session ends. */
  readonly isGuest: boolean;
}

export interface SignInParts {
  readonly storage: KeyValueStorage;
  /** Where it is kept: the same for all tabs of a page. */
  readonly key: string;
  readonly oneAtATime: OneAtATime;
  readonly canRenew: (session: Session) => boolean;
  /** Gets new tokens; rejects with the refusal when the sign-in has ended. */
  readonly renew: (session: Session) => Promise<Tokens>;
  /** The sign-in ended by itself: show the page that asks for a new one. */
  readonly signedOut: (why: ChowkError) => void;
}

/** Tokens are renewed so long before they run out (ms). */
const marginMs = 30_000;

/**
 * Who is signed in, shared by all tabs of a page. A refresh token is good once, so that one tab at a time renews, and the others take
 * what it got.
 */
export class SignIn {
  #renewing: Promise<Session> | undefined;

  constructor(private readonly parts: SignInParts) {}

  async current(): Promise<Session | undefined> {
    return sessionIn(await this.parts.storage.getItem(this.parts.key));
  }

  async keep({ accessToken, expiresIn, ...more }: Tokens, isGuest = false): Promise<Session> {
    const expiresAt = Date.now() + expiresIn * 1_000;
    const [refreshToken, deviceToken] = [more.refreshToken || null, more.deviceToken || null];
    const session = { accessToken, expiresAt, refreshToken, deviceToken, isGuest };
    await this.parts.storage.setItem(this.parts.key, JSON.stringify(session));
    return session;
  }

  async forget(): Promise<void> {
    await this.parts.storage.removeItem(this.parts.key);
  }

  /** A session whose token is good for a while yet; undefined when nobody is signed in. Rejects with SIGNED_OUT when it cannot be renewed. */
  async fresh(forMs = marginMs): Promise<Session | undefined> {
    const session = await this.current();
    const leftMs = (session?.expiresAt ?? 0) - Date.now();
    if (!session || leftMs > forMs || (leftMs > 0 && !this.parts.canRenew(session))) return session;
    try {
      return await this.renewed(session.accessToken);
    } catch (error) {
      // Nobody answers just now: what is left of the token is still good
      if (!isChowkError(error, 'SIGNED_OUT') && session.expiresAt > Date.now()) return session;
      throw error;
    }
  }

  /** A session with another token than this one, which was refused or runs out. Calls at the same time share one renewal. */
  renewed(stale: string): Promise<Session> {
    this.#renewing ??= this.parts
      .oneAtATime(`${this.parts.key}:renewal`, () => this.#renew(stale))
      .finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(stale: string): Promise<Session> {
    const session = await this.current();
    if (!session) throw signedOut();
    // Another tab was here before
    if (session.accessToken !== stale) return session;
    const tokens = await this.#tokensFor(session);
    const now = await this.current();
    // Somebody signed out, or in as somebody else, meanwhile: what was renewed is theirs no more
    if (!now) throw signedOut();
    if (now.accessToken !== stale) return now;
    return this.keep(tokens);
  }

  async #tokensFor(session: Session): Promise<Tokens> {
    try {
      return await this.parts.renew(session);
    } catch (error) {
      if (!(error instanceof ChowkError) || error.status !== 401) throw error;
      const why = signedOut(error);
      if ((await this.current())?.accessToken === session.accessToken) await this.forget();
      this.parts.signedOut(why);
      throw why;
    }
  }
}

function signedOut(cause?: ChowkError): ChowkError {
  return new ChowkError({
    code: 'SIGNED_OUT',
    message: cause?.message ?? 'Nobody is signed in.',
    status: 401,
    requestId: cause?.requestId,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What was kept, unless somebody else wrote there. */
function sessionIn(kept: string | null): Session | undefined {
  if (kept === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(kept);
  } catch {
    return undefined;
  }
  const [accessToken, expiresAt] = [textOf(value, 'accessToken'), fieldOf(value, 'expiresAt')];
  if (accessToken === undefined || typeof expiresAt !== 'number') return undefined;
  return {
    accessToken,
    expiresAt,
    refreshToken: textOf(value, 'refreshToken') ?? null,
    deviceToken: textOf(value, 'deviceToken') ?? null,
    isGuest: fieldOf(value, 'isGuest') === true,
  };
}
