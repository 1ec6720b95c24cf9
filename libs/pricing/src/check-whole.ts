import { AmountOutOfRange } from './amount-out-of-range.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';

/** Throws AmountOutOfRange unless `value` is a safe integer, PricingRequestInvalid unless it lies within the bounds. */
export function checkWhole(path: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value)) throw new AmountOutOfRange(path, value);
  if (value < least || value > most) throw new PricingRequestInvalid(path, `must be from ${least} to ${most}`);
}
