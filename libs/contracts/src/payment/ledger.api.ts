import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise } from '../envelope/shapes.js';

/** Where money stands: what the gateway owes us, what customers paid for bills, what went back, what fits nothing. */
export const ledgerAccount = z.enum(['gateway-receivable', 'customer-receipts', 'refunds', 'unapplied-receipts']);
export type LedgerAccount = z.output<typeof ledgerAccount>;

export const ledgerEntryKind = z.enum(['CAPTURE', 'REFUND', 'REFUND_RETURNED']);
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
  paymentId: id,
  /** The payment or refund that was booked. */
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
