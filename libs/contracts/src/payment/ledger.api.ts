import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise } from '../envelope/shapes.js';

/**
 * Where money stands. What we have or are owed: gateway, card terminal, UPI, cash on delivery, house accounts, drawers and
 * safe. What we gave away or spent: complimentary, petty cash. What people paid for bills, what went back, tips that
 * belong to the staff, what fits nothing, and what drawers have too much or too little.
 */
export const ledgerAccount = z.enum([
  'gateway-receivable',
  'card-terminal-receivable',
  'upi-receivable',
  'cod-receivable',
  'house-accounts',
  'cash-drawer',
  'cash-safe',
  'petty-cash',
  'complimentary',
  'customer-receipts',
  'refunds',
  'tips-payable',
  'unapplied-receipts',
  'cash-over-short',
]);
export type LedgerAccount = z.output<typeof ledgerAccount>;

export const ledgerEntryKind = z.enum([
  'CAPTURE',
  'REFUND',
  'REFUND_RETURNED',
  'DRAWER_FLOAT',
  'DRAWER_PAY_IN',
  'DRAWER_PAY_OUT',
  'DRAWER_DROP',
  'DRAWER_CLOSE',
]);
export type LedgerEntryKind = z.output<typeof ledgerEntryKind>;

/** Filters of GET /ledger/entries, beside limit, cursor and count. */
export const ledgerFilters = {
  kind: ledgerEntryKind.optional(),
  account: ledgerAccount.optional(),
  payment: id.optional(),
  outlet: id.optional(),
  date: businessDate.optional(),
};

export const ledgerEntryView = z.object({
  id,
  kind: ledgerEntryKind,
  /** Null for cash that moved without a payment. */
  paymentId: id.nullable(),
  /** The payment, refund, movement or drawer that was booked. */
  sourceId: id,
  outletId: id,
  businessDate,
  at: instant,
  postings: z.array(z.object({ account: ledgerAccount, debit: paise, credit: paise })),
});
export type LedgerEntryView = z.output<typeof ledgerEntryView>;

export const trialBalanceView = z.object({
  currency: z.literal('INR'),
  accounts: z.array(
    z.object({
      account: ledgerAccount,
      debit: z.number().int(),
      credit: z.number().int(),
      /** Debit less credit. */
      balance: z.number().int(),
    }),
  ),
  debit: z.number().int(),
  credit: z.number().int(),
  /** Zero at every moment. */
  difference: signedPaise,
});
export type TrialBalanceView = z.output<typeof trialBalanceView>;
