import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountOutOfRange, PricingRequestInvalid, splitGst, type TaxableSupply } from './index.js';

const inBengaluru: TaxableSupply = {
  amount: 31_500,
  pricesIncludeTax: false,
  rateBasisPoints: 500,
  seller: { state: '29', regime: 'REGULAR' },
  placeOfSupply: '29',
};

describe('GST of one supply', () => {
  it('inside the state is CGST and SGST, each at half the rate and rounded by itself', () => {
    // 2.5 % of 315.00 is 7.875: each becomes 7.88, though 5 % at once would be 15.75.
    expect(splitGst(inBengaluru)).toEqual({
      taxable: 31_500,
      taxes: [
        { component: 'CGST', rateBasisPoints: 250, amount: 788 },
        { component: 'SGST', rateBasisPoints: 250, amount: 788 },
      ],
      tax: 1_576,
    });
  });

  it('across states is IGST at the full rate', () => {
    expect(splitGst({ ...inBengaluru, placeOfSupply: '27' })).toEqual({
      taxable: 31_500,
      taxes: [{ component: 'IGST', rateBasisPoints: 500, amount: 1_575 }],
      tax: 1_575,
    });
  });

  it('is taken out of an inclusive price, the taxable value taking the remainder', () => {
    // 99.00 x 2.5 / 105 = 2.357...: 2.36 twice, 94.28 remain.
    const taxed = splitGst({ ...inBengaluru, amount: 9_900, pricesIncludeTax: true });
    expect([taxed.taxable, ...taxed.taxes.map((tax) => tax.amount)]).toEqual([9_428, 236, 236]);
    expect(splitGst({ ...inBengaluru, amount: 10_500, pricesIncludeTax: true }).taxable).toBe(10_000);
  });

  it('halves an odd rate without losing the fraction', () => {
    const taxed = splitGst({ ...inBengaluru, amount: 1_000_000, rateBasisPoints: 25 });
    expect(taxed.taxes).toEqual([
      { component: 'CGST', rateBasisPoints: 12.5, amount: 1_250 },
      { component: 'SGST', rateBasisPoints: 12.5, amount: 1_250 },
    ]);
  });

  it.each(['COMPOSITION', 'UNREGISTERED'] as const)('is not charged by a seller who is %s', (regime) => {
    const seller = { state: '29', regime };
    for (const pricesIncludeTax of [true, false]) {
      expect(splitGst({ ...inBengaluru, seller, pricesIncludeTax })).toEqual({ taxable: 31_500, taxes: [], tax: 0 });
    }
  });

  it('stands beside a tax of another kind on the same value, and rates of 0 leave no line', () => {
    const additional = [{ component: 'VAT', rateBasisPoints: 2_000 }] as const;
    const beer = splitGst({ ...inBengaluru, amount: 30_000, rateBasisPoints: 0, additional });
    expect(beer.taxes).toEqual([{ component: 'VAT', rateBasisPoints: 2_000, amount: 6_000 }]);
  });

  it('leaves taxable + tax at exactly what is paid, equal halves, and no negative part', () => {
    const rates = fc.record({ gst: fc.nat(5_000), cess: fc.nat(2_500), vat: fc.nat(2_500) });
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        rates,
        fc.constantFrom('29', '27'),
        (amount, { gst, cess, vat }, placeOfSupply) => {
          const { taxable, taxes, tax } = splitGst({
            ...inBengaluru,
            amount,
            placeOfSupply,
            pricesIncludeTax: true,
            rateBasisPoints: gst,
            additional: [
              { component: 'CESS', rateBasisPoints: cess },
              { component: 'VAT', rateBasisPoints: vat },
            ],
          });
          expect(taxable + tax).toBe(amount);
          expect(taxable).toBeGreaterThanOrEqual(0);
          const amountOf = (component: string) => taxes.find((one) => one.component === component)?.amount;
          expect(amountOf('CGST')).toBe(amountOf('SGST'));
        },
      ),
    );
  });

  it('refuses amounts that are not whole, rates that are none, and more than 100 % together', () => {
    expect(() => splitGst({ ...inBengaluru, amount: 0.5 })).toThrow(AmountOutOfRange);
    expect(() => splitGst({ ...inBengaluru, rateBasisPoints: -1 })).toThrow(PricingRequestInvalid);
    expect(() => splitGst({ ...inBengaluru, rateBasisPoints: 0.5 })).toThrow(PricingRequestInvalid);
    const additional = [{ component: 'CESS', rateBasisPoints: 9_501 }] as const;
    expect(() => splitGst({ ...inBengaluru, additional })).toThrow('more than 100 %');
  });
});
