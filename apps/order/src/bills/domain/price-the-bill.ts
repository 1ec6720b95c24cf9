import { exactSum, localTime, priceBill, type PricedCharge, type PricedLine, type TaxSummary } from '@chowk/pricing';
import { pricedAgain, type BilledLine } from './bill-line.js';
import type { BillTerms } from './bill-terms.js';
import type { AppliedRule } from '../../orders/domain/order-amounts.js';

/** A charge that was agreed to: its share of the lines after discount, and the tax on it; basis points. */
export interface ServiceCharge {
  readonly basisPoints: number;
  readonly taxRateBasisPoints: number;
}

/** Amounts of a bill in paise; `total = taxable + tax + roundOff`. */
export interface BillAmounts {
  /** Lines at the menu's prices. */
  readonly subtotal: number;
  readonly discount: number;
  readonly charges: PricedCharge[];
  readonly taxable: number;
  readonly tax: number;
  readonly taxes: TaxSummary[];
  readonly roundOff: number;
  readonly total: number;
  /** What the rules about whole bills gave. */
  readonly appliedRules: AppliedRule[];
}

export const serviceChargeCode = 'SERVICE';

export interface PricedLines {
  readonly amounts: BillAmounts;
  /** The amounts of each line, by its id. */
  readonly lines: ReadonlyMap<string, BilledLine>;
}

/** Prices the lines that a bill asks for, by its terms. The same lines and terms always have the same price. */
export function priceTheBill(
  lines: readonly BilledLine[],
  { outletId, terms, serviceCharge }: { outletId: string; terms: BillTerms; serviceCharge: ServiceCharge | null },
): PricedLines {
  const priced = priceBill({
    currency: 'INR',
    placeOfSupply: terms.placeOfSupply,
    seller: { state: terms.supplier.stateCode, regime: terms.supplier.regime },
    pricesIncludeTax: terms.pricesIncludeTax,
    at: terms.openedAt,
    local: localTime(new Date(terms.openedAt), terms.timeZone),
    outletId,
    fulfilment: terms.fulfilment,
    ...(terms.tableArea === null ? {} : { tableArea: terms.tableArea }),
    rules: terms.rules,
    lines: lines.map(pricedAgain),
    charges: serviceCharge ? [asCharge(serviceCharge)] : [],
  });
  const { subtotal, discount, chargeLines, taxable, tax, taxByComponent, roundOff, total, rules } = priced;
  return {
    amounts: {
      ...{ subtotal, discount, charges: [...chargeLines], taxable, tax, taxes: [...taxByComponent], roundOff, total },
      appliedRules: rules.flatMap((rule) =>
        rule.applied ? [{ ruleId: rule.ruleId, name: rule.name, amount: rule.discount }] : [],
      ),
    },
    lines: new Map(lines.map((line, index) => [line.lineId, withAmounts(line, priced.lines[index])])),
  };
}

/** What the lines of an order come to on the bill, in paise. */
export function totalOf(lines: readonly BilledLine[]): number {
  return exactSum(lines.map(({ total }) => total));
}

function asCharge({ basisPoints: rateBasisPoints, taxRateBasisPoints }: ServiceCharge) {
  return { code: serviceChargeCode, name: 'Service charge', rateBasisPoints, taxRateBasisPoints, optedIn: true };
}

function withAmounts(line: BilledLine, priced: PricedLine | undefined): BilledLine {
  if (!priced) throw new Error(`Line ${line.lineId} was lost while pricing`);
  if (line.isFree) return line;
  const { gross, discount, discounts, taxable, taxes, tax, total } = priced;
  return { ...line, gross, discount, discounts, taxable, taxes, tax, total };
}
