import type { ReportedRefund } from '../../provider/domain/provider-report.js';
import type { Refund } from './refund.js';

/** What a report meant for a refund; `early`: the payment itself has not arrived yet. */
export type HeardRefund = 'nothing' | 'early' | 'pending' | 'processed' | 'failed' | 'returned';

/** What a report means, by where the refund is and what the provider says. */
export const refundMoves: Readonly<
  Record<Refund['status'], Readonly<Record<ReportedRefund['status'], Exclude<HeardRefund, 'early'>>>>
> = {
  REQUESTED: { pending: 'pending', processed: 'processed', failed: 'failed' },
  PENDING: { pending: 'nothing', processed: 'processed', failed: 'failed' },
  PROCESSED: { pending: 'nothing', processed: 'nothing', failed: 'returned' },
  FAILED: { pending: 'nothing', processed: 'nothing', failed: 'nothing' },
};

/** Where the refund is after it. */
export const refundStatusAfter: Readonly<Record<Exclude<HeardRefund, 'nothing' | 'early'>, Refund['status']>> = {
  pending: 'PENDING',
  processed: 'PROCESSED',
  failed: 'FAILED',
  returned: 'FAILED',
};
