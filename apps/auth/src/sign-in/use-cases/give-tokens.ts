import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims, type SignedIn } from '@chowk/contracts';
import { Clock, type ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { authConfig } from '../../config.js';
import { KeyRing } from '../../signing-keys/use-cases/key-ring.js';
import { accessTokenSeconds } from '../domain/access-token-lifetime.js';
import type { AuthSession } from '../domain/auth-session.js';
import type { Person } from '../domain/person.js';
import { RefreshTokens } from '../domain/refresh-token.js';

/** Writes the two tokens of a sign-in. Runs after the sign-in is saved, never inside its transaction. */
@Injectable()
export class GiveTokens {
  readonly #refreshTokens: RefreshTokens;

  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
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
      accessToken: await this.#accessToken(person, session),
      tokenType: 'Bearer',
      expiresIn: accessTokenSeconds,
      refreshToken: this.#refreshTokens.write({ tenantId, sessionId, ...refresh }),
      refreshExpiresAt: expiresAt.toISOString(),
      sessionId,
      person: { id, kind, name, roles: [...roles] },
    };
  }

  async #accessToken({ id, kind, roles, outlets }: Person, session: AuthSession): Promise<string> {
    const { id: kid, key } = await this.keys.signing();
    const iat = Math.floor(this.clock.now().getTime() / 1_000);
    const claims: AccessClaims = {
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: id,
      tid: session.tenantId,
      sid: session.id,
      kind,
      roles: [...roles],
      ...(outlets === 'all' ? {} : { outlets: [...outlets] }),
      iat,
      exp: iat + accessTokenSeconds,
    };
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid }).sign(key);
  }
}
