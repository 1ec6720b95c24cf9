import { amountText } from './amount-text.js';
import { rateText } from './rate-text.js';
import type { PricedCharge, PricedLine, TraceStep } from './priced-cart.js';

/** The taxes as steps, one per component of each line and charge. Inside an inclusive price a tax moves nothing: amount 0. */
export function taxSteps(
  lines: readonly PricedLine[],
  charges: readonly PricedCharge[],
  pricesIncludeTax: boolean,
  currency: string,
): TraceStep[] {
  const supplies = [
    ...lines.map((line) => ({ ...line, subjectId: line.lineId })),
    ...charges.map((charge) => ({ ...charge, subjectId: charge.code })),
  ];
  return supplies.flatMap(({ subjectId, taxable, taxes }) =>
    taxes.map((tax): TraceStep => {
      const rate = `${tax.component} ${rateText(tax.rateBasisPoints)} on ${amountText(taxable, currency)}`;
      return pricesIncludeTax
        ? { step: 'TAX', subjectId, text: `${rate}: ${amountText(tax.amount, currency)} included`, amount: 0 }
        : { step: 'TAX', subjectId, text: rate, amount: tax.amount };
    }),
  );
}
