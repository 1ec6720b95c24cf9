import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims } from '@chowk/contracts';
import { accessTokenType, Clock } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { KeyRing } from '../../signing-keys/use-cases/key-ring.js';
import type { SessionHolder } from '../domain/person.js';

/** What a token says beside who its holder is. */
export interface TokenFor {
  readonly tenantId: string;
  readonly sessionId: string;
  /** The shared tablet on which a staff member acts. */
  readonly deviceId?: string;
  readonly seconds: number;
}

/** Signs access tokens with the key of the day. */
@Injectable()
export class SignAccessToken {
  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  async run(holder: SessionHolder, { tenantId, sessionId, deviceId, seconds }: TokenFor): Promise<string> {
    const { id, kind, roles, outlets, stations } = holder;
    const { id: kid, key } = await this.keys.signing();
    const iat = Math.floor(this.clock.now().getTime() / 1_000);
    const claims: AccessClaims = {
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: id,
      tid: tenantId,
      sid: sessionId,
      kind,
      roles: [...roles],
      ...(outlets === 'all' ? {} : { outlets: [...outlets] }),
      ...(stations ? { stations: [...stations] } : {}),
      ...(deviceId === undefined ? {} : { device: deviceId }),
      iat,
      exp: iat + seconds,
    };
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: tokenAlgorithm, typ: accessTokenType, kid }).sign(key);
  }
}
