import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertBalanced, captureJournal, refundJournal, returnJournal, UnbalancedJournal } from './journal.js';
import { Payment } from '../../payments/domain/payment.js';
import type { Refund } from '../../payments/domain/refund.js';

const paise = fc.integer({ min: 1, max: 100_000_000_000 });
const paymentOf = (amount: number, captured: number) => Object.assign(new Payment(), { id: 'p', amount, captured });
const refundOf = (amount: number): Refund => ({
  ...{ id: 'r', amount, status: 'PROCESSED', reason: '', providerRefundId: null, requestedBy: '', requestedAt: '' },
});

describe('A journal', () => {
  it('of whatever happened sums to zero', () => {
    fc.assert(
      fc.property(paise, paise, paise, (amount, captured, refunded) => {
        const payment = paymentOf(amount, captured);
        const journals = [
          captureJournal(payment),
          refundJournal(payment, refundOf(refunded)),
          returnJournal(payment, refundOf(refunded)),
        ];
        for (const { postings } of journals) expect(() => assertBalanced(postings)).not.toThrow();
      }),
    );
  });

  it('books what fits as a customer’s receipt, what does not fit as unapplied', () => {
    const accounts = (payment: Payment) => captureJournal(payment).postings.map(({ account }) => account);
    expect(accounts(paymentOf(5, 5))).toEqual(['gateway-receivable', 'customer-receipts']);
    expect(accounts(paymentOf(5, 4))).toEqual(['gateway-receivable', 'unapplied-receipts']);
    expect(refundJournal(paymentOf(5, 4), refundOf(4)).postings[0]).toEqual({
      account: 'unapplied-receipts',
      amount: 4,
    });
  });

  it('takes a returned refund back, account by account', () => {
    const [there, back] = [refundJournal, returnJournal].map((journal) => journal(paymentOf(5, 5), refundOf(3)));
    expect(back?.postings).toEqual(there?.postings.map(({ account, amount }) => ({ account, amount: -amount })));
  });

  it('keeps a tip apart, and gives it back last', () => {
    const tipped = (refunded: number) => Object.assign(paymentOf(100, 100), { tip: 30, refunded });
    expect(captureJournal(tipped(0)).postings).toEqual([
      { account: 'gateway-receivable', amount: 100 },
      { account: 'customer-receipts', amount: -70 },
      { account: 'tips-payable', amount: -30 },
    ]);
    expect(refundJournal(tipped(60), refundOf(60)).postings).toEqual([
      { account: 'refunds', amount: 60 },
      { account: 'gateway-receivable', amount: -60 },
    ]);
    const last = refundJournal(tipped(100), refundOf(40)).postings;
    expect(last).toEqual([
      { account: 'refunds', amount: 10 },
      { account: 'tips-payable', amount: 30 },
      { account: 'gateway-receivable', amount: -40 },
    ]);
    // The return is booked once it is taken out of what was refunded
    expect(returnJournal(tipped(60), refundOf(40)).postings).toEqual(
      last.map(({ account, amount }) => ({ account, amount: -amount })),
    );
  });

  it.each([
    ['one line', [5]],
    ['a difference', [5, -4]],
    ['a line of nothing', [5, -5, 0]],
    ['no lines', []],
  ])('with %s is refused', (_name, amounts) => {
    const postings = amounts.map((amount) => ({ account: 'refunds' as const, amount }));
    expect(() => assertBalanced(postings)).toThrow(UnbalancedJournal);
  });
});
