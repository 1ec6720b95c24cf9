import { OutOfRange, UnknownReference, type DiscountRule, type Fulfilment, type Tenant } from '@chowk/contracts';
import { newId, refuse } from '@chowk/kit';
import { AmountOutOfRange, priceCart, type LocalTime, type PricedCart } from '@chowk/pricing';
import type { OutletSnapshot } from './outlet-snapshot.js';
import type { OrderLine } from './order-line.js';
import type { AppliedRule } from './order.js';
import type { ResolvedLine } from './resolve-lines.js';

/** Most that an order may come to, in paise, discounts not counted: a billion rupees, the bound of every amount on the wire. */
const mostPaise = 100_000_000_000;

/** All but the lines that the price of an order depends on. */
export interface PricingCircumstances {
  readonly tenant: Tenant;
  readonly outlet: OutletSnapshot;
  readonly rules: readonly DiscountRule[];
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
  readonly appliedRules: AppliedRule[];
}

/**
 * Prices resolved lines with the tenant's rules and taxes: place of supply is where the outlet stands, the seller's state that
 * of its registration. The total is exact; the bill rounds. Throws OUT_OF_RANGE beyond a billion rupees.
 */
export function priceOrder(resolved: readonly ResolvedLine[], around: PricingCircumstances): PricedOrder {
  const lineIds = resolved.map(() => newId());
  const cart = pricedWithin(() => priceCart(pricingRequest(resolved, lineIds, around)));
  return {
    cart,
    lines: resolved.map((line, lineIndex) => orderLine(line, lineIndex, cart)),
    appliedRules: cart.rules.flatMap((rule) =>
      rule.applied ? [{ ruleId: rule.ruleId, name: rule.name, amount: rule.discount }] : [],
    ),
  };
}

function pricingRequest(resolved: readonly ResolvedLine[], lineIds: readonly string[], around: PricingCircumstances) {
  const { tenant, outlet, rules, fulfilment, tableArea, sharesBill, at, local } = around;
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
    rules,
    ...(sharesBill ? { scopes: ['ORDER' as const] } : {}),
    roundOffTo: 1,
    lines: resolved.map(({ asked, item, variant, modifiers, unitPrice }, index) => ({
      lineId: lineIds[index] ?? '',
      itemId: item.id,
      categoryIds: item.categoryIds,
      variantId: variant?.id,
      quantity: asked.quantity,
      unitPrice,
      modifiers: modifiers.map(({ modifier, quantity }) => ({
        modifierId: modifier.id,
        quantity,
        unitPrice: modifier.price,
      })),
      tax: { taxClass: item.tax.taxClass, rateBasisPoints: item.tax.rateBasisPoints },
    })),
  };
}

function orderLine({ asked, item, variant, modifiers, unitPrice }: ResolvedLine, lineIndex: number, cart: PricedCart) {
  const priced = cart.lines[lineIndex];
  if (!priced) throw new Error('A line was lost while pricing');
  const { lineId, quantity, gross, discount, discounts, taxable, taxes, tax, total } = priced;
  return {
    ...{ lineId, lineIndex, status: 'ORDERED' as const },
    ...{ itemId: item.id, variantId: variant?.id ?? null, name: item.name, variantName: variant?.name ?? null },
    modifiers: modifiers.map(({ modifier, quantity: perUnit }) => ({
      modifierId: modifier.id,
      name: modifier.name,
      quantity: perUnit,
      unitPrice: modifier.price,
    })),
    ...{ station: item.station, taxCode: item.tax.code },
    ...{ quantity, unitPrice, gross, discount, discounts, taxable, taxes, tax, total },
    ...{ notes: asked.notes ?? null, seat: asked.seat ?? null, course: asked.course ?? null, guestId: null },
  };
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
