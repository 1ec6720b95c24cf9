import type { AdditionalTax, BillLine } from '@chowk/pricing';
import type { GivenDiscount, LineAmounts, OrderLine } from '../../orders/domain/order-line.js';

/** A line of an order as its bill keeps it: what was bought, and what it costs on the bill. Money in paise. */
export interface BilledLine extends LineAmounts {
  readonly lineId: string;
  readonly itemId: string;
  readonly variantId: string | null;
  readonly categoryIds: readonly string[];
  readonly name: OrderLine['name'];
  readonly variantName: OrderLine['variantName'];
  readonly modifiers: OrderLine['modifiers'];
  /** HSN or SAC. */
  readonly taxCode: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** What the rules of the order gave; the bill's own rules come on top. */
  readonly granted: readonly GivenDiscount[];
  /** Given away: on the bill at its price, and taken off whole. */
  readonly isFree: boolean;
  readonly seat: number | null;
  readonly guestId: string | null;
}

/** The lines of an order that its bill asks for; voided ones are not on it. */
export function billedLines(lines: readonly OrderLine[]): BilledLine[] {
  return lines
    .filter(({ status }) => status !== 'VOIDED')
    .map((line) => {
      const { lineId, itemId, variantId, name, variantName, modifiers, taxCode, quantity, unitPrice } = line;
      const { gross, discount, discounts, taxable, taxes, tax, total, seat, guestId } = line;
      return {
        ...{ lineId, itemId, variantId, categoryIds: line.categoryIds ?? [], name, variantName, modifiers, taxCode },
        ...{ quantity, unitPrice, granted: discounts, isFree: line.status === 'COMPED', seat, guestId },
        ...{ gross, discount, discounts, taxable, taxes, tax, total },
      };
    });
}

/** The line as pricing is asked about it. */
export function pricedAgain(line: BilledLine): BillLine {
  const { lineId, itemId, categoryIds, variantId, quantity, unitPrice, modifiers, granted, isFree } = line;
  return {
    ...{ lineId, itemId, categoryIds, quantity, unitPrice, modifiers, isFree },
    ...(variantId === null ? {} : { variantId }),
    tax: { taxClass: line.taxCode, ...ratesOf(line) },
    granted: granted.map(({ ruleId, name, amount, isExclusive = false }) => ({
      ...{ ruleId, name, amount, stacking: isExclusive ? ('EXCLUSIVE' as const) : ('STACKABLE' as const) },
    })),
  };
}

/** The rates the line was taxed at: GST whole, other taxes by themselves. */
function ratesOf({ taxes }: BilledLine): { rateBasisPoints: number; additional: AdditionalTax[] } {
  let rateBasisPoints = 0;
  const additional: AdditionalTax[] = [];
  for (const tax of taxes)
    if (tax.component === 'VAT' || tax.component === 'CESS')
      additional.push({ component: tax.component, rateBasisPoints: tax.rateBasisPoints });
    else rateBasisPoints += tax.rateBasisPoints;
  return { rateBasisPoints, additional };
}
