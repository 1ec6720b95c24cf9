import { InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Customer } from '../../people/domain/customer.js';
import { Staff } from '../../people/domain/staff.js';
import type { HolderKind } from '../domain/person.js';

/** Finds who stands behind a sign-in, whichever kind they are; null when they are gone or may not sign in any more. */
@Injectable()
export class FindPerson {
  constructor(
    @InjectStore(Customer) private readonly customers: Store<Customer>,
    @InjectStore(Staff) private readonly staff: Store<Staff>,
  ) {}

  async run(kind: HolderKind, id: string): Promise<Customer | Staff | null> {
    if (kind === 'device') return null;
    if (kind === 'customer') return this.customers.find(id);
    const staff = await this.staff.find(id);
    return staff?.maySignIn ? staff : null;
  }
}
