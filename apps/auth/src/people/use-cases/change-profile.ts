import type { ChangeProfileBody } from '@chowk/contracts';
import { InjectStore, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { RequireLiveSession } from '../../sign-in/use-cases/require-live-session.js';
import { Customer } from '../domain/customer.js';
import { Staff } from '../domain/staff.js';

/** Changes the caller's own name and language. Throws 401 AUTH_SESSION_REVOKED, 412 VERSION_CONFLICT. */
@Injectable()
export class ChangeProfile {
  constructor(
    @InjectStore(Customer) private readonly customers: Store<Customer>,
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly requireLiveSession: RequireLiveSession,
  ) {}

  async run(principal: Principal, changes: ChangeProfileBody, expectedVersion?: number): Promise<Customer | Staff> {
    await this.requireLiveSession.run(principal);
    const options = { expectedVersion };
    return principal.kind === 'customer'
      ? this.customers.change(principal.id, (customer) => customer.changeProfile(changes), options)
      : this.staff.change(principal.id, (staff) => staff.changeProfile(changes), options);
  }
}
