import { InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Tenant } from '../domain/tenant.js';

/** The tenant of the call. Throws 404 NOT_FOUND. */
@Injectable()
export class FindTenant {
  constructor(@InjectStore(Tenant) private readonly tenants: Store<Tenant>) {}

  run(id: string): Promise<Tenant> {
    return this.tenants.get(id);
  }
}
