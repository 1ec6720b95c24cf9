import { amountText } from './amount-text.js';
import { rateText } from './rate-text.js';
import { roundHalfUp } from './round-half-up.js';
import { splitGst } from './split-gst.js';
import type { PricedCharge, TraceStep } from './priced-cart.js';
import type { PricingRequest } from './pricing-request.js';

/** A charge with the step that added it. */
export interface ExplainedCharge {
  readonly charge: PricedCharge;
  readonly step: TraceStep;
}

/**
 * The charges that were agreed to. A rate is taken of `base`, the lines after discount in paise, half up; charges do not
 * compound. Each is taxed by itself at its own rate (a restaurant's delivery with food is one supply with it, at 5 %).
 * A service charge nobody opted into is left out (CCPA guidelines of 2022-07-04: it must be voluntary).
 */
export function priceCharges(request: PricingRequest, base: number): ExplainedCharge[] {
  const { currency, seller, placeOfSupply, pricesIncludeTax } = request;
  return (request.charges ?? [])
    .filter((charge) => charge.optedIn)
    .map((charge) => {
      const { code, name, taxRateBasisPoints } = charge;
      const isRate = charge.rateBasisPoints !== undefined;
      const amount = isRate ? roundHalfUp(BigInt(base) * BigInt(charge.rateBasisPoints), 10_000) : charge.amount;
      const taxed = splitGst({ amount, pricesIncludeTax, rateBasisPoints: taxRateBasisPoints, seller, placeOfSupply });
      const text = isRate ? `${name}: ${rateText(charge.rateBasisPoints)} of ${amountText(base, currency)}` : name;
      return {
        charge: { code, name, amount, ...taxed, total: taxed.taxable + taxed.tax },
        step: { step: 'CHARGE', subjectId: code, text, amount },
      };
    });
}
