import { NotFound } from '@chowk/contracts';
import { currentTenantId, InjectStore, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { PasswordTries } from '../../sign-in/database/password-tries.js';
import { hashPassword } from '../../sign-in/domain/password.js';
import { Pepper } from '../../sign-in/domain/pepper.js';
import { Staff } from '../domain/staff.js';

/**
 * Sets the PIN of a staff member, their own or that of staff the caller works with; wrong tries before it are forgotten. Throws 404 NOT_FOUND,
 * for staff of other outlets too, and 412 VERSION_CONFLICT.
 */
@Injectable()
export class SetPin {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly tries: PasswordTries,
    private readonly pepper: Pepper,
  ) {}

  async run(principal: Principal, staffId: string, pin: string, expectedVersion?: number): Promise<Staff> {
    const found = await this.staff.get(staffId);
    if (!found.sharesOutletWith(principal.outlets)) throw refuse(NotFound);
    const pinHash = await hashPassword(pin);
    return this.staff.change(
      staffId,
      async (staff) => {
        staff.pinHash = pinHash;
        await this.tries.forget(this.pepper.pin(currentTenantId(), staffId));
      },
      { expectedVersion },
    );
  }
}
