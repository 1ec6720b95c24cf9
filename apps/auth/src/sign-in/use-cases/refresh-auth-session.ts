import {
  AuthRefreshInvalid,
  AuthRefreshReused,
  AuthSessionEnded,
  TenantSuspended,
  type SignedIn,
} from '@chowk/contracts';
import { Clock, InjectStore, refuse, runInCall, type ConfigOf, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { Tenant } from '../../tenants/domain/tenant.js';
import { AuthSession, type RefreshOutcome } from '../domain/auth-session.js';
import { RefreshTokens, type RefreshToken } from '../domain/refresh-token.js';
import { FindPerson } from './find-person.js';
import { GiveTokens } from './give-tokens.js';

const refusals = { REUSED: AuthRefreshReused, ENDED: AuthSessionEnded, INVALID: AuthRefreshInvalid };

/**
 * Renews a sign-in by its refresh token, which names the tenant. The same token within 30 s gets the same successor; later
 * it ends the sign-in and throws 401 AUTH_REFRESH_REUSED. Otherwise throws 401 AUTH_REFRESH_INVALID for what is no token of
 * ours or has expired, 401 AUTH_SESSION_REVOKED after a sign-out, 403 TENANT_SUSPENDED.
 */
@Injectable()
export class RefreshAuthSession {
  readonly #tokens: RefreshTokens;

  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    private readonly findPerson: FindPerson,
    private readonly giveTokens: GiveTokens,
    private readonly clock: Clock,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {
    this.#tokens = new RefreshTokens(config.KEY_SECRET);
  }

  async run(refreshToken: string): Promise<SignedIn> {
    const token = this.#tokens.read(refreshToken);
    if (!token) throw refuse(AuthRefreshInvalid);
    return runInCall({ tenantId: token.tenantId }, () => this.#renew(token));
  }

  async #renew(token: RefreshToken): Promise<SignedIn> {
    const [tenant, found] = await Promise.all([this.tenants.find(token.tenantId), this.sessions.find(token.sessionId)]);
    if (!tenant || !found) throw refuse(AuthRefreshInvalid);
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    // Reuse ends the sign-in by the commit, so its refusal is thrown only behind it.
    let outcome: RefreshOutcome = { kind: 'INVALID' };
    const lifetimeMs = this.config.REFRESH_DAYS * 86_400_000;
    const session = await this.sessions.change(found.id, (locked) => {
      outcome = locked.refresh(token, lifetimeMs, this.clock.now());
    });
    return this.#answer(session, outcome);
  }

  async #answer(session: AuthSession, outcome: RefreshOutcome): Promise<SignedIn> {
    if (outcome.kind !== 'RENEWED') throw refuse(refusals[outcome.kind]);
    const person = await this.findPerson.run(session.personKind, session.personId);
    if (!person) throw refuse(AuthSessionEnded);
    return this.giveTokens.run(person.asPerson(), session, outcome);
  }
}
