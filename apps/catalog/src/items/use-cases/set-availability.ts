import { NotFound, UnknownReference, ValidationFailed, type ItemAvailabilityBody } from '@chowk/contracts';
import { Clock, currentTenantId, InjectStore, refuse, TenantDirectory, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownOutlets } from '../../database/known-outlets.js';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { Item, type Places } from '../domain/item.js';
import { nextBusinessDay } from '../domain/next-business-day.js';
import { unknownReference } from '../domain/unknown-reference.js';

/** When a business day begins where no outlet is meant. */
const usualStart = '04:00';

/** Says that an item is sold out, or can be had again; on every screen within a second. */
@Injectable()
export class SetAvailability {
  constructor(
    @InjectStore(Item) private readonly items: Store<Item>,
    private readonly outlets: KnownOutlets,
    private readonly tenants: TenantDirectory,
    private readonly changes: MenuChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Holds at the outlet named; without one at all that the caller may enter. Saying it again changes nothing. Throws
   * NotFound, VERSION_CONFLICT, UNKNOWN_REFERENCE for an outlet that is not the caller's, VALIDATION_FAILED for an end in the past.
   */
  async run(
    id: string,
    body: ItemAvailabilityBody,
    who: Principal,
    expectedVersion: number | undefined,
  ): Promise<Item> {
    const where = await this.placesOf(body.outletId, who);
    const until = await this.endOf(body.until, where);
    const change = (item: Item) => {
      if (item.isArchived) throw refuse(NotFound);
      if (body.available) item.offerAgain(where);
      else item.sellOut(where, until);
    };
    return this.changes.run(() => this.items.change(id, change, { expectedVersion }));
  }

  private async placesOf(outletId: string | undefined, who: Principal): Promise<Places> {
    if (outletId === undefined) return who.outlets;
    const outlet = who.mayEnter(outletId) ? await this.outlets.find(outletId) : null;
    if (!outlet || outlet.removed) throw refuse(UnknownReference, [unknownReference('outletId')]);
    return [outletId];
  }

  private async endOf(until: ItemAvailabilityBody['until'], where: Places): Promise<Date | null> {
    const now = this.clock.now();
    if (until === undefined) return null;
    if (until === 'tomorrow') return nextBusinessDay(now, await this.dayAt(where));
    const end = new Date(until);
    if (end <= now)
      throw refuse(ValidationFailed, [{ path: 'until', code: 'OUT_OF_RANGE', message: 'lies in the past' }]);
    return end;
  }

  private async dayAt(where: Places): Promise<{ timeZone: string; businessDayStart: string }> {
    const outlet = where !== 'all' && where[0] !== undefined ? await this.outlets.find(where[0]) : null;
    if (outlet) return outlet;
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw refuse(NotFound);
    return { timeZone: tenant.timeZone, businessDayStart: usualStart };
  }
}
