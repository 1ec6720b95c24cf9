import { exactSum } from './exact-sum.js';
import type { TaxComponent, TaxLine, TaxSummary } from './priced-cart.js';

const ORDER: readonly TaxComponent[] = ['CGST', 'SGST', 'IGST', 'VAT', 'CESS'];

/** Taxes of all supplies by component and rate, as Rule 46 of the CGST Rules wants them on an invoice. Amounts are added, not recomputed. */
export function summariseTaxes(supplies: readonly { taxable: number; taxes: readonly TaxLine[] }[]): TaxSummary[] {
  const all = supplies.flatMap(({ taxable, taxes }) => taxes.map((tax) => ({ ...tax, taxable })));
  const groups = Map.groupBy(all, (tax) => `${ORDER.indexOf(tax.component)}:${tax.rateBasisPoints}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { component, rateBasisPoints } = first;
      const taxable = exactSum(group.map((tax) => tax.taxable));
      return [{ component, rateBasisPoints, taxable, amount: exactSum(group.map((tax) => tax.amount)) }];
    })
    .toSorted(
      (a, b) => ORDER.indexOf(a.component) - ORDER.indexOf(b.component) || a.rateBasisPoints - b.rateBasisPoints,
    );
}
