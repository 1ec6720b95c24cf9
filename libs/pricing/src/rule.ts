/** ORDER: judged on one order as it is placed. BILL: judged on the whole bill (a table's several orders). */
export type RuleScope = 'ORDER' | 'BILL';

/** What a rule looks at and what it makes cheaper. */
export type RuleTarget =
  | { readonly type: 'ORDER' }
  | { readonly type: 'ITEMS'; readonly itemIds: readonly string[] }
  | { readonly type: 'CATEGORIES'; readonly categoryIds: readonly string[] };

/**
 * Hours of a week in the outlet's zone. `from` (included) and `to` (not included) are minutes since midnight, 0 to 1440.
 * `to` before `from` runs past midnight and belongs to the weekday on which it began; equal ones never apply.
 */
export interface RuleWindow {
  /** ISO weekdays, 1 = Monday to 7 = Sunday; an empty list means every day. */
  readonly weekdays: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** AMOUNT is taken once off all targeted lines together, AMOUNT_PER_UNIT off every unit; never more than the lines cost. */
export type TimeBasedBenefit =
  | { readonly type: 'PERCENT'; readonly rateBasisPoints: number }
  | { readonly type: 'AMOUNT'; readonly amount: number }
  | { readonly type: 'AMOUNT_PER_UNIT'; readonly amount: number };

/**
 * PERCENT_FROM_QUANTITY: from `quantity` targeted units on, the rate holds for all of them ("buy 2, get 20 %").
 * CHEAPEST_FREE: of every whole group of `buy + free` targeted units the cheapest are free ("buy 2, get 1 free").
 */
export type VolumeOffer =
  | { readonly type: 'PERCENT_FROM_QUANTITY'; readonly quantity: number; readonly rateBasisPoints: number }
  | { readonly type: 'CHEAPEST_FREE'; readonly buy: number; readonly free: number };

interface RuleConditions {
  readonly id: string;
  readonly name: string;
  readonly scope: RuleScope;
  /** Larger goes first; equal priorities go by id, so the order of the list never matters. */
  readonly priority: number;
  /** EXCLUSIVE: applies only if nothing was granted before it, and then nothing else applies. */
  readonly stacking: 'EXCLUSIVE' | 'STACKABLE';
  /** The most this rule gives, in paise. */
  readonly cap?: number | undefined;
  /** The least that all lines together must cost before discounts, in paise. */
  readonly minSubtotal?: number | undefined;
  /** Instants, `from` included, `to` not included. */
  readonly validity?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
  /** Where and how the order is served; left out or empty means anywhere, anyhow. */
  readonly outlets?: readonly string[] | undefined;
  readonly fulfilments?: readonly string[] | undefined;
  readonly tableAreas?: readonly string[] | undefined;
  readonly target: RuleTarget;
}

/** A happy hour: cheaper at certain hours of certain days. */
export interface TimeBasedRule extends RuleConditions {
  readonly kind: 'TIME_BASED';
  readonly window: RuleWindow;
  readonly benefit: TimeBasedBenefit;
}

/** Cheaper by the number bought. */
export interface VolumeRule extends RuleConditions {
  readonly kind: 'VOLUME';
  readonly offer: VolumeOffer;
}

/** A discount as data. */
export type Rule = TimeBasedRule | VolumeRule;
