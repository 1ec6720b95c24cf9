import { LastOwner, NotFound } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, sql, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { EndSessionsOf } from '../../sign-in/use-cases/end-sessions-of.js';
import { Staff } from '../domain/staff.js';

/**
 * Suspends a staff member and ends their sign-ins. Throws 404 NOT_FOUND for staff of other outlets, 409 LAST_OWNER for the
 * last active owner, also when two owners suspend each other at once.
 */
@Injectable()
export class SuspendStaff {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly endSessions: EndSessionsOf,
  ) {}

  async run(principal: Principal, staffId: string, expectedVersion?: number): Promise<Staff> {
    return this.database.transaction(async () => {
      const owners = await this.#holdOwners();
      const staff = await this.staff.change(
        staffId,
        (found) => {
          if (!found.sharesOutletWith(principal.outlets)) throw refuse(NotFound);
          if (owners.length === 1 && owners[0] === found.id) throw refuse(LastOwner);
          found.suspend(this.clock.now());
        },
        { expectedVersion },
      );
      await this.endSessions.run(staffId, 'SUSPENDED');
      return staff;
    });
  }

  /** Ids of the active owners, their rows held in one order, so that those who count them do it one after the other. */
  async #holdOwners(): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id from staff where status = 'ACTIVE' and roles ? 'OWNER' order by id for update`);
    return rows.map(({ id }) => id);
  }
}
