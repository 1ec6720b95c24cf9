import type { Rule, RuleScope } from './rule.js';

/**
 * How the seller is registered (TaxRegistration): REGULAR and SPECIFIED_PREMISES (hotels above the room-rate limit) charge
 * the rate of the line; COMPOSITION and UNREGISTERED charge none and write a bill of supply.
 */
export type SellerRegime = 'REGULAR' | 'SPECIFIED_PREMISES' | 'COMPOSITION' | 'UNREGISTERED';

/** A tax beside GST, such as a state's VAT on liquor, on the same taxable value. */
export interface AdditionalTax {
  readonly component: 'VAT' | 'CESS';
  readonly rateBasisPoints: number;
}

/** An added or left out ingredient; `quantity` and `unitPrice` are per unit of the line. The price may be negative. */
export interface RequestedModifier {
  readonly modifierId: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** A discount decided before (an order's rule on its bill, a coupon, points): kept as it is, ahead of all rules. */
export interface GrantedDiscount {
  readonly ruleId: string;
  readonly name: string;
  readonly amount: number;
  /** EXCLUSIVE: no rule may add to it. */
  readonly stacking?: 'EXCLUSIVE' | 'STACKABLE' | undefined;
}

/** One line of a cart, its price already resolved for outlet, fulfilment and table area. */
export interface RequestedLine {
  readonly lineId: string;
  readonly itemId: string;
  readonly categoryIds: readonly string[];
  readonly variantId?: string | undefined;
  /** In the smallest unit sold (piece, g, ml); at least 1. */
  readonly quantity: number;
  /** How much of `quantity` one `unitPrice` pays for: 500 for a price per 500 g. 1 if left out. */
  readonly unitSize?: number | undefined;
  /** Paise for one unit of the variant, or of the item if it has none. */
  readonly unitPrice: number;
  readonly modifiers: readonly RequestedModifier[];
  /** `rateBasisPoints` is the whole GST rate: 500 is 5 %. */
  readonly tax: {
    readonly taxClass: string;
    readonly rateBasisPoints: number;
    readonly additional?: readonly AdditionalTax[] | undefined;
  };
  readonly granted?: readonly GrantedDiscount[] | undefined;
}

/**
 * What is added to the whole cart: delivery, packing, a service charge the guest agreed to. `amount` is in paise;
 * `rateBasisPoints` is a share of the lines after discount. Prices with tax: the charge contains its tax too.
 * It is priced only when `optedIn`.
 */
export type RequestedCharge = {
  readonly code: string;
  readonly name: string;
  readonly taxRateBasisPoints: number;
  readonly optedIn: boolean;
} & (
  | { readonly amount: number; readonly rateBasisPoints?: undefined }
  | { readonly rateBasisPoints: number; readonly amount?: undefined }
);

/** Everything the price of a cart depends on; nothing else is looked at. Money is integer paise. */
export interface PricingRequest {
  readonly currency: string;
  /** GST state codes, such as "29"; equal to the seller's means CGST + SGST. */
  readonly placeOfSupply: string;
  readonly seller: { readonly state: string; readonly regime: SellerRegime };
  readonly pricesIncludeTax: boolean;
  /** The instant of pricing, ISO 8601 with zone. */
  readonly at: string;
  /** The same instant on the outlet's wall: weekday 1 = Monday to 7 = Sunday, minutes since midnight 0 to 1439. */
  readonly local: { readonly date: string; readonly weekday: number; readonly minutes: number };
  readonly outletId: string;
  readonly fulfilment: string;
  readonly tableArea?: string | undefined;
  readonly lines: readonly RequestedLine[];
  readonly rules: readonly Rule[];
  /** Which rules are judged here; both if left out (an order that is its own bill). */
  readonly scopes?: readonly RuleScope[] | undefined;
  readonly charges?: readonly RequestedCharge[] | undefined;
  /** Voluntary, untaxed, and added after the round-off: it is no part of the invoice value. */
  readonly tip?: number | undefined;
  /** The round-off's unit in paise: 100, a rupee, if left out; 1 for an order whose bill will be rounded once. */
  readonly roundOffTo?: number | undefined;
}
