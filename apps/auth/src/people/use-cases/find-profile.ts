import { InjectStore, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { RequireLiveSession } from '../../sign-in/use-cases/require-live-session.js';
import { Customer } from '../domain/customer.js';
import { Staff } from '../domain/staff.js';

/** The caller's own row. Throws 401 AUTH_SESSION_REVOKED. */
@Injectable()
export class FindProfile {
  constructor(
    @InjectStore(Customer) private readonly customers: Store<Customer>,
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly requireLiveSession: RequireLiveSession,
  ) {}

  async run(principal: Principal): Promise<Customer | Staff> {
    await this.requireLiveSession.run(principal);
    return principal.kind === 'customer' ? this.customers.get(principal.id) : this.staff.get(principal.id);
  }
}
