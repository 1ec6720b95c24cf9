import {
  OutOfRange,
  UnknownReference,
  type Coupon,
  type DiscountRule,
  type Fulfilment,
  type Tenant,
} from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { AmountOutOfRange, priceCart, type LocalTime, type PricedCart, type RuleObstacle } from '@chowk/pricing';
import type { OutletSnapshot } from '../../database/outlet-snapshot.js';
import type { AppliedRule, UsedCoupon } from './order-amounts.js';
import type { LineAmounts, OrderLine } from './order-line.js';
import type { UnpricedLine } from './unpriced-line.js';

/** Most that an order may come to, in paise, discounts not counted: a billion rupees, the bound of every amount on the wire. */
const mostPaise = 100_000_000_000;

/** All but the lines that the price of an order depends on. */
export interface PricingCircumstances {
  readonly tenant: Tenant;
  readonly outlet: OutletSnapshot;
  readonly rules: readonly DiscountRule[];
  /** The coupon that was named, if any. */
  readonly coupon: Coupon | null;
  readonly fulfilment: Fulfilment;
  readonly tableArea: string | null;
  /** The order shares a bill with others of its table session; rules about whole bills are not judged on it. */
  readonly sharesBill: boolean;
  readonly at: Date;
  readonly local: LocalTime;
}

export interface PricedOrder {
  readonly cart: PricedCart;
  readonly lines: OrderLine[];
  /** Without the coupon, which stands by itself. */
  readonly appliedRules: AppliedRule[];
  readonly coupon: UsedCoupon | null;
  /** Why the named coupon gives nothing; null when it does, or none was named. */
  readonly couponObstacle: RuleObstacle | null;
}

/**
 * Prices lines with the tenant's rules and taxes: place of supply is where the outlet stands, the seller's state that of its
 * registration. The total is exact; the bill rounds. Throws OUT_OF_RANGE beyond a billion rupees.
 */
export function priceOrder(unpriced: readonly UnpricedLine[], around: PricingCircumstances): PricedOrder {
  const { coupon } = around;
  const cart = pricedWithin(() => priceCart(pricingRequest(unpriced, around)));
  const exclusive = exclusiveAmong(around);
  const ofCoupon = cart.rules.find(({ ruleId }) => ruleId === coupon?.id);
  return {
    cart,
    lines: unpriced.map(({ line }, index) => ({ ...line, ...amountsOfLine(cart, index, exclusive) })),
    appliedRules: cart.rules.flatMap((rule) =>
      rule.applied && rule !== ofCoupon ? [{ ruleId: rule.ruleId, name: rule.name, amount: rule.discount }] : [],
    ),
    coupon:
      coupon && ofCoupon?.applied === true
        ? { couponId: coupon.id, code: coupon.code, amount: ofCoupon.discount }
        : null,
    couponObstacle: ofCoupon?.applied === false ? ofCoupon.obstacle : null,
  };
}

function pricingRequest(unpriced: readonly UnpricedLine[], around: PricingCircumstances) {
  const { tenant, outlet, rules, coupon, fulfilment, tableArea, sharesBill, at, local } = around;
  const registration = tenant.taxRegistrations.find(({ id }) => id === outlet.taxRegistrationId);
  if (!registration)
    throw refuse(UnknownReference, [
      { path: 'outletId', code: 'UNKNOWN_REFERENCE', message: 'sells under no registration' },
    ]);
  return {
    currency: tenant.currency,
    placeOfSupply: outlet.address.stateCode,
    seller: { state: registration.stateCode, regime: registration.regime },
    pricesIncludeTax: tenant.pricesIncludeTax,
    at: at.toISOString(),
    local,
    outletId: outlet.id,
    fulfilment,
    ...(tableArea === null ? {} : { tableArea }),
    rules: coupon ? [...rules, { ...coupon, kind: 'COUPON' as const }] : rules,
    ...(sharesBill ? { scopes: ['ORDER' as const] } : {}),
    roundOffTo: 1,
    lines: unpriced.map(({ line, categoryIds, tax }) => ({
      lineId: line.lineId,
      itemId: line.itemId,
      categoryIds,
      variantId: line.variantId ?? undefined,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      modifiers: line.modifiers,
      tax,
    })),
  };
}

/** Ids of the rules, and of the coupon, that let nothing add to what they give. */
function exclusiveAmong({ rules, coupon }: PricingCircumstances): ReadonlySet<string> {
  const all = coupon ? [...rules, coupon] : rules;
  return new Set(all.filter(({ stacking }) => stacking === 'EXCLUSIVE').map(({ id }) => id));
}

function amountsOfLine(cart: PricedCart, index: number, exclusive: ReadonlySet<string>): LineAmounts {
  const priced = cart.lines[index];
  if (!priced) throw new Error('A line was lost while pricing');
  const { gross, discount, taxable, taxes, tax, total } = priced;
  const discounts = priced.discounts.map((given) =>
    exclusive.has(given.ruleId) ? { ...given, isExclusive: true as const } : given,
  );
  return { gross, discount, discounts, taxable, taxes, tax, total };
}

function pricedWithin(price: () => PricedCart): PricedCart {
  const tooMuch = () =>
    refuse(OutOfRange, [{ path: 'lines', code: 'OUT_OF_RANGE', message: 'come to too much money' }]);
  let cart: PricedCart;
  try {
    cart = price();
  } catch (error) {
    throw error instanceof AmountOutOfRange ? tooMuch() : error;
  }
  if (cart.subtotal > mostPaise || cart.total > mostPaise) throw tooMuch();
  return cart;
}
