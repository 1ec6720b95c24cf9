import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims } from '@chowk/contracts';
import { accessTokenType, Clock, currentTenantId, type ConfigOf } from '@chowk/kit';
import { importJWK, SignJWT, type CryptoKey } from 'jose';
import { orderConfig } from '../../config.js';
import type { TableSession } from '../domain/table-session.js';

/** Seconds a guest's token is good for: a long evening. It dies with its table session before that. */
const lifetimeSeconds = 6 * 60 * 60;

export interface GuestToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Signs what guests of a table call with, by this service's own key: see docs/adr/0016. */
@Injectable()
export class GuestTokens implements OnModuleInit {
  private key!: CryptoKey;

  constructor(
    private readonly clock: Clock,
    @Inject(orderConfig.token) private readonly config: ConfigOf<typeof orderConfig>,
  ) {}

  async onModuleInit(): Promise<void> {
    const key = await importJWK(this.config.GUEST_TOKEN_KEY, tokenAlgorithm);
    if (key instanceof Uint8Array) throw new Error('Guests’ tokens are signed with a key pair');
    this.key = key;
  }

  /** A token of that guest of the session; `sid` is the session, so that its end revokes every token of it. */
  async issue(guestId: string, session: Pick<TableSession, 'id' | 'outletId'>): Promise<GuestToken> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1000);
    const claims: AccessClaims = {
      ...{ iss: tokenIssuer, aud: tokenAudience, sub: guestId, tid: currentTenantId(), sid: session.id },
      ...{ kind: 'guest', roles: ['GUEST'], outlets: [session.outletId], tableSession: session.id },
      ...{ iat: issuedAt, exp: issuedAt + lifetimeSeconds },
    };
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: tokenAlgorithm, typ: accessTokenType, kid: this.config.GUEST_TOKEN_KEY.kid })
      .sign(this.key);
    return { accessToken, expiresIn: lifetimeSeconds };
  }
}
