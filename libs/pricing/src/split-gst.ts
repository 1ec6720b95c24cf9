import { AmountOutOfRange } from './amount-out-of-range.js';
import { exactSum } from './exact-sum.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import { roundHalfUp } from './round-half-up.js';
import type { AdditionalTax, SellerRegime } from './pricing-request.js';
import type { TaxLine } from './priced-cart.js';

/** 10 000 basis points are 100 %. */
const WHOLE = 10_000;

/** What is taxed: an amount after its discounts, and who sells it where. */
export interface TaxableSupply {
  readonly amount: number;
  readonly pricesIncludeTax: boolean;
  readonly rateBasisPoints: number;
  readonly additional?: readonly AdditionalTax[] | undefined;
  readonly seller: { readonly state: string; readonly regime: SellerRegime };
  readonly placeOfSupply: string;
}

/** `taxable + tax` is what is paid for the supply; `tax` is the sum of `taxes`. */
export interface TaxedSupply {
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
}

/**
 * Taxes one supply (one line, one charge). Inside the seller's state GST is CGST + SGST, each at half the rate and each
 * rounded half up by itself, so that the two are always equal (CGST Act s. 9 with the state's own act); across states it
 * is IGST at the full rate (IGST Act s. 5, 7, 8). Half of an odd rate is a fraction of a basis point: 25 becomes 12.5.
 *
 * Prices without tax: `taxable` is the amount, each component is amount x rate.
 * Prices with tax: each component is amount x rate / (100 % + sum of all rates) (CGST Rules, rule 35), and `taxable` takes
 * the remainder, so that taxable + tax is the amount to the paisa.
 *
 * A composition dealer and an unregistered seller charge no tax (CGST Act s. 10(4), s. 32): the whole amount is taxable
 * value of a bill of supply. Rates of 0 leave no line. A negative amount (a credit note) is taxed like its mirror.
 * Throws AmountOutOfRange for an amount that is no whole number of paise, PricingRequestInvalid for rates that are no
 * whole basis points or exceed 100 % together: up to there the components of an inclusive price, though each may be
 * rounded up, can never be more than the price.
 */
export function splitGst(supply: TaxableSupply): TaxedSupply {
  if (!Number.isSafeInteger(supply.amount)) throw new AmountOutOfRange('amount', supply.amount);
  for (const { rateBasisPoints } of [supply, ...(supply.additional ?? [])]) {
    if (!Number.isInteger(rateBasisPoints) || rateBasisPoints < 0) {
      throw new PricingRequestInvalid('tax', 'has a rate that is not a whole number of basis points');
    }
  }
  const components = componentsOf(supply);
  const together = components.reduce((sum, component) => sum + component.rateBasisPoints, 0);
  if (together > WHOLE) throw new PricingRequestInvalid('tax', 'has rates of more than 100 % together');

  // Rates are doubled so that half a basis point stays a whole number.
  const base = 2n * BigInt(WHOLE) + (supply.pricesIncludeTax ? BigInt(together * 2) : 0n);
  const taxes = components.map((component) => ({
    ...component,
    amount: roundHalfUp(BigInt(supply.amount) * BigInt(component.rateBasisPoints * 2), base),
  }));
  const tax = exactSum(taxes.map((line) => line.amount));
  return { taxable: supply.pricesIncludeTax ? supply.amount - tax : supply.amount, taxes, tax };
}

function componentsOf(supply: TaxableSupply): Omit<TaxLine, 'amount'>[] {
  const { seller, placeOfSupply, rateBasisPoints, additional = [] } = supply;
  if (seller.regime === 'COMPOSITION' || seller.regime === 'UNREGISTERED') return [];
  const half = rateBasisPoints / 2;
  const gst: Omit<TaxLine, 'amount'>[] =
    seller.state === placeOfSupply
      ? [
          { component: 'CGST', rateBasisPoints: half },
          { component: 'SGST', rateBasisPoints: half },
        ]
      : [{ component: 'IGST', rateBasisPoints }];
  return [
    ...gst,
    ...additional.map((tax) => ({ component: tax.component, rateBasisPoints: tax.rateBasisPoints })),
  ].filter((component) => component.rateBasisPoints > 0);
}
