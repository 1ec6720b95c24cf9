import { invoiceView } from '@chowk/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billMother, moneyOf, orderOf, termsMother, type Dish } from '../../../test/bill.mother.js';
import { amountInWords } from './amount-in-words.js';
import { calendarDate, financialYearName, financialYearOf, wallTime } from './calendar-date.js';
import { isGstin } from './gstin.js';
import { countedAs, invoiceOf, kindOfInvoice } from './tax-document.js';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
const at = new Date('2026-11-20T19:40:00.000Z');

const dish: fc.Arbitrary<Dish> = fc.record({
  unitPrice: fc.oneof(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 5_000_000 })),
  quantity: fc.integer({ min: 1, max: 30 }),
  rateBasisPoints: fc.constantFrom(0, 500, 500, 1_200, 1_800, 2_800),
  discount: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50_000 })),
  status: fc.constantFrom('ORDERED', 'ORDERED', 'ORDERED', 'COMPED', 'VOIDED'),
});
const dishes = fc.array(dish, { minLength: 1, maxLength: 6 });
const situation = fc.record({
  regime: fc.constantFrom(
    'REGULAR' as const,
    'SPECIFIED_PREMISES' as const,
    'COMPOSITION' as const,
    'UNREGISTERED' as const,
  ),
  sellerState: fc.constantFrom('29', '27'),
  pricesIncludeTax: fc.boolean(),
});

describe('an invoice', () => {
  it('is exact for 10,000 random bills: lines and charges add up to it by component, CGST is SGST at each rate', () => {
    let count = 0;
    fc.assert(
      fc.property(
        situation,
        fc.array(dishes, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (given, rounds, charged) => {
          const terms = termsMother(given);
          const bill = billMother({ tableSessionId: '0190e2c4-0000-7000-8000-000000000005', terms });
          for (const round of rounds) bill.add(orderOf(round, terms));
          if (charged) bill.agreeTo({ basisPoints: 1_000, taxRateBasisPoints: 500 });
          bill.present();
          if (bill.due > 0) bill.take(moneyOf(bill.due));
          expect(bill.status).toBe('SETTLED');
          const id = bill.id;
          const kind = kindOfInvoice(terms);
          const invoice = { ...invoiceOf(bill, terms, { id, kind, at }), number: `IND/I26/${(count += 1)}` };
          invoiceView.parse(invoice);

          const supplies = [...invoice.lines, ...invoice.charges];
          expect(sum(supplies.map(({ taxable }) => taxable))).toBe(invoice.taxable);
          expect(sum(supplies.map(({ tax }) => tax))).toBe(invoice.tax);
          expect(invoice.total).toBe(invoice.taxable + invoice.tax + invoice.roundOff);
          expect(sum(invoice.taxes.map(({ amount }) => amount))).toBe(invoice.tax);
          const parts = supplies.flatMap(({ taxes, taxable }) => taxes.map((tax) => ({ ...tax, taxable })));
          for (const { component, rateBasisPoints, amount, taxable } of invoice.taxes) {
            const group = parts.filter((tax) => tax.component === component && tax.rateBasisPoints === rateBasisPoints);
            expect(sum(group.map((tax) => tax.amount))).toBe(amount);
            expect(sum(group.map((tax) => tax.taxable))).toBe(taxable);
          }
          const ofComponent = (name: string) => invoice.taxes.filter(({ component }) => component === name);
          expect(
            ofComponent('CGST').map(({ rateBasisPoints, taxable, amount }) => [rateBasisPoints, taxable, amount]),
          ).toEqual(
            ofComponent('SGST').map(({ rateBasisPoints, taxable, amount }) => [rateBasisPoints, taxable, amount]),
          );
          if (given.sellerState === '29') expect(ofComponent('IGST')).toEqual([]);
          else expect(ofComponent('CGST')).toEqual([]);
          if (kind === 'BILL_OF_SUPPLY') expect([invoice.taxes, invoice.tax]).toEqual([[], 0]);
          expect(sum(invoice.discounts.map(({ amount }) => amount))).toBe(invoice.discount);
          expect(sum(invoice.payments.map(({ amount }) => amount))).toBe(invoice.total);
          expect(numberOf(invoice.totalInWords)).toBe(invoice.total);
        },
      ),
      { numRuns: 10_000 },
    );
    expect(count).toBe(10_000);
  }, 240_000);

  it('says what its kind of seller must say: no tax under composition, and why', () => {
    const terms = termsMother({ regime: 'COMPOSITION' });
    const bill = billMother({ terms });
    bill.add(orderOf([{ unitPrice: 10_000 }], terms));
    const document = invoiceOf(bill, terms, { id: bill.id, kind: kindOfInvoice(terms), at });
    expect(document).toMatchObject({ kind: 'BILL_OF_SUPPLY', title: 'Bill of supply', tax: 0, total: 10_000 });
    expect(document.declarations[0]).toContain('not eligible to collect tax');
  });

  it('is counted per financial year of the calendar at the outlet, in at most 16 characters', () => {
    const terms = termsMother({ outlet: { ...termsMother().outlet, code: 'WXYZ' } });
    const before = countedAs('INVOICE', terms, new Date('2027-03-31T18:29:00Z'));
    const after = countedAs('INVOICE', terms, new Date('2027-03-31T18:31:00Z'));
    expect([before.financialYear, before.prefix, after.financialYear, after.prefix]).toEqual([
      2026,
      'WXYZ/I26/',
      2027,
      'WXYZ/I27/',
    ]);
    expect(`${after.prefix}9999999`).toHaveLength(16);
    expect(countedAs('BILL_OF_SUPPLY', terms, at).prefix).toBe('WXYZ/B26/');
    expect(countedAs('CREDIT_NOTE', terms, at).prefix).toBe('WXYZ/C26/');
  });
});

describe('dates on documents', () => {
  it('are those of the calendar on the wall, also at 01:40 when the business day is the evening before', () => {
    const night = new Date('2026-11-20T20:10:00Z');
    expect([calendarDate(night, 'Asia/Kolkata'), wallTime(night, 'Asia/Kolkata')]).toEqual(['2026-11-21', '01:40']);
    expect(['2026-03-31', '2026-04-01'].map(financialYearOf)).toEqual([2025, 2026]);
    expect([financialYearName(2026), financialYearName(2099)]).toEqual(['2026-27', '2099-00']);
  });
});

describe('a GSTIN', () => {
  it.each(['27AAPFU0939F1ZV', '29AAGCB7383J1Z4'])('%s is one', (gstin) => expect(isGstin(gstin)).toBe(true));
  it('is none with one character changed, in another shape, or of a state that does not exist', () => {
    const right = '27AAPFU0939F1ZV';
    for (let position = 0; position < right.length; position++)
      for (const character of 'A7Z0') {
        const other = right.slice(0, position) + character + right.slice(position + 1);
        if (other !== right) expect(isGstin(other), other).toBe(false);
      }
    for (const other of ['', '27aapfu0939f1zv', `${right} `, '٢٧AAPFU0939F1ZV', '99AAPFU0939F1ZV'])
      expect(isGstin(other)).toBe(false);
  });
});

describe('an amount in words', () => {
  it.each([
    [0, 'Rupees Zero Only'],
    [52_500, 'Rupees Five Hundred Twenty-Five Only'],
    [10_000_050, 'Rupees One Lakh and Fifty Paise Only'],
    [
      1_234_567_890,
      'Rupees One Crore Twenty-Three Lakh Forty-Five Thousand Six Hundred Seventy-Eight and Ninety Paise Only',
    ],
  ])('of %i paise is %s', (paise, words) => expect(amountInWords(paise)).toBe(words));

  it('says the amount and no other', () => {
    fc.assert(fc.property(fc.nat({ max: 100_000_000_000 }), (paise) => numberOf(amountInWords(paise)) === paise));
  });
});

const values = new Map(
  [
    ...['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten', 'Eleven', 'Twelve'],
    ...['Thirteen', 'Fourteen', 'Fifteen', 'Sixteen', 'Seventeen', 'Eighteen', 'Nineteen'],
  ].map((word, value) => [word, value]),
);
['Twenty', 'Thirty', 'Forty', 'Fifty', 'Sixty', 'Seventy', 'Eighty', 'Ninety'].forEach((word, index) =>
  values.set(word, (index + 2) * 10),
);
const scales = [
  ['Crore', 10_000_000],
  ['Lakh', 100_000],
  ['Thousand', 1_000],
  ['Hundred', 100],
] as const;

/** Reads the words back: paise. */
function numberOf(words: string): number {
  const match = /^Rupees (.*?)(?: and (.*) Paise)? Only$/.exec(words);
  return read((match?.[1] ?? '').split(/[ -]/)) * 100 + read((match?.[2] ?? 'Zero').split(/[ -]/));
}

function read(words: readonly string[]): number {
  for (const [name, value] of scales) {
    const position = words.lastIndexOf(name);
    if (position >= 0) return read(words.slice(0, position)) * value + read(words.slice(position + 1));
  }
  return sum(words.map((word) => values.get(word) ?? Number.NaN));
}
