import { AuthSessionEnded, NotYetAvailable, TenantSuspended } from '@chowk/contracts';
import { AccessTokens, refuse, TenantDirectory, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { ClosedDoors } from '../database/closed-doors.js';

/** Who stands behind a screen, and until when their token is good. */
export interface Bearer {
  readonly who: Principal;
  readonly expiresAt: Date;
}

/** Turns the token of a handshake into a person. */
@Injectable()
export class Admit {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly tenants: TenantDirectory,
    private readonly doors: ClosedDoors,
  ) {}

  /** Throws 401 for a bad, expired or revoked token, 403 for a suspended tenant, 503 while the tenant is not known here yet. */
  async run(token: string): Promise<Bearer> {
    const who = await this.tokens.verify(token);
    const tenant = await this.tenants.find(who.tenantId);
    if (!tenant) throw refuse(NotYetAvailable, { tenantId: who.tenantId }, { retryAfter: 1 });
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    const ended = await this.doors.endedAmong([who]);
    if (ended.has(who.sessionId)) throw refuse(AuthSessionEnded);
    return { who, expiresAt: new Date((decodeJwt(token).exp ?? 0) * 1_000) };
  }
}
