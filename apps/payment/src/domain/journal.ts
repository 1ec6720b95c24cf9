import type { LedgerAccount, LedgerEntryKind } from '@chowk/contracts';
import type { Payment } from './payment.js';
import type { Refund } from './refund.js';

/** One line of a journal: paise, debit above zero, credit below. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly amount: number;
}

/** What is booked for one thing that happened to money; its postings sum to zero. */
export interface Journal {
  readonly kind: LedgerEntryKind;
  readonly paymentId: string;
  /** The payment or refund that happened; each is booked once per kind. */
  readonly sourceId: string;
  readonly outletId: string;
  readonly postings: readonly Posting[];
}

/** A journal that would not balance: a fault of the program. */
export class UnbalancedJournal extends Error {
  override readonly name = 'UnbalancedJournal';
}

/** The provider owes us what a customer paid; money that does not fit its payment is nobody's receipt yet. */
export function captureJournal(payment: Payment): Journal {
  return balanced(payment, 'CAPTURE', payment.id, payment.captured, ['gateway-receivable', receiptsOf(payment)]);
}

/** The provider has given back a refund out of what it owes us. */
export function refundJournal(payment: Payment, refund: Refund): Journal {
  const from = receiptsOf(payment) === 'unapplied-receipts' ? 'unapplied-receipts' : 'refunds';
  return balanced(payment, 'REFUND', refund.id, refund.amount, [from, 'gateway-receivable']);
}

/** A refund did not reach the customer's bank and came back: its journal the other way round. */
export function returnJournal(payment: Payment, refund: Refund): Journal {
  const { postings, ...journal } = refundJournal(payment, refund);
  return {
    ...journal,
    kind: 'REFUND_RETURNED',
    postings: postings.map(({ account, amount }) => ({ account, amount: -amount })),
  };
}

/** Throws {@link UnbalancedJournal} unless there are at least two postings that sum to exactly zero, none of them zero. */
export function assertBalanced(postings: readonly Posting[]): void {
  const sum = postings.reduce((total, { amount }) => total + BigInt(amount), 0n);
  if (postings.length < 2 || sum !== 0n || postings.some(({ amount }) => amount === 0))
    throw new UnbalancedJournal(`postings sum to ${sum} paise in ${postings.length} lines`);
}

function receiptsOf({ amount, captured }: Payment): LedgerAccount {
  return captured === amount ? 'customer-receipts' : 'unapplied-receipts';
}

function balanced(
  { id: paymentId, outletId }: Payment,
  kind: LedgerEntryKind,
  sourceId: string,
  amount: number,
  [debit, credit]: readonly [LedgerAccount, LedgerAccount],
): Journal {
  const postings = [
    { account: debit, amount },
    { account: credit, amount: -amount },
  ];
  assertBalanced(postings);
  return { kind, paymentId, sourceId, outletId, postings };
}
