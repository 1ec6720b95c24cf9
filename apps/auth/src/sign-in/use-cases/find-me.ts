import { AuthSessionEnded, permissionsOf, type Me } from '@chowk/contracts';
import { InjectStore, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Tenant } from '../../tenants/domain/tenant.js';
import { FindPerson } from './find-person.js';
import { RequireLiveSession } from './require-live-session.js';

/** Who the caller is now and what they may do. Throws 401 AUTH_SESSION_REVOKED. */
@Injectable()
export class FindMe {
  constructor(
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    private readonly findPerson: FindPerson,
    private readonly requireLiveSession: RequireLiveSession,
  ) {}

  async run(principal: Principal): Promise<Me> {
    const session = await this.requireLiveSession.run(principal);
    // Who acts by PIN on a tablet does so on the tablet's auth-session
    const isByPin = principal.deviceId !== undefined;
    const found = await this.findPerson.run(isByPin ? 'staff' : session.personKind, principal.id);
    if (!found) throw refuse(AuthSessionEnded);
    const tenant = await this.tenants.get(session.tenantId);
    const { id, kind, name, roles } = found.asPerson();
    const { outlets } = isByPin ? principal : found.asPerson();
    return {
      id,
      kind,
      name,
      language: found.language,
      roles: [...roles],
      permissions: [...permissionsOf(roles)],
      outlets: outlets === 'all' ? 'all' : [...outlets],
      sessionId: session.id,
      tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
    };
  }
}
