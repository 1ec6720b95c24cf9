import { randomUUID } from 'node:crypto';
import type { Answered, Asked, FakeGateway, Handler } from './fake-gateway.js';

/** Sign-ins as Chowk keeps them, without its leeway: a refresh token that comes twice ends its sign-in at once. */
export class FakeSignIns {
  /** Seconds that access tokens live. */
  expiresIn = 900;
  readonly #good = new Set<string>();
  readonly #refresh = new Map<string, { sessionId: string; isUsed: boolean }>();
  readonly #ended = new Set<string>();

  constructor(gateway: FakeGateway) {
    gateway
      .on('POST /auth/customer/request-otp', () => ({ status: 202, data: { expiresIn: 300 } }))
      .on('POST /auth/customer/verify-otp', ({ body }) =>
        Reflect.get(Object(body), 'code') === '123456'
          ? { data: this.#tokens(randomUUID()) }
          : { status: 401, error: { code: 'OTP_INVALID' } },
      )
      .on('POST /auth/staff/login', () => ({ data: this.#tokens(randomUUID()) }))
      .on('POST /auth/refresh', ({ body }) => this.#renew(String(Reflect.get(Object(body), 'refreshToken'))))
      .on(
        'POST /auth/logout',
        this.signedIn(() => ({ status: 204 })),
      );
  }

  /** Access tokens of all who are signed in are refused as expired from now on. */
  expireAll(): void {
    this.#good.clear();
  }

  /** Signs everybody out. */
  endAll(): void {
    this.#good.clear();
    for (const { sessionId } of this.#refresh.values()) this.#ended.add(sessionId);
  }

  isGood(token: unknown): boolean {
    return typeof token === 'string' && this.#good.has(token);
  }

  /** A token as of a guest, who has nothing to renew it by. */
  guestToken(): string {
    const token = `guest-${randomUUID()}`;
    this.#good.add(token);
    return token;
  }

  /** The handler for those who bring a good token. */
  signedIn(handler: Handler): Handler {
    return (asked: Asked) => {
      const token = asked.headers.authorization?.replace('Bearer ', '');
      if (token === undefined) return { status: 401, error: { code: 'AUTH_TOKEN_MISSING' } };
      return this.isGood(token) ? handler(asked) : { status: 401, error: { code: 'AUTH_TOKEN_EXPIRED' } };
    };
  }

  #renew(token: string): Answered {
    const found = this.#refresh.get(token);
    if (!found || this.#ended.has(found.sessionId)) return { status: 401, error: { code: 'AUTH_REFRESH_INVALID' } };
    if (found.isUsed) {
      this.#ended.add(found.sessionId);
      return { status: 401, error: { code: 'AUTH_REFRESH_REUSED' } };
    }
    found.isUsed = true;
    return { data: this.#tokens(found.sessionId) };
  }

  #tokens(sessionId: string) {
    const [accessToken, refreshToken] = [randomUUID(), randomUUID()];
    this.#good.add(accessToken);
    this.#refresh.set(refreshToken, { sessionId, isUsed: false });
    return { accessToken, tokenType: 'Bearer', expiresIn: this.expiresIn, refreshToken, sessionId };
  }
}
