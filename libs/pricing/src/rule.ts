/** ORDER: judged on one order as it is placed. BILL: judged on the whole bill (a table's several orders). */
export type RuleScope = 'ORDER' | 'BILL';

/** What a rule counts and makes cheaper. */
export type RuleSubject =
  | { readonly on: 'ORDER' }
  | { readonly on: 'ITEMS'; readonly itemIds: readonly string[] }
  | { readonly on: 'CATEGORIES'; readonly categoryIds: readonly string[] };

/** Off all lines of the subject together: a share, or an amount in paise, once and never more than the lines cost. */
export type PercentOrAmount = { readonly percentBasisPoints: number } | { readonly amount: number };

/** Of every whole group of the rule's `quantity` units so many are free, the cheapest of all first. */
export interface FreeCheapest {
  readonly freeCheapest: number;
}

/**
 * Hours of a week in the outlet's zone, `HH:MM`; `from` is included, `to` is not. `to` before `from` runs past midnight and
 * belongs to the weekday on which it began; equal ones are 24 hours.
 */
export interface RuleWindow {
  /** ISO weekdays, 1 = Monday to 7 = Sunday; an empty list means every day. */
  readonly weekdays: readonly number[];
  readonly from: string;
  readonly to: string;
}

/** What all rules have. Null, left out and an empty list restrict nothing. */
interface RuleHead {
  readonly id: string;
  readonly name: string;
  readonly scope: RuleScope;
  /** Larger goes first; equal priorities go by id, so the order of the list never matters. */
  readonly priority: number;
  /** EXCLUSIVE: applies only if nothing was granted before it, and then nothing else applies. */
  readonly stacking: 'EXCLUSIVE' | 'STACKABLE';
  /** The most this rule gives, in paise. */
  readonly cap?: number | null | undefined;
  /** The least that all lines together must cost before discounts, in paise. */
  readonly minSubtotal?: number | null | undefined;
  /** Instants; `validFrom` is included, `validTo` is not. */
  readonly validFrom?: string | null | undefined;
  readonly validTo?: string | null | undefined;
  readonly outletIds?: readonly string[] | null | undefined;
  readonly fulfilments?: readonly string[] | null | undefined;
  readonly tableAreas?: readonly string[] | null | undefined;
  readonly active: boolean;
  readonly subject: RuleSubject;
}

/** A happy hour: cheaper at certain hours of certain days. */
export interface TimeBasedRule extends RuleHead, RuleWindow {
  readonly kind: 'TIME_BASED';
  readonly gives: PercentOrAmount;
}

/** Cheaper by the number bought: from `quantity` units of the subject on ("any 2, get 20 %", "2 + 1 free" is 3 and 1). */
export interface VolumeRule extends RuleHead {
  readonly kind: 'VOLUME';
  readonly quantity: number;
  readonly gives: PercentOrAmount | FreeCheapest;
}

/**
 * Off for those who named a code: the caller hands it in only then. It holds at all hours of its validity; how often it may
 * be used is not judged here. The shape is that of the published coupons with `kind`.
 */
export interface CouponRule extends RuleHead {
  readonly kind: 'COUPON';
  readonly gives: PercentOrAmount;
}

/** A discount as data; the shape is that of the published rules, so that one can be handed in as it came. */
export type Rule = TimeBasedRule | VolumeRule | CouponRule;
