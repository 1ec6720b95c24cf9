import { describe, expect, it } from 'vitest';
import { billMother, lineOf, moneyOf, orderOf, tableBill, termsMother } from '../../../test/bill.mother.js';
import { creditNoteOf, invoiceOf } from '../domain/tax-document.js';
import { printDocument } from './print-document.js';

const at = new Date('2026-11-20T16:12:00.000Z');
const terms = termsMother();
/** Height of the one page of a PDF, in points. */
const heightOf = (pdf: Buffer): number =>
  Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(pdf.toString('latin1'))?.[1]);
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').split('/Type /Page\n').length - 1;

describe('a printed document', () => {
  it('is one strip of paper, as long as what is on it', async () => {
    const heights: number[] = [];
    for (const dishes of [1, 40]) {
      const bill = billMother();
      bill.add(orderOf(Array.from({ length: dishes }, () => ({ unitPrice: 12_000 }))));
      const invoice = invoiceOf(bill, terms, { id: bill.id, kind: 'PROFORMA', at });
      const pdf = await printDocument({ ...invoice, number: null });
      expect(pagesOf(pdf)).toBe(1);
      heights.push(heightOf(pdf));
    }
    const [short = 0, long = 0] = heights;
    expect(short).toBeGreaterThan(200);
    expect(long).toBeGreaterThan(short + 39 * 15);
  });

  it('is made of every kind of bill: shares, tips, charges, free dishes, a buyer, another state, prices with tax, none at all', async () => {
    const variants = [
      termsMother({ pricesIncludeTax: true }),
      termsMother({ sellerState: '27' }),
      termsMother({ regime: 'COMPOSITION' }),
    ];
    for (const given of variants) {
      const bill = tableBill(given);
      const order = orderOf(
        [
          { unitPrice: 12_010, rateBasisPoints: 1_800 },
          { unitPrice: 5_000, status: 'COMPED' },
        ],
        given,
      );
      const cheese = { modifierId: bill.id, name: { en: 'Cheese' }, quantity: 1, unitPrice: 0 };
      bill.add({ ...order, lines: [...order.lines, { ...lineOf({ unitPrice: 9_000 }, given), modifiers: [cheese] }] });
      bill.agreeTo({ basisPoints: 500, taxRateBasisPoints: 500 });
      bill.makeOutTo({ name: '<b>Acme</b>', gstin: '27AAPFU0939F1ZV', address: 'Mumbai' });
      const half = { label: 'Half', amount: 10_000, paid: 0 };
      bill.split('AMOUNT', [
        { ...half, shareId: bill.id },
        { ...half, shareId: order.id, amount: bill.total - 10_000 },
      ]);
      bill.present();
      bill.take(moneyOf(bill.due + 500, { tip: 500 }));
      const invoice = { ...invoiceOf(bill, given, { id: bill.id, kind: 'INVOICE', at }), number: 'IND/I26/1' };
      expect((await printDocument(invoice)).subarray(0, 5).toString()).toBe('%PDF-');
      bill.refund({ amount: 1_000 }, { refundId: bill.id, reason: 'Cold', by: 'staff:1' });
      const [refund] = bill.refunds;
      if (!refund) throw new Error('There is no refund');
      const note = creditNoteOf(bill, given, { id: bill.id, refund, original: null, at });
      expect((await printDocument({ ...note, number: 'IND/C26/1' })).subarray(0, 5).toString()).toBe('%PDF-');
    }
  });
});
