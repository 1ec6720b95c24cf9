/**
 * What a rule would take off before its cap: `total` paise, to be spread over the subject's lines by `weights`.
 * No weight exceeds what is left of its line and `total` never exceeds their sum, so no line can become negative.
 */
export interface Wish {
  readonly total: number;
  readonly weights: readonly number[];
}

/** A line as a rule sees it; `left` is what earlier discounts left of it, in paise. */
export interface SubjectLine {
  readonly quantity: number;
  readonly unitSize: number;
  /** Whole units sold. */
  readonly units: number;
  /** One unit at the menu's price, without modifiers. */
  readonly unitPrice: number;
  readonly left: number;
}
