import { PermissionDenied, type ChangeTenantStatusBody } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, runInCall, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuthSession } from '../../sign-in/domain/auth-session.js';
import { Tenant } from '../domain/tenant.js';

/** Sign-ins ended in one transaction; a tenant may have many thousands. */
const batch = 200;

/**
 * Suspends or restores a tenant. Suspended, it is refused everywhere by its status, and then its sign-ins are ended batch by
 * batch. Throws 404 NOT_FOUND, 403 PERMISSION_DENIED for the operator's own tenant, which would lock everybody out.
 */
@Injectable()
export class ChangeTenantStatus {
  constructor(
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async run(
    principal: Principal,
    tenantId: string,
    { status }: ChangeTenantStatusBody,
    expectedVersion?: number,
  ): Promise<Tenant> {
    if (tenantId === principal.tenantId) throw refuse(PermissionDenied, { tenant: 'of the operator' });
    return runInCall({ tenantId }, async () => {
      const tenant = await this.tenants.change(tenantId, (found) => found.moveTo(status), { expectedVersion });
      if (status === 'SUSPENDED') await this.#endAll();
      return tenant;
    });
  }

  async #endAll(): Promise<void> {
    let ended: number;
    do ended = await this.#endSome();
    while (ended === batch);
  }

  /** Ends up to a batch of sign-ins and tells how many. */
  #endSome(): Promise<number> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const live = await this.sessions.findBy(
        { endedAt: IsNull(), expiresAt: MoreThan(now) },
        { order: { id: 'ASC' }, limit: batch },
      );
      for (const { id } of live) await this.sessions.change(id, (session) => session.end('SUSPENDED', now));
      return live.length;
    });
  }
}
