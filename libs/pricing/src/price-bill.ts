import { exactSum } from './exact-sum.js';
import { priceCart } from './price-cart.js';
import { priceLine } from './price-line.js';
import type { PricedCart, PricedLine } from './priced-cart.js';
import type { PricingRequest, RequestedLine } from './pricing-request.js';

/** A line of an order on its bill: what the order's own rules gave is `granted`, whatever the bill's rules give comes on top. */
export interface BillLine extends RequestedLine {
  /** Given away: it stands on the bill at its price and is taken off whole. No rule looks at it. */
  readonly isFree?: boolean | undefined;
}

/** Everything the price of a bill depends on: the lines of all its orders, judged as one. */
export type BillRequest = Omit<PricingRequest, 'lines' | 'scopes' | 'tip' | 'roundOffTo'> & {
  readonly lines: readonly BillLine[];
};

/** The price of a bill; as with a cart, `total = taxable + tax + roundOff`. */
export type PricedBill = Omit<PricedCart, 'tip' | 'trace'>;

/** What a line given away is taken off by. */
const free = { ruleId: 'free', name: 'Complimentary' } as const;

/**
 * The price of a bill, in paise: the lines of its orders with what those were granted, less what the rules of scope BILL give
 * over all lines together (spread by largest remainder), plus the charges that were agreed to, taxed per line, charge and
 * component, rounded to the rupee once. Throws PricingRequestInvalid and AmountOutOfRange as {@link priceCart} does.
 */
export function priceBill(request: BillRequest): PricedBill {
  const owed = request.lines.filter(({ isFree }) => isFree !== true);
  const cart: PricedBill = priceCart({ ...request, lines: owed, scopes: ['BILL'] });
  if (owed.length === request.lines.length) return cart;
  const priced = new Map(cart.lines.map((line) => [line.lineId, line]));
  const lines = request.lines.map((line) => priced.get(line.lineId) ?? freeLine(line, request.currency));
  return {
    ...cart,
    lines,
    subtotal: exactSum(lines.map(({ gross }) => gross)),
    discount: exactSum(lines.map(({ discount }) => discount)),
  };
}

function freeLine(line: BillLine, currency: string): PricedLine {
  const { gross } = priceLine(line, currency);
  return {
    ...{ lineId: line.lineId, itemId: line.itemId, quantity: line.quantity, gross, discount: gross },
    discounts: gross === 0 ? [] : [{ ...free, amount: gross }],
    ...{ taxable: 0, taxes: [], tax: 0, total: 0 },
  };
}
