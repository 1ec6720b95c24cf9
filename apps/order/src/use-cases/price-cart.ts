import { Injectable } from '@nestjs/common';
import {
  TableSessionEnded,
  UnknownReference,
  ValidationFailed,
  type Capability,
  type Fault,
  type Fulfilment,
  type QuoteBody,
  type Tenant,
} from '@chowk/contracts';
import { Clock, currentTenantId, refuse, TenantDirectory, type Principal } from '@chowk/kit';
import { localTime } from '@chowk/pricing';
import type { Offer, Seat } from '../database/price-list.js';
import type { OutletSnapshot } from '../domain/outlet-snapshot.js';
import { priceOrder, type PricedOrder } from '../domain/price-order.js';
import { resolveLines } from '../domain/resolve-lines.js';
import { ReadOffer } from './read-offer.js';

export interface PricedAtOutlet extends PricedOrder {
  readonly tenant: Tenant;
  readonly outlet: OutletSnapshot;
  readonly seat: Seat | null;
  readonly at: Date;
}

const capabilityOf: Readonly<Record<Fulfilment, Capability>> = {
  DINE_IN: 'dine-in',
  TAKEAWAY: 'takeaway',
  DELIVERY: 'delivery',
  BOOKING: 'booking',
  MEAL: 'delivery',
};

/** The price of a cart, from our own copies alone: nobody is asked, nothing is kept. */
@Injectable()
export class PriceCart {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly readOffer: ReadOffer,
  ) {}

  /**
   * Prices what the caller asks for, there and now. Throws UNKNOWN_REFERENCE for what does not exist for this caller,
   * VALIDATION_FAILED for what is not offered, TABLE_SESSION_CLOSED, ITEM_UNAVAILABLE, OUT_OF_RANGE.
   */
  async run(cart: QuoteBody, who: Principal): Promise<PricedAtOutlet> {
    const { outletId, tableSessionId, lines, fulfilment } = cart;
    if (outletId === undefined && tableSessionId === undefined)
      throw refuse(ValidationFailed, [{ path: 'outletId', code: 'REQUIRED', message: 'must be given' }]);
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw new Error('The tenant of the call is not known');
    if (!tenant.capabilities.includes(capabilityOf[fulfilment]))
      throw refuse(ValidationFailed, [{ path: 'fulfilment', code: 'NOT_OFFERED', message: 'is not offered here' }]);
    const itemIds = lines.map(({ itemId }) => itemId);
    const offer = await this.readOffer.run({ itemIds, outletId, tableSessionId });
    const { seat, outlet } = where(cart, offer, who);
    const at = this.clock.now();
    const local = localTime(at, outlet.timeZone);
    const tableArea = seat?.table_area ?? null;
    const resolved = resolveLines(lines, offer.items, { outletId: outlet.id, fulfilment, tableArea, at, local });
    const circumstances = {
      tenant,
      outlet,
      rules: offer.rules,
      fulfilment,
      tableArea,
      sharesBill: seat !== null,
      at,
      local,
    };
    return { ...priceOrder(resolved, circumstances), tenant, outlet, seat, at };
  }
}

/** The outlet and, if named, the table session; those of others do not exist for the caller. */
function where({ outletId, tableSessionId }: QuoteBody, { seat, outlet }: Offer, who: Principal) {
  const faults: Fault[] = [];
  const unknown = (path: string) =>
    faults.push({ path, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' });
  if (tableSessionId !== undefined && !(seat && sitsThere(seat, who))) unknown('tableSessionId');
  else if (seat && outletId !== undefined && outletId !== seat.outlet_id) unknown('outletId');
  if (faults.length === 0 && !(outlet && who.mayEnter(outlet.id))) unknown('outletId');
  if (faults.length > 0 || !outlet) throw refuse(UnknownReference, faults);
  if (seat?.status === 'CLOSED') throw refuse(TableSessionEnded);
  return { seat, outlet };
}

function sitsThere(seat: Seat, who: Principal): boolean {
  if (who.kind === 'guest') return who.tableSessionId === seat.id;
  if (who.kind === 'customer') return seat.members.includes(who.id);
  return who.mayEnter(seat.outlet_id);
}
