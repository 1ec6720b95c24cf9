import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPricingRequest } from '../test/any-pricing-request.js';
import { creditable, creditAmount, creditLines, priceBill, priceCart, type BillRequest, type Rule } from './index.js';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const feast: Rule = {
  ...{ id: 'feast', name: 'Feast', kind: 'VOLUME', scope: 'BILL', priority: 1, stacking: 'STACKABLE', active: true },
  ...{ subject: { on: 'ORDER' }, quantity: 1, minSubtotal: 20_000, gives: { percentBasisPoints: 1_000 } },
};
const request = (changes: Partial<BillRequest> = {}): BillRequest => ({
  ...{ currency: 'INR', placeOfSupply: '29', seller: { state: '29', regime: 'REGULAR' }, pricesIncludeTax: false },
  ...{ at: '2026-11-20T14:30:00.000Z', local: { date: '2026-11-20', weekday: 5, minutes: 1_200 }, outletId: 'ind' },
  ...{ fulfilment: 'DINE_IN', rules: [feast], lines: [] },
  ...changes,
});
const line = (lineId: string, unitPrice: number, more: Partial<BillRequest['lines'][number]> = {}) => ({
  ...{ lineId, itemId: 'dosa', categoryIds: [], quantity: 1, unitPrice, modifiers: [] },
  tax: { taxClass: 'restaurant', rateBasisPoints: 500 },
  ...more,
});

describe('the price of a bill', () => {
  it('judges rules about whole bills alone, on what the orders were granted before', () => {
    const ofOrders = { ...feast, id: 'of-orders', scope: 'ORDER' as const };
    const granted = [{ ruleId: 'lassi-four', name: 'Four lassis', amount: 2_000 }];
    const bill = priceBill(
      request({ rules: [feast, ofOrders], lines: [line('one', 12_000, { granted }), line('two', 10_000)] }),
    );
    expect(bill.lines.map(({ discount }) => discount)).toEqual([3_000, 1_000]);
    expect(bill.rules).toContainEqual({ ruleId: 'of-orders', name: 'Feast', applied: false, obstacle: 'OTHER_SCOPE' });
    expect(bill).toMatchObject({ subtotal: 22_000, discount: 4_000, tax: 900, total: 18_900 });
  });

  it('shows what was given free at its price, takes it off whole, and lets no rule count it', () => {
    const bill = priceBill(request({ lines: [line('one', 19_999), line('two', 10_000, { isFree: true })] }));
    expect(bill.lines[1]).toMatchObject({ gross: 10_000, discount: 10_000, taxable: 0, tax: 0, total: 0 });
    expect(bill).toMatchObject({ subtotal: 29_999, discount: 10_000, total: 21_000 });
    expect(priceBill(request({ lines: [line('one', 0, { isFree: true })] })).lines[0]?.discounts).toEqual([]);
  });

  it('is that of the same cart judged by the same rules, to the last component', () => {
    fc.assert(
      fc.property(anyPricingRequest, (any) => {
        const cart = { ...any, roundOffTo: 100, tip: 0 };
        const { lines, chargeLines, total, taxByComponent, roundOff } = priceCart({ ...cart, scopes: ['BILL'] });
        expect(priceBill(cart)).toMatchObject({ lines, chargeLines, total, taxByComponent, roundOff });
      }),
      { numRuns: 200 },
    );
  });
});

describe('taking a bill back', () => {
  const invoiceOf = (bill: ReturnType<typeof priceBill>) => ({
    lines: bill.lines.map(({ lineId: id, taxes, total }) => ({ id, taxes, total, credited: 0 })),
    charges: bill.chargeLines.map(({ code: id, taxes, total }) => ({ id, taxes, total, credited: 0 })),
    roundOff: bill.roundOff,
  });

  it('gives back by amount what was asked, spread with the tax inside, and never more of a line than it cost', () => {
    fc.assert(
      fc.property(anyPricingRequest, fc.double({ min: 0, max: 1, noNaN: true }), (cart, part) => {
        const invoice = invoiceOf(priceBill(cart));
        const all = creditable(invoice);
        const amount = Math.floor(all * part);
        const credit = creditAmount(invoice, amount);
        expect(credit.amount).toBe(amount);
        expect(sum(credit.parts.map(({ total }) => total)) + credit.roundOff).toBe(amount);
        const cost = new Map([...invoice.lines, ...invoice.charges].map(({ id, total }) => [id, total]));
        for (const { id, taxable, tax, total, taxes } of credit.parts) {
          expect(total).toBe(taxable + tax);
          expect(total).toBeLessThanOrEqual(cost.get(id) ?? 0);
          expect(tax).toBe(sum(taxes.map((one) => one.amount)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives back by lines all there is, one after the other, charges and round-off with them', () => {
    fc.assert(
      fc.property(anyPricingRequest, (cart) => {
        const invoice = invoiceOf(priceBill(cart));
        const all = creditable(invoice);
        let rest = invoice;
        let given = 0;
        for (const { id } of invoice.lines) {
          const credit = creditLines(rest, new Set([id]));
          given += credit.amount;
          const back = new Map(credit.parts.map((part) => [part.id, part.total]));
          const after = <Supply extends { id: string; credited: number }>(supply: Supply) => ({
            ...supply,
            credited: supply.credited + (back.get(supply.id) ?? 0),
          });
          rest = {
            lines: rest.lines.map(after),
            charges: rest.charges.map(after),
            roundOff: rest.roundOff - credit.roundOff,
          };
          expect(creditable(rest)).toBe(all - given);
        }
        if (invoice.lines.length > 0) expect(given).toBe(all);
      }),
      { numRuns: 300 },
    );
  });
});
