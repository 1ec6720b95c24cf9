import {
  UnknownReference,
  type CalculateBody,
  type Calculation,
  type Fault,
  type ItemSnapshot,
} from '@chowk/contracts';
import { Clock, currentTenantId, InjectStore, refuse, TenantDirectory, unknownReference, type Store } from '@chowk/kit';
import {
  localTime,
  priceCart,
  unitPriceOf,
  type OfferPlace,
  type CouponRule,
  type PricedCart,
  type RequestedLine,
} from '@chowk/pricing';
import { Injectable } from '@nestjs/common';
import { KnownItems } from '../database/known-items.js';
import { KnownOutlets } from '../database/known-outlets.js';
import { judgeCoupon } from '../domain/judge-coupon.js';
import { Rule } from '../domain/rule.js';
import { KeepCoupons } from './keep-coupons.js';

type CouponOutcome = NonNullable<Calculation['coupon']>;
type AskedLine = CalculateBody['lines'][number];

/** A cart's price, and what became of the coupon that was named. */
export interface CalculatedCart {
  readonly cart: PricedCart;
  readonly coupon: Calculation['coupon'];
}

/** What a cart would cost with the rules of now; the same evaluator prices the order. */
@Injectable()
export class CalculateDiscounts {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly items: KnownItems,
    private readonly outlets: KnownOutlets,
    private readonly coupons: KeepCoupons,
    @InjectStore(Rule) private readonly rules: Store<Rule>,
  ) {}

  /**
   * A coupon that gives nothing is no refusal here: the answer says why. Limits are looked at as they are now; only an order is
   * sure of its use, and of a customer's uses nothing is said since nobody has to sign in. Throws UNKNOWN_REFERENCE for
   * everything the cart names that does not exist.
   */
  async run({ couponCode, ...asked }: CalculateBody): Promise<CalculatedCart> {
    if (couponCode === undefined) return { cart: await this.price(asked, null), coupon: null };
    const coupon = await this.coupons.withCode(couponCode);
    const refused = (reason: CouponOutcome['reason']) => ({ code: couponCode, applied: false, amount: 0, reason });
    if (!coupon) return { cart: await this.price(asked, null), coupon: refused('UNKNOWN') };

    const cart = await this.price(asked, { ...coupon.written, kind: 'COUPON' });
    const outcome = cart.rules.find(({ ruleId }) => ruleId === coupon.written.id);
    if (!outcome) throw new Error('A coupon was lost while pricing');
    if (!outcome.applied) return { cart, coupon: refused(outcome.obstacle) };

    const amount = outcome.discount;
    const limits = { ...coupon.written.limits, perCustomer: null };
    const used = { ...coupon.used, usesOfCustomer: 0 };
    const obstacle = judgeCoupon({ ...coupon.written, limits }, used, { amount, customerId: null });
    if (obstacle) return { cart: await this.price(asked, null), coupon: refused(obstacle) };
    return { cart, coupon: { code: couponCode, applied: true, amount, reason: null } };
  }

  private async price(
    { outletId, fulfilment, lines }: Omit<CalculateBody, 'couponCode'>,
    coupon: CouponRule | null,
  ): Promise<PricedCart> {
    const [tenant, outlet, items, rules] = await Promise.all([
      this.tenants.find(currentTenantId()),
      this.outlets.find(outletId),
      this.items.many(lines.map(({ itemId }) => itemId)),
      this.rules.findBy({ isRemoved: false }),
    ]);
    const registration = tenant?.taxRegistrations.find(({ id }) => id === outlet?.taxRegistrationId);
    if (!tenant || !outlet || outlet.removed || !registration)
      throw refuse(UnknownReference, [unknownReference('outletId')]);
    const at = this.clock.now();
    const place = { outletId, fulfilment, tableArea: null, at, local: localTime(at, outlet.timeZone) };
    return priceCart({
      currency: tenant.currency,
      placeOfSupply: outlet.address.stateCode,
      seller: { state: registration.stateCode, regime: registration.regime },
      pricesIncludeTax: tenant.pricesIncludeTax,
      at: at.toISOString(),
      local: place.local,
      outletId,
      fulfilment,
      rules: [...rules.map(({ rule }) => rule), ...(coupon ? [coupon] : [])],
      lines: requestedLines(lines, new Map(items.map((item) => [item.id, item])), place),
    });
  }
}

function requestedLines(
  lines: readonly AskedLine[],
  items: ReadonlyMap<string, ItemSnapshot>,
  place: OfferPlace,
): RequestedLine[] {
  const unknown: Fault[] = [];
  const requested = lines.flatMap((line, index) => {
    const item = items.get(line.itemId);
    if (!item || item.removed) unknown.push(unknownReference(`lines.${index}.itemId`));
    return item ? [requestedLine(line, item, index, place, unknown)] : [];
  });
  if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  return requested;
}

function requestedLine(
  { variantId, modifiers, quantity }: AskedLine,
  item: ItemSnapshot,
  index: number,
  place: OfferPlace,
  unknown: Fault[],
): RequestedLine {
  const variant = item.variants.find(({ id, isDefault }) => (variantId === undefined ? isDefault : id === variantId));
  if (variantId !== undefined && !variant) unknown.push(unknownReference(`lines.${index}.variantId`));
  const offered = new Map(item.modifierGroups.flatMap((group) => group.modifiers).map((one) => [one.id, one]));
  modifiers.forEach(({ modifierId }, at) => {
    if (!offered.has(modifierId)) unknown.push(unknownReference(`lines.${index}.modifiers.${at}.modifierId`));
  });
  return {
    lineId: String(index),
    itemId: item.id,
    categoryIds: item.categoryIds,
    variantId: variant?.id,
    quantity,
    unitPrice: unitPriceOf(item, variant ?? null, place),
    modifiers: modifiers.map((one) => ({ ...one, unitPrice: offered.get(one.modifierId)?.price ?? 0 })),
    tax: { taxClass: item.tax.taxClass, rateBasisPoints: item.tax.rateBasisPoints },
  };
}
