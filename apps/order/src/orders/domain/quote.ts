import type { QuoteView } from '@chowk/contracts';
import { roundOff } from '@chowk/pricing';
import { lineName, modifierName } from './order-line.js';
import type { PricedOrder } from './price-order.js';

/** A rupee: what a bill of this cart alone would be rounded to. */
const roundOffUnit = 100;

/** A priced cart as a caller is told it, names in the caller's language. */
export function quoteOf(
  { cart, lines, appliedRules, coupon }: PricedOrder,
  { outletId, fulfilment, language }: Pick<QuoteView, 'outletId' | 'fulfilment'> & { language: string },
): QuoteView {
  const { subtotal, discount, taxable, tax, taxByComponent, total, pricesIncludeTax, trace } = cart;
  const rounding = roundOff(total, roundOffUnit);
  return {
    ...{ outletId, fulfilment, currency: 'INR', pricesIncludeTax },
    lines: lines.map((line) => ({
      ...{ itemId: line.itemId, variantId: line.variantId, name: lineName(line, language) },
      modifiers: line.modifiers.map((modifier) => ({ ...modifier, name: modifierName(modifier, language) })),
      ...{ quantity: line.quantity, unitPrice: line.unitPrice, gross: line.gross, discount: line.discount },
      ...{ taxable: line.taxable, taxes: [...line.taxes], tax: line.tax, total: line.total },
    })),
    ...{ subtotal, discount, taxable, tax, taxes: [...taxByComponent], total },
    appliedRules,
    coupon: coupon && { code: coupon.code, amount: coupon.amount },
    ...{ roundOff: rounding, payable: total + rounding },
    trace: [...trace],
  };
}
