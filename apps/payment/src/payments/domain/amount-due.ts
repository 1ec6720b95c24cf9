import type { billShare, billStatus } from '@chowk/contracts';
import type { z } from 'zod';
import type { Payment } from './payment.js';

export interface OwedBill {
  readonly status: z.output<typeof billStatus>;
  readonly total: number;
  readonly due: number;
  readonly shares: readonly z.output<typeof billShare>[];
}

/**
 * What may still be paid of a bill or of one of its shares, in paise, never below zero: what the order service says is due,
 * less what has arrived here and it has not heard of yet. Money on its way back is gone; tips and money that fits nothing
 * never count. Nothing is due of a share that the bill does not have.
 */
export function amountDue(
  bill: OwedBill,
  payments: readonly Pick<Payment, 'forBill' | 'shareId'>[],
  shareId: string | null,
): number {
  if (bill.status === 'SETTLED' || bill.status === 'VOID') return 0;
  const arrived = (made: typeof payments) => made.reduce((sum, { forBill }) => sum + forBill, 0);
  const ofBill = Math.min(bill.due, bill.total - arrived(payments));
  if (shareId === null) return Math.max(0, ofBill);
  const share = bill.shares.find((one) => one.shareId === shareId);
  if (!share) return 0;
  const paid = Math.max(share.paid, arrived(payments.filter((one) => one.shareId === shareId)));
  return Math.max(0, Math.min(ofBill, share.amount - paid));
}
