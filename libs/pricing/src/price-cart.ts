import { applyRules } from './apply-rules.js';
import { buildTrace } from './build-trace.js';
import { checkRequest } from './check-request.js';
import { exactSum } from './exact-sum.js';
import { priceCharges } from './price-charges.js';
import { priceLine } from './price-line.js';
import { roundOff } from './round-off.js';
import { splitGst } from './split-gst.js';
import { summariseTaxes } from './summarise-taxes.js';
import { taxSteps } from './tax-steps.js';
import type { LineDiscount, PricedCart, PricedLine, TraceStep } from './priced-cart.js';
import type { PricingRequest, RequestedLine } from './pricing-request.js';

/** A rupee. */
const ROUND_OFF_TO = 100;

/**
 * The price of a cart and why: lines at menu prices, less discounts, plus charges, taxed after discount per line and
 * component, rounded off once, plus tip. The same request always has the same price; the order of its rules does not
 * matter. All money is integer paise and every sum is exact (the identities are on PricedCart).
 * Throws PricingRequestInvalid for a cart without meaning, AmountOutOfRange beyond 2^53 - 1 paise.
 */
export function priceCart(request: PricingRequest): PricedCart {
  checkRequest(request);
  const { currency, pricesIncludeTax, tip = 0, roundOffTo = ROUND_OFF_TO } = request;

  const grossLines = request.lines.map((line) => priceLine(line, currency));
  const gross = grossLines.map((line) => line.gross);
  const applied = applyRules(request, gross);
  const lines = request.lines.map((line, index) =>
    taxedLine(request, line, gross[index] ?? 0, applied.lineDiscounts[index] ?? []),
  );
  const subtotal = exactSum(gross);
  const discount = exactSum(lines.map((line) => line.discount));
  const explained = priceCharges(request, subtotal - discount);
  const chargeLines = explained.map((one) => one.charge);

  const supplies = [...lines, ...chargeLines];
  const taxable = exactSum(supplies.map((supply) => supply.taxable));
  const tax = exactSum(supplies.map((supply) => supply.tax));
  const rounding = roundOff(exactSum([taxable, tax]), roundOffTo);
  const total = exactSum([taxable, tax, rounding, tip]);

  const last: TraceStep[] = [
    { step: 'ROUND_OFF', subjectId: 'round-off', text: 'to the nearest whole amount', amount: rounding },
    { step: 'TIP', subjectId: 'tip', text: 'tip', amount: tip },
  ];
  const trace = buildTrace([
    ...grossLines.flatMap((line) => line.steps),
    ...applied.steps,
    ...explained.map((one) => one.step),
    ...taxSteps(lines, chargeLines, pricesIncludeTax, currency),
    ...last.filter((step) => step.amount !== 0),
  ]);

  return {
    currency,
    pricesIncludeTax,
    lines,
    chargeLines,
    subtotal,
    discount,
    charges: exactSum(chargeLines.map((charge) => charge.amount)),
    taxable,
    tax,
    taxByComponent: summariseTaxes(supplies),
    roundOff: rounding,
    tip,
    total,
    rules: applied.outcomes,
    trace,
  };
}

function taxedLine(
  request: PricingRequest,
  line: RequestedLine,
  gross: number,
  discounts: readonly LineDiscount[],
): PricedLine {
  const { pricesIncludeTax, seller, placeOfSupply } = request;
  const discount = exactSum(discounts.map((one) => one.amount));
  const { rateBasisPoints, additional } = line.tax;
  const supply = { amount: gross - discount, pricesIncludeTax, rateBasisPoints, additional, seller, placeOfSupply };
  const { taxable, taxes, tax } = splitGst(supply);
  const { lineId, itemId, quantity } = line;
  return { lineId, itemId, quantity, gross, discount, discounts, taxable, taxes, tax, total: exactSum([taxable, tax]) };
}
