import type { ChangeTenantBody } from '@chowk/contracts';
import { currentTenantId, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Tenant } from '../domain/tenant.js';

/** Changes name, origins, languages and settings of the caller's own tenant. Throws 412 VERSION_CONFLICT. */
@Injectable()
export class ChangeTenant {
  constructor(@InjectStore(Tenant) private readonly tenants: Store<Tenant>) {}

  run(changes: ChangeTenantBody, expectedVersion?: number): Promise<Tenant> {
    return this.tenants.change(currentTenantId(), (tenant) => tenant.change(changes), { expectedVersion });
  }
}
