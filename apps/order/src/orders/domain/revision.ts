import type { OrderAmounts } from './order-amounts.js';
import type { OrderLine } from './order-line.js';

/** What an order shall be: its lines and what they come to. */
export interface RevisedOrder extends OrderAmounts {
  readonly lines: OrderLine[];
}

/** A change of lines that inventory has not answered yet. */
export interface PendingRevision extends RevisedOrder {
  /** Of the call that asked for it, so that a repeated call finds its own. */
  readonly id: string;
  /** Counts what inventory was asked about the order, from 1. */
  readonly revision: number;
  readonly by: string;
}

/** What became of the last change of lines; `rejection` is null once it is done. */
export interface RevisionOutcome {
  readonly id: string;
  readonly rejection: { readonly code: string; readonly details: Record<string, unknown>[] } | null;
}

/** Seconds inventory has to answer a change of lines; then it is dropped and inventory set back. */
export const revisionSeconds = 60;
