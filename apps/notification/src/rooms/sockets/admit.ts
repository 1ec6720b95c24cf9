import {
  accessClaims,
  AuthSessionEnded,
  AuthTokenExpired,
  NotYetAvailable,
  TenantSuspended,
  type AccessClaims,
} from '@chowk/contracts';
import { AccessTokens, Clock, Principal, refuse, TenantDirectory } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { ClosedDoors } from '../database/closed-doors.js';

/** Who stands behind a screen, and until when their token is good. */
export interface Bearer {
  readonly who: Principal;
  readonly claims: AccessClaims;
  readonly expiresAt: Date;
}

/** Turns the token of a handshake into a person. */
@Injectable()
export class Admit {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly tenants: TenantDirectory,
    private readonly doors: ClosedDoors,
    private readonly clock: Clock,
  ) {}

  /** Throws 401 for a bad, expired or revoked token, 403 for a suspended tenant, 503 while the tenant is not known here yet. */
  async run(token: string): Promise<Bearer> {
    await this.tokens.verify(token);
    return this.again(accessClaims.parse(decodeJwt(token)));
  }

  /** Admits by what a token said that was verified before; throws as {@link run} does. */
  async again(claims: AccessClaims): Promise<Bearer> {
    const who = new Principal(claims);
    const expiresAt = new Date(claims.exp * 1_000);
    if (expiresAt <= this.clock.now()) throw refuse(AuthTokenExpired);
    const tenant = await this.tenants.find(who.tenantId);
    if (!tenant) throw refuse(NotYetAvailable, { tenantId: who.tenantId }, { retryAfter: 1 });
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    const ended = await this.doors.endedAmong([who]);
    if (who.revokedBy.some((id) => ended.has(id))) throw refuse(AuthSessionEnded);
    return { who, claims, expiresAt };
  }
}
