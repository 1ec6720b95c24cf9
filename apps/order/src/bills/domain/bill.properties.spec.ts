import { randomUUID } from 'node:crypto';
import { BillRefundDue, BillRefunded, BillState, type DiscountRule } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billMother, lineOf, moneyOf, Numbers, tableBill, termsMother, type Dish } from '../../../test/bill.mother.js';
import { refundable } from './bill-refund.js';
import { sharesByAmount, sharesByWeight, sizesByLines, sizesByPerson } from './bill-shares.js';
import type { Bill, BillableOrder } from './bill.js';
import type { BillTerms } from './bill-terms.js';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const dish: fc.Arbitrary<Dish> = fc.record({
  unitPrice: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 100, max: 200_000 })),
  quantity: fc.integer({ min: 1, max: 9 }),
  rateBasisPoints: fc.constantFrom(0, 500, 500, 1_200, 1_800),
  discount: fc.constantFrom(0, 0, 1, 999),
  seat: fc.constantFrom(null, 1, 2, 3),
});
const dishes = fc.array(dish, { minLength: 1, maxLength: 4 });

const rule: fc.Arbitrary<DiscountRule> = fc.record({
  ...{ id: fc.uuid(), name: fc.constant('Feast'), kind: fc.constant('VOLUME' as const) },
  ...{ scope: fc.constant('BILL' as const), priority: fc.nat({ max: 2 }), quantity: fc.integer({ min: 1, max: 6 }) },
  ...{ stacking: fc.constantFrom('STACKABLE' as const, 'EXCLUSIVE' as const), cap: fc.option(fc.nat({ max: 5_000 })) },
  ...{ minSubtotal: fc.option(fc.nat({ max: 100_000 })), validFrom: fc.constant(null), validTo: fc.constant(null) },
  ...{ outletIds: fc.constant(null), fulfilments: fc.constant(null), active: fc.constant(true) },
  subject: fc.constant({ on: 'ORDER' as const }),
  gives: fc.oneof(
    fc.record({ percentBasisPoints: fc.integer({ min: 1, max: 9_999 }) }),
    fc.record({ amount: fc.integer({ min: 1, max: 20_000 }) }),
  ),
});

const terms: fc.Arbitrary<BillTerms> = fc
  .record({
    regime: fc.constantFrom('REGULAR' as const, 'REGULAR' as const, 'COMPOSITION' as const),
    sellerState: fc.constantFrom('29', '29', '27'),
    pricesIncludeTax: fc.boolean(),
    rules: fc.array(rule, { maxLength: 2 }),
  })
  .map(termsMother);

type Step =
  | { readonly kind: 'order'; readonly dishes: readonly Dish[] }
  | {
      readonly kind: 'void' | 'comp' | 'drop' | 'readopt' | 'give' | 'givenUnasked' | 'refundLine';
      readonly which: number;
    }
  | { readonly kind: 'pay' | 'payShare' | 'refundAmount'; readonly share: number; readonly tip: number }
  | { readonly kind: 'split'; readonly way: number }
  | { readonly kind: 'charge' | 'present' | 'leave' };

const which = fc.nat({ max: 5 });
const share = fc.constantFrom(0, 1, 10, 33, 50, 100, 100, 110);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('order' as const), dishes }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('void', 'comp', 'drop', 'readopt', 'give', 'givenUnasked', 'refundLine'),
      which,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('pay', 'payShare', 'refundAmount'),
      share,
      tip: fc.nat({ max: 500 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('split' as const), way: fc.nat({ max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('charge' as const, 'present' as const, 'leave' as const) }),
  },
);

/** A bill that anything happens to, as the use cases let it happen. */
class Evening {
  readonly orders: BillableOrder[] = [];
  readonly numbers = new Numbers();

  constructor(
    readonly bill: Bill,
    readonly terms: BillTerms,
  ) {}

  take(step: Step): void {
    const { bill } = this;
    switch (step.kind) {
      case 'order':
        if (!bill.isClosed) this.order(step.dishes);
        break;
      case 'void':
      case 'comp':
        this.replace(step.which, step.kind === 'void' ? 'VOIDED' : 'COMPED');
        break;
      case 'drop':
        bill.drop(bill.orders[step.which]?.orderId ?? '', 'ORDER_CANCELLED');
        break;
      case 'readopt': {
        const dropped = bill.orders.filter(({ owed }) => !owed)[step.which];
        const order = this.orders.find(({ id }) => id === dropped?.orderId);
        if (order && bill.takesBack) bill.readopt(order);
        break;
      }
      case 'pay':
      case 'payShare': {
        const paid = bill.shares.filter((one) => one.paid < one.amount).at(0);
        const asked = step.kind === 'payShare' && paid ? paid.amount - paid.paid : bill.due;
        const shareId = step.kind === 'payShare' ? paid?.shareId : undefined;
        const amount = Math.floor((asked * step.share) / 100) + step.tip;
        if (bill.orders.length > 0) bill.take(moneyOf(amount, { tip: step.tip, ...(shareId ? { shareId } : {}) }));
        break;
      }
      case 'give': {
        const payment = bill.payments[step.which];
        if (payment) bill.giveBack(payment.paymentId, payment.askedBack - payment.refunded);
        break;
      }
      case 'givenUnasked': {
        const payment = bill.payments[step.which];
        if (payment) bill.giveBack(payment.paymentId, payment.amount);
        break;
      }
      case 'refundAmount':
      case 'refundLine':
        this.refund(step.kind === 'refundLine' ? step.which : undefined, 'share' in step ? step.share : 100);
        break;
      case 'split':
        this.split(step.way);
        break;
      case 'charge':
        if (!bill.isClosed && bill.orders.length > 0)
          bill.agreeTo(bill.serviceCharge ? null : { basisPoints: 500, taxRateBasisPoints: 500 });
        break;
      case 'present':
        if (bill.orders.length > 0 && bill.status !== 'VOID') bill.present();
        break;
      case 'leave':
        if (bill.orders.length > 0) bill.leave();
    }
    this.numbers.give(bill);
  }

  private order(wanted: readonly Dish[]): void {
    const lines = wanted.map((one) => lineOf(one, this.terms));
    const order = { id: randomUUID(), orderNumber: 'IND-1', token: null, lines };
    this.orders.push(order);
    this.bill.add(order);
  }

  private replace(position: number, status: 'VOIDED' | 'COMPED'): void {
    const order = this.orders[position];
    if (!order || this.bill.isClosed) return;
    const [first, ...others] = order.lines;
    if (!first) return;
    const free = { ...first, discount: first.gross, discounts: [], taxable: 0, taxes: [], tax: 0, total: 0 };
    const changed = { ...order, lines: [{ ...free, status }, ...others] };
    this.orders[position] = changed;
    this.bill.change(changed);
  }

  /** Refunds a line, or without one a part of what is left in percent. */
  private refund(position: number | undefined, percent: number): void {
    const { bill } = this;
    if (bill.status !== 'SETTLED') return;
    const about = { refundId: randomUUID(), reason: 'sorry', by: 'staff:1' };
    const amount = Math.floor((refundable(bill) * percent) / 100);
    const before = bill.credited;
    try {
      const line = position === undefined ? undefined : bill.lines[position];
      if (position === undefined) bill.refund({ amount }, about);
      else bill.refund({ lineIds: new Set(line ? [line.lineId] : []) }, about);
    } catch (error) {
      expect(String(error)).toMatch(/REFUND_EXCEEDS_BILL|OUT_OF_RANGE/);
      expect(bill.credited).toBe(before);
    }
  }

  private split(way: number): void {
    const { bill } = this;
    const { lines, total } = bill;
    if (bill.isClosed || bill.due === 0 || bill.shares.some(({ paid }) => paid > 0)) return;
    const before = total - bill.due;
    const [line] = lines;
    const people = sizesByPerson(lines);
    const shares = [
      () => (people.some(({ size }) => size > 0) ? sharesByWeight(total, before, people) : []),
      () =>
        sharesByWeight(
          total,
          before,
          [1, 1, 1].map((size) => ({ label: 'A third', size })),
        ),
      () => sharesByWeight(total, before, sizesByLines(lines, [{ label: 'Mine', lineIds: [line?.lineId ?? ''] }])),
      () => sharesByAmount(total, before, [{ label: 'Mine', size: Math.ceil(bill.due / 3) }]),
    ][way]?.();
    if (shares && shares.length > 0) bill.split('TEST', shares);
  }
}

/** What is true of a bill at every moment. */
function check({ bill, terms: { pricesIncludeTax } }: Evening): void {
  const { lines, charges, payments } = bill;
  const addedTax = pricesIncludeTax ? 0 : bill.tax;
  const [discount, charged] = [sum(lines.map((line) => line.discount)), sum(charges.map(({ amount }) => amount))];
  // bill = lines - discounts + charges + tax + round-off
  expect(bill.total).toBe(sum(lines.map(({ gross }) => gross)) - discount + charged + addedTax + bill.roundOff);
  expect(bill.total).toBe(bill.taxable + bill.tax + bill.roundOff);
  expect([bill.subtotal, bill.discount]).toEqual([sum(lines.map(({ gross }) => gross)), discount]);
  expect(bill.total % 100).toBe(0);
  for (const line of lines) {
    expect(line.total).toBe(line.taxable + line.tax);
    expect(line.discount).toBeLessThanOrEqual(line.gross);
  }
  // tenders + due = bill - credited + tips
  const keeps = sum(payments.map(({ amount, askedBack }) => amount - askedBack));
  expect(keeps + bill.due).toBe(bill.total - bill.credited + bill.tips);
  expect(bill.paid + bill.refunded).toBe(sum(payments.map(({ amount }) => amount)));
  for (const { amount, askedBack, refunded } of payments) {
    expect(refunded).toBeLessThanOrEqual(askedBack);
    expect(askedBack).toBeLessThanOrEqual(amount);
  }
  // Shares sum to the total, and what is paid of them to what is kept
  if (bill.shares.length > 0 && bill.status !== 'SETTLED') {
    expect(sum(bill.shares.map(({ amount }) => amount))).toBe(bill.total);
    expect(sum(bill.shares.map(({ paid }) => paid))).toBe(keeps - bill.tips);
    for (const one of bill.shares) expect(one.paid).toBeLessThanOrEqual(one.amount);
  }
  if (bill.status === 'SETTLED') expect([bill.due, bill.invoiceNumber]).toEqual([0, expect.any(String)]);
  expect(bill.credited).toBe(sum(bill.refunds.map(({ amount }) => amount)));
  expect(refundable(bill) >= 0 || bill.status === 'VOID').toBe(true);
}

describe('a bill, whatever happens to it in whatever order', () => {
  it('is lines - discounts + charges + tax + round-off; tenders + due are bill - credited + tips; shares are the total', () => {
    fc.assert(
      fc.property(
        terms,
        fc.boolean(),
        fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }),
        (given, isTable, steps) => {
          const evening = new Evening(isTable ? tableBill(given) : billMother({ terms: given }), given);
          for (const one of steps) {
            const { status, total } = evening.bill;
            evening.take(one);
            check(evening);
            if (status === 'SETTLED') expect(evening.bill).toMatchObject({ status, total });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('asks back in facts what it asks back in its books, and has a numbered credit note for all that was taken back', () => {
    fc.assert(
      fc.property(terms, fc.array(step, { maxLength: 30, size: 'max' }), (given, steps) => {
        const evening = new Evening(billMother({ terms: given }), given);
        for (const one of steps) evening.take(one);
        const { bill } = evening;
        const facts = Aggregate.factsOf(bill);
        const told = facts.filter(({ definition }) => definition === BillRefundDue);
        const notes = facts.filter(({ definition }) => definition === BillRefunded);
        const asked = sum(told.map(({ data }) => BillRefundDue.schema.parse(data).amount));
        const unasked = sum(bill.payments.map(({ askedBack }) => askedBack)) - asked;
        expect(unasked).toBeGreaterThanOrEqual(0);
        if (!steps.some(({ kind }) => kind === 'givenUnasked')) expect(unasked).toBe(0);
        expect(notes).toHaveLength(bill.refunds.length);
        expect(bill.refunds.every(({ creditNoteNumber }) => creditNoteNumber !== null)).toBe(true);
        expect(facts.filter(({ definition }) => definition === BillState).length).toBeLessThanOrEqual(steps.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is taken back by its credit notes to the paisa and component, in whatever pieces', () => {
    fc.assert(
      fc.property(
        terms,
        dishes,
        fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 8 }),
        (given, wanted, pieces) => {
          const evening = new Evening(billMother({ terms: given }), given);
          evening.take({ kind: 'order', dishes: wanted });
          const { bill } = evening;
          bill.take(moneyOf(bill.due));
          evening.numbers.give(bill);
          for (const piece of [...pieces, Number.MAX_SAFE_INTEGER]) {
            const amount = Math.min(piece, refundable(bill));
            if (amount > 0) bill.refund({ amount }, { refundId: randomUUID(), reason: 'sorry', by: 'staff:1' });
          }
          evening.numbers.give(bill);
          const parts = bill.refunds.flatMap((refund) => refund.parts);
          expect(bill.credited).toBe(bill.total);
          if (bill.total === 0) return;
          expect(sum(parts.map(({ taxable }) => taxable))).toBe(bill.taxable);
          for (const { component, rateBasisPoints, amount } of bill.taxes) {
            const back = parts
              .flatMap(({ taxes }) => taxes)
              .filter((tax) => tax.component === component && tax.rateBasisPoints === rateBasisPoints);
            expect(sum(back.map((tax) => tax.amount))).toBe(amount);
          }
          for (const { taxes } of parts)
            expect(taxes.find(({ component }) => component === 'CGST')?.amount).toBe(
              taxes.find(({ component }) => component === 'SGST')?.amount,
            );
        },
      ),
      { numRuns: 300 },
    );
  });
});
