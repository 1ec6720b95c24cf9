import type { DrawerMovementKind, LedgerAccount, LedgerEntryKind } from '@chowk/contracts';
import type { Drawer } from '../../drawers/domain/drawer.js';
import type { Payment } from '../../payments/domain/payment.js';
import type { Refund } from '../../payments/domain/refund.js';

/** One line of a journal: paise, debit above zero, credit below. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly amount: number;
}

/** What is booked for one thing that happened to money; its postings sum to zero. */
export interface Journal {
  readonly kind: LedgerEntryKind;
  /** Null for cash that moved without a payment. */
  readonly paymentId: string | null;
  /** The payment, refund, movement or drawer that it is about; each is booked once per kind. */
  readonly sourceId: string;
  readonly outletId: string;
  readonly postings: readonly Posting[];
}

/** A journal that would not balance: a fault of the program. */
export class UnbalancedJournal extends Error {
  override readonly name = 'UnbalancedJournal';
}

/** Where the money of a tender is, or who owes it; what is given free is a cost. */
const placeOf: Readonly<Record<Payment['tender'], LedgerAccount>> = {
  RAZORPAY: 'gateway-receivable',
  CASH: 'cash-drawer',
  CARD_TERMINAL: 'card-terminal-receivable',
  UPI_STATIC: 'upi-receivable',
  COD: 'cod-receivable',
  DUE: 'house-accounts',
  COMPLIMENTARY: 'complimentary',
};

/** What a customer paid, for the bill and as a tip; money that does not fit its payment is nobody's receipt yet. */
export function captureJournal(payment: Payment): Journal {
  const { id, tender, captured } = payment;
  const tip = isApplied(payment) ? payment.tip : 0;
  return journalOf(payment, 'CAPTURE', id, [
    { account: placeOf[tender], amount: captured },
    { account: isApplied(payment) ? 'customer-receipts' : 'unapplied-receipts', amount: tip - captured },
    { account: 'tips-payable', amount: -tip },
  ]);
}

/** A refund that has just been counted in `payment.refunded`: the bill's part goes back first, the tip last. */
export function refundJournal(payment: Payment, refund: Refund): Journal {
  return journalOf(payment, 'REFUND', refund.id, givenBack(payment, refund.amount, payment.refunded));
}

/** A refund that has just been taken out of `payment.refunded`, since it did not reach the customer's bank. */
export function returnJournal(payment: Payment, refund: Refund): Journal {
  const postings = givenBack(payment, refund.amount, payment.refunded + refund.amount);
  const reversed = postings.map(({ account, amount }) => ({ account, amount: -amount }));
  return journalOf(payment, 'REFUND_RETURNED', refund.id, reversed);
}

const besideDrawer = {
  FLOAT: ['DRAWER_FLOAT', 'cash-safe', 1],
  PAY_IN: ['DRAWER_PAY_IN', 'cash-safe', 1],
  PAY_OUT: ['DRAWER_PAY_OUT', 'petty-cash', -1],
  DROP: ['DRAWER_DROP', 'cash-safe', -1],
} as const;

/** Cash that went into a drawer or out of it without a customer: between it and the safe, or for an errand. */
export function movementJournal(
  { outletId }: Pick<Drawer, 'outletId'>,
  { id, kind, amount }: { id: string; kind: Exclude<DrawerMovementKind, 'SALE' | 'REFUND'>; amount: number },
): Journal {
  const [entryKind, otherSide, sign] = besideDrawer[kind];
  return journalOf({ id: null, outletId }, entryKind, id, [
    { account: 'cash-drawer', amount: sign * amount },
    { account: otherSide, amount: -sign * amount },
  ]);
}

/** What was counted goes to the safe, and the difference is said; undefined when the drawer was and should be empty. */
export function closingJournal(drawer: Drawer): Journal | undefined {
  const { id, outletId, expected, counted } = drawer;
  if (counted === null || (expected === 0 && counted === 0)) return undefined;
  return journalOf({ id: null, outletId }, 'DRAWER_CLOSE', id, [
    { account: 'cash-safe', amount: counted },
    { account: 'cash-over-short', amount: expected - counted },
    { account: 'cash-drawer', amount: -expected },
  ]);
}

/** Throws {@link UnbalancedJournal} unless there are at least two postings that sum to exactly zero, none of them zero. */
export function assertBalanced(postings: readonly Posting[]): void {
  const sum = postings.reduce((total, { amount }) => total + BigInt(amount), 0n);
  if (postings.length < 2 || sum !== 0n || postings.some(({ amount }) => amount === 0))
    throw new UnbalancedJournal(`postings sum to ${sum} paise in ${postings.length} lines`);
}

function isApplied({ amount, captured }: Payment): boolean {
  return captured === amount;
}

function givenBack(payment: Payment, amount: number, refundedWithIt: number): Posting[] {
  const { captured, tender } = payment;
  const tip = isApplied(payment) ? payment.tip : 0;
  const tipGone = (refunded: number) => Math.max(0, refunded - (captured - tip));
  const ofTip = tip === 0 ? 0 : tipGone(refundedWithIt) - tipGone(refundedWithIt - amount);
  return [
    { account: isApplied(payment) ? 'refunds' : 'unapplied-receipts', amount: amount - ofTip },
    { account: 'tips-payable', amount: ofTip },
    { account: placeOf[tender], amount: -amount },
  ];
}

function journalOf(
  { id: paymentId, outletId }: { id: string | null; outletId: string },
  kind: LedgerEntryKind,
  sourceId: string,
  lines: readonly Posting[],
): Journal {
  const postings = lines.filter(({ amount }) => amount !== 0).map(({ account, amount }) => ({ account, amount }));
  assertBalanced(postings);
  return { kind, paymentId, sourceId, outletId, postings };
}
