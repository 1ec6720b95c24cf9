import type { SignedIn } from '@chowk/contracts';
import type { ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { accessTokenSeconds } from '../domain/access-token-lifetime.js';
import type { AuthSession } from '../domain/auth-session.js';
import type { Person } from '../domain/person.js';
import { RefreshTokens } from '../domain/refresh-token.js';
import { SignAccessToken } from './sign-access-token.js';

/** Writes the two tokens of a sign-in. Runs after the sign-in is saved, never inside its transaction. */
@Injectable()
export class GiveTokens {
  readonly #refreshTokens: RefreshTokens;

  constructor(
    private readonly signAccessToken: SignAccessToken,
    @Inject(authConfig.token) config: ConfigOf<typeof authConfig>,
  ) {
    this.#refreshTokens = new RefreshTokens(config.KEY_SECRET);
  }

  async run(
    person: Person,
    session: AuthSession,
    refresh: { readonly generation: number; readonly secret: Buffer },
  ): Promise<SignedIn> {
    const { id: sessionId, tenantId, expiresAt } = session;
    const { id, kind, name, roles } = person;
    return {
      accessToken: await this.signAccessToken.run(person, { tenantId, sessionId, seconds: accessTokenSeconds }),
      tokenType: 'Bearer',
      expiresIn: accessTokenSeconds,
      refreshToken: this.#refreshTokens.write({ tenantId, sessionId, ...refresh }),
      refreshExpiresAt: expiresAt.toISOString(),
      sessionId,
      person: { id, kind, name, roles: [...roles] },
    };
  }
}
