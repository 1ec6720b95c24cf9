/** A named part of the tax. */
export type TaxComponent = 'CGST' | 'SGST' | 'IGST' | 'VAT' | 'CESS';

/** One tax component at its rate, in paise. */
export interface TaxLine {
  readonly component: TaxComponent;
  readonly rateBasisPoints: number;
  readonly amount: number;
}

/** A tax of the whole cart at one rate, with the value it was computed on, as an invoice lists it. */
export interface TaxSummary extends TaxLine {
  readonly taxable: number;
}

/** What one rule took off one line. */
export interface LineDiscount {
  readonly ruleId: string;
  readonly name: string;
  readonly amount: number;
}

/** `gross - discount` is the line at the menu's prices; `total = taxable + tax` is what is paid for it. */
export interface PricedLine {
  readonly lineId: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly gross: number;
  readonly discount: number;
  readonly discounts: readonly LineDiscount[];
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
  readonly total: number;
}

/** `amount` is the charge as announced; with inclusive prices it contains its tax. */
export interface PricedCharge {
  readonly code: string;
  readonly name: string;
  readonly amount: number;
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
  readonly total: number;
}

/** Why a rule gave nothing. */
export type RuleObstacle =
  | 'NOT_ACTIVE'
  | 'OTHER_SCOPE'
  | 'NOT_VALID_NOW'
  | 'OTHER_OUTLET'
  | 'OTHER_FULFILMENT'
  | 'OTHER_TABLE_AREA'
  | 'OUTSIDE_HOURS'
  | 'BELOW_MINIMUM'
  | 'ALREADY_GRANTED'
  | 'EXCLUDED'
  | 'NO_MATCHING_LINE'
  | 'NOT_ENOUGH_UNITS'
  | 'NOTHING_LEFT';

/** What became of a rule: what it gave, or why not. */
export type RuleOutcome =
  | { readonly ruleId: string; readonly name: string; readonly applied: true; readonly discount: number }
  | { readonly ruleId: string; readonly name: string; readonly applied: false; readonly obstacle: RuleObstacle };

export type TraceStepName = 'ITEM' | 'VARIANT' | 'MODIFIER' | 'RULE' | 'CHARGE' | 'TAX' | 'ROUND_OFF' | 'TIP';

/** One thing that moved the price, before its place in the running total is known. */
export interface TraceStep {
  readonly step: TraceStepName;
  /** The item, variant, modifier, rule, line or charge that speaks here. */
  readonly subjectId: string;
  readonly text: string;
  readonly amount: number;
}

/** `before + amount = after`; the first `before` is 0, the last `after` is the cart's total. */
export interface TraceEntry extends TraceStep {
  readonly before: number;
  readonly after: number;
}

/**
 * The price of a cart, in paise.
 *
 *   total = taxable + tax + roundOff + tip
 *   total = subtotal - discount + charges + tax + roundOff + tip     (prices without tax)
 *   total = subtotal - discount + charges + roundOff + tip           (prices with tax: `tax` is inside)
 */
export interface PricedCart {
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly PricedLine[];
  readonly chargeLines: readonly PricedCharge[];
  /** The lines at the menu's prices, before discounts. */
  readonly subtotal: number;
  readonly discount: number;
  /** The charges as announced. */
  readonly charges: number;
  /** The value of lines and charges without tax. */
  readonly taxable: number;
  readonly tax: number;
  readonly taxByComponent: readonly TaxSummary[];
  readonly roundOff: number;
  readonly tip: number;
  readonly total: number;
  readonly rules: readonly RuleOutcome[];
  readonly trace: readonly TraceEntry[];
}
