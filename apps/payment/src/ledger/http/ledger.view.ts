import type { LedgerEntryView } from '@chowk/contracts';
import type { LedgerEntry } from '../database/ledger.js';

/** A journal with debit and credit in columns of their own. */
export function ledgerEntryViewOf({ postings, at, ...entry }: LedgerEntry): LedgerEntryView {
  return {
    ...entry,
    at: at.toISOString(),
    postings: postings.map(({ account, amount }) => ({
      account,
      debit: Math.max(0, amount),
      credit: Math.max(0, -amount),
    })),
  };
}
