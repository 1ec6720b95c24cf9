export { AmountOutOfRange } from './amount-out-of-range.js';
export { applyRules, type AppliedRules } from './apply-rules.js';
export {
  type Credit,
  creditable,
  type CreditableBill,
  type CreditableSupply,
  creditAmount,
  type CreditedSupply,
  creditLines,
} from './credit-bill.js';
export { exactSum } from './exact-sum.js';
export { isWithinWindow } from './is-within-window.js';
export { type LocalTime, localTime } from './local-time.js';
export { isOffered, type ItemOverride, type OfferedItem, type OfferPlace, unitPriceOf } from './offered-item.js';
export { type BillLine, type BillRequest, priceBill, type PricedBill } from './price-bill.js';
export { priceCart } from './price-cart.js';
export type * from './priced-cart.js';
export { PricingRequestInvalid } from './pricing-request-invalid.js';
export type * from './pricing-request.js';
export { roundHalfUp } from './round-half-up.js';
export { roundOff } from './round-off.js';
export type * from './rule.js';
export { splitGst, type TaxableSupply, type TaxedSupply } from './split-gst.js';
export { spreadByLargestRemainder } from './spread-by-largest-remainder.js';
export { summariseTaxes } from './summarise-taxes.js';
