import type { LedgerAccount, RecordedTender } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drawer } from '../../drawers/domain/drawer.js';
import {
  assertBalanced,
  captureJournal,
  closingJournal,
  movementJournal,
  refundJournal,
  returnJournal,
  type Journal,
} from './journal.js';
import { Payment } from '../../payments/domain/payment.js';

const now = new Date('2026-11-20T18:00:00Z');
const outletId = newId();
const tenders = ['CASH', 'CARD_TERMINAL', 'UPI_STATIC', 'COD', 'DUE', 'COMPLIMENTARY'] as const;

/** An outlet's money in memory, moved as the use cases move it. */
class Till {
  readonly balances = new Map<LedgerAccount, number>();
  readonly payments: Payment[] = [];
  readonly drawers: Drawer[] = [];

  balance(account: LedgerAccount): number {
    return this.balances.get(account) ?? 0;
  }

  post({ postings }: Journal): void {
    assertBalanced(postings);
    for (const { account, amount } of postings) this.balances.set(account, this.balance(account) + amount);
  }

  open(openingFloat: number): void {
    const drawer = Drawer.open({
      ...{ id: newId(), outletId, businessDate: '2026-11-20', label: 'x', cashierId: newId(), openingFloat },
    });
    this.drawers.push(drawer);
    if (openingFloat > 0) this.post(movementJournal(drawer, { id: newId(), kind: 'FLOAT', amount: openingFloat }));
  }

  get openDrawers(): Drawer[] {
    return this.drawers.filter(({ status }) => status === 'OPEN');
  }

  take(tender: RecordedTender, forBill: number, tip: number): void {
    const [drawer] = this.openDrawers;
    if (tender === 'CASH' && !drawer) return;
    const amount = forBill + tip;
    const payment = Payment.take(
      {
        ...{ id: newId(), outletId, billId: newId(), orderIds: [], customerId: null, tableSessionId: null },
        ...{ businessDate: '2026-11-20', amount, tip, tender, reference: null, recordedBy: newId() },
        ...(tender === 'CASH'
          ? { drawerId: drawer?.id ?? null, tendered: amount }
          : { drawerId: null, tendered: null }),
      },
      now,
    );
    this.payments.push(payment);
    this.post(captureJournal(payment));
    if (tender === 'CASH') drawer?.move('SALE', amount);
  }

  /** A payment at the provider, which may say of a refund later that it came back. */
  pay(forBill: number, tip: number, arrives: number): void {
    const amount = forBill + tip;
    const payment = Payment.ask(
      {
        ...{ id: newId(), outletId, billId: newId(), orderIds: [], customerId: null, tableSessionId: null },
        ...{ businessDate: '2026-11-20', amount, tip, keyId: 'rzp_test_x' },
      },
      now,
    );
    const seen = { id: newId(), orderId: 'order_1', currency: 'INR', method: 'upi', failure: null };
    payment.hear({ ...seen, status: 'captured', amount: arrives }, now);
    this.payments.push(payment);
    this.post(captureJournal(payment));
  }

  refund(which: number, portion: number, comesBack: boolean): void {
    const payment = this.payments[which % Math.max(1, this.payments.length)];
    if (!payment || payment.refundable === 0) return;
    const amount = Math.max(1, Math.floor(payment.refundable * portion));
    const { id } = payment.requestRefund({ id: newId(), amount, reason: 'x', by: 'x' }, now);
    if (payment.tender !== 'RAZORPAY') this.#handBack(payment, id, amount);
    else this.#atProvider(payment, id, amount, comesBack);
  }

  #handBack(payment: Payment, refundId: string, amount: number): void {
    const drawer = this.openDrawers.find(({ expected }) => expected >= amount);
    if (payment.tender === 'CASH' && !drawer) return;
    const done = payment.handBack(refundId, drawer?.id ?? null, now);
    if (payment.tender === 'CASH') drawer?.move('REFUND', amount);
    this.post(refundJournal(payment, done));
  }

  #atProvider(payment: Payment, refundId: string, amount: number, comesBack: boolean): void {
    const seen = { id: newId(), paymentId: String(payment.providerPaymentId), amount, receipt: refundId };
    const processed = payment.hearRefund({ ...seen, status: 'processed' }, newId, now);
    if (processed.refund) this.post(refundJournal(payment, processed.refund));
    if (!comesBack) return;
    const returned = payment.hearRefund({ ...seen, status: 'failed' }, newId, now);
    if (returned.refund) this.post(returnJournal(payment, returned.refund));
  }

  move(kind: 'PAY_IN' | 'PAY_OUT' | 'DROP', amount: number): void {
    const drawer = this.openDrawers.find(({ expected }) => kind === 'PAY_IN' || expected >= amount);
    if (!drawer) return;
    drawer.move(kind, amount);
    this.post(movementJournal(drawer, { id: newId(), kind, amount }));
  }

  close(difference: number): void {
    const [drawer] = this.openDrawers;
    if (!drawer) return;
    drawer.close({ counted: Math.max(0, drawer.expected + difference), by: newId() }, now);
    const journal = closingJournal(drawer);
    if (journal) this.post(journal);
  }
}

const paise = fc.integer({ min: 1, max: 500_000 });
const tip = fc.integer({ min: 0, max: 20_000 });
const portion = fc.double({ min: 0.01, max: 1, noNaN: true });
type Step = (till: Till) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 0, max: 50_000 }).map(
    (float): Step =>
      (till) =>
        till.open(float),
  ),
  fc.tuple(fc.constantFrom(...tenders), paise, tip).map(([tender, amount, extra]): Step => (till) => {
    till.take(tender, amount, tender === 'COMPLIMENTARY' ? 0 : extra);
  }),
  fc.tuple(paise, tip).map(
    ([amount, extra]): Step =>
      (till) =>
        till.pay(amount, extra, amount + extra),
  ),
  fc.tuple(paise, tip, paise).map(
    ([amount, extra, arrives]): Step =>
      (till) =>
        till.pay(amount, extra, arrives),
  ),
  fc.tuple(fc.nat(30), portion, fc.boolean()).map(
    ([which, part, back]): Step =>
      (till) =>
        till.refund(which, part, back),
  ),
  fc.tuple(fc.constantFrom('PAY_IN', 'PAY_OUT', 'DROP'), paise).map(
    ([kind, amount]): Step =>
      (till) =>
        till.move(kind, amount),
  ),
  fc.integer({ min: -5_000, max: 5_000 }).map(
    (difference): Step =>
      (till) =>
        till.close(difference),
  ),
);

describe('Whatever is taken, tipped, given back, moved and counted, in whatever order', () => {
  it('the ledger sums to zero and says of drawers, tips and receipts what they say themselves', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const till = new Till();
        for (const one of steps) {
          one(till);
          expect([...till.balances.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0);
          for (const { captured, refunded } of till.payments) {
            expect(refunded).toBeGreaterThanOrEqual(0);
            expect(refunded).toBeLessThanOrEqual(captured);
          }
        }
        const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
        expect(till.balance('cash-drawer')).toBe(sum(till.openDrawers.map(({ expected }) => expected)));
        expect(till.balance('cash-over-short')).toBe(-sum(till.drawers.map(({ difference }) => difference ?? 0)) || 0);
        const applied = till.payments.filter(({ amount, captured }) => amount === captured);
        const tipsKept = applied.map((payment) => Math.min(payment.tip, payment.captured - payment.refunded));
        expect(-till.balance('tips-payable') || 0).toBe(sum(tipsKept));
        const receipts = till.balance('customer-receipts') + till.balance('refunds');
        expect(-receipts || 0).toBe(sum(applied.map(({ captured, refunded }) => captured - refunded)) - sum(tipsKept));
        const others = till.payments.filter(({ amount, captured }) => amount !== captured);
        expect(-till.balance('unapplied-receipts') || 0).toBe(
          sum(others.map(({ captured, refunded }) => captured - refunded)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
