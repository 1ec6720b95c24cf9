import { Injectable } from '@nestjs/common';
import {
  AuthSessionEnded,
  CouponRefused,
  TableSessionEnded,
  UnknownReference,
  ValidationFailed,
  type Capability,
  type Fault,
  type Fulfilment,
  type QuoteBody,
  type RequestedOrderLine,
  type Tenant,
} from '@chowk/contracts';
import { Clock, currentTenantId, refuse, TenantDirectory, type Principal } from '@chowk/kit';
import { localTime } from '@chowk/pricing';
import type { Offer, Seat } from '../../database/price-list.js';
import type { OutletSnapshot } from '../../database/outlet-snapshot.js';
import { priceOrder, type PricedOrder, type PricingCircumstances } from '../domain/price-order.js';
import { resolveLines } from '../domain/resolve-lines.js';
import { newLine } from '../domain/unpriced-line.js';
import { ReadOffer } from './read-offer.js';

/** All but the lines that a cart's price depends on, and what it names. */
export interface AtOutlet {
  readonly tenant: Tenant;
  readonly outlet: OutletSnapshot;
  readonly seat: Seat | null;
  readonly at: Date;
}

export interface PricedAtOutlet extends PricedOrder, AtOutlet {}

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
   * VALIDATION_FAILED for what is not offered, TABLE_SESSION_CLOSED, ITEM_UNAVAILABLE, COUPON_REFUSED, OUT_OF_RANGE.
   */
  async run(cart: QuoteBody, who: Principal): Promise<PricedAtOutlet> {
    const { outletId, lines, fulfilment } = cart;
    // Guests order at their table and nowhere else; they need not say so.
    const tableSessionId = cart.tableSessionId ?? who.tableSessionId;
    if (outletId === undefined && tableSessionId === undefined)
      throw refuse(ValidationFailed, [{ path: 'outletId', code: 'REQUIRED', message: 'must be given' }]);
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw new Error('The tenant of the call is not known');
    if (!tenant.capabilities.includes(capabilityOf[fulfilment]))
      throw refuse(ValidationFailed, [{ path: 'fulfilment', code: 'NOT_OFFERED', message: 'is not offered here' }]);
    const itemIds = lines.map(({ itemId }) => itemId);
    const couponCode = cart.couponCode?.toUpperCase();
    const offer = await this.readOffer.run({ itemIds, outletId, tableSessionId, couponCode });
    const { seat, outlet } = where({ outletId, tableSessionId }, offer, who);
    checkGuests(lines, 'lines', seat, who);
    const around = this.circumstances(offer, { tenant, outlet, fulfilment, tableArea: seat?.table_area ?? null, seat });
    const guestId = who.kind === 'guest' ? who.id : null;
    const unpriced = resolveLines(lines, offer.items, { ...around, outletId: outlet.id }).map((line, lineIndex) =>
      newLine(line, { lineIndex, guestId }),
    );
    const priced = priceOrder(unpriced, around);
    if (couponCode !== undefined && priced.coupon === null)
      throw refuse(CouponRefused, [{ code: couponCode, reason: priced.couponObstacle ?? 'UNKNOWN' }]);
    return { ...priced, tenant, outlet, seat, at: around.at };
  }

  /** What lines are priced by, here and now. */
  circumstances(
    { rules, coupon }: Pick<Offer, 'rules' | 'coupon'>,
    place: Pick<PricingCircumstances, 'tenant' | 'outlet' | 'fulfilment' | 'tableArea'> & { seat: unknown },
  ): PricingCircumstances {
    const { tenant, outlet, fulfilment, tableArea, seat } = place;
    const at = this.clock.now();
    const local = localTime(at, outlet.timeZone);
    return { tenant, outlet, rules, coupon, fulfilment, tableArea, sharesBill: seat !== null, at, local };
  }
}

/** Only staff say for which guest of the table a line is. Throws VALIDATION_FAILED, UNKNOWN_REFERENCE. */
export function checkGuests(
  lines: readonly RequestedOrderLine[],
  path: 'lines' | 'add',
  seat: Pick<Seat, 'guests'> | null,
  who: Principal,
): void {
  const isForThemselves = who.kind === 'customer' || who.kind === 'guest';
  const named = lines.flatMap(({ guestId }, index) => (guestId === undefined ? [] : [{ guestId, index }]));
  const at = (index: number) => `${path}.${index}.guestId`;
  const [first] = named;
  if (first && isForThemselves)
    throw refuse(
      ValidationFailed,
      named.map(({ index }) => ({ path: at(index), code: 'NOT_ALLOWED', message: 'is said by staff alone' })),
    );
  const unknown = named.filter(({ guestId }) => !seat?.guests.some((guest) => guest.guestId === guestId));
  if (unknown.length === 0) return;
  throw refuse(
    UnknownReference,
    unknown.map(({ index }) => ({ path: at(index), code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' })),
  );
}

/** The outlet and, if named, the table session; those of others do not exist for the caller. */
function where(
  { outletId, tableSessionId }: Pick<QuoteBody, 'outletId' | 'tableSessionId'>,
  { seat, outlet }: Offer,
  who: Principal,
) {
  const faults: Fault[] = [];
  const unknown = (path: string) =>
    faults.push({ path, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' });
  if (tableSessionId !== undefined && !(seat && sitsThere(seat, who))) unknown('tableSessionId');
  else if (seat && outletId !== undefined && outletId !== seat.outlet_id) unknown('outletId');
  if (faults.length === 0 && !(outlet && who.mayEnter(outlet.id))) unknown('outletId');
  if (faults.length > 0 || !outlet) throw refuse(UnknownReference, faults);
  if (seat?.status === 'CLOSED') throw refuse(who.kind === 'guest' ? AuthSessionEnded : TableSessionEnded);
  return { seat, outlet };
}

function sitsThere(seat: Seat, who: Principal): boolean {
  if (who.kind === 'guest') return who.tableSessionId === seat.id;
  if (who.kind === 'customer') return seat.members.includes(who.id);
  return who.mayEnter(seat.outlet_id);
}
