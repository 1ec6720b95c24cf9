import { amountText } from './amount-text.js';
import { exactSum } from './exact-sum.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import { roundHalfUp } from './round-half-up.js';
import type { TraceStep } from './priced-cart.js';
import type { RequestedLine } from './pricing-request.js';

/** A line at the menu's prices, in paise, and the steps that add up to it. */
export interface GrossLine {
  readonly gross: number;
  readonly steps: readonly TraceStep[];
}

/**
 * gross = quantity x unitPrice / unitSize + for each modifier quantity x its quantity x its unitPrice / unitSize, each
 * term rounded half up to the paisa. Throws PricingRequestInvalid if negative modifiers outweigh the item,
 * AmountOutOfRange beyond the safe integers.
 */
export function priceLine(line: RequestedLine, currency: string): GrossLine {
  const { unitSize = 1 } = line;
  const sold = unitSize === 1 ? `${line.quantity}` : `${line.quantity} / ${unitSize}`;
  const steps: TraceStep[] = [
    {
      step: line.variantId === undefined ? 'ITEM' : 'VARIANT',
      subjectId: line.variantId ?? line.itemId,
      text: `${sold} x ${amountText(line.unitPrice, currency)}`,
      amount: roundHalfUp(BigInt(line.quantity) * BigInt(line.unitPrice), unitSize),
    },
    ...line.modifiers.map((modifier): TraceStep => ({
      step: 'MODIFIER',
      subjectId: modifier.modifierId,
      text: `${sold} x ${modifier.quantity} x ${amountText(modifier.unitPrice, currency)}`,
      amount: roundHalfUp(BigInt(line.quantity) * BigInt(modifier.quantity) * BigInt(modifier.unitPrice), unitSize),
    })),
  ];
  const gross = exactSum(steps.map((step) => step.amount));
  if (gross < 0) throw new PricingRequestInvalid(`line ${line.lineId}`, 'costs less than nothing');
  return { gross, steps };
}
