import { Injectable } from '@nestjs/common';
import { Clock, Database, InjectStore, newId, Store } from '@chowk/kit';
import { Ledger } from '../../ledger/database/ledger.js';
import { refundJournal, returnJournal } from '../../ledger/domain/journal.js';
import { Payment } from '../domain/payment.js';
import type { HeardRefund } from '../domain/refund-moves.js';
import type { ReportedRefund } from '../../provider/domain/provider-report.js';
import { PaymentMetrics } from './payment-metrics.js';

/** Takes in what the provider says about a refund, once, with its journal. */
@Injectable()
export class RecordRefund {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly ledger: Ledger,
    private readonly metrics: PaymentMetrics,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What it meant for the payment. Throws NOT_FOUND for an unknown payment. */
  run(paymentId: string, seen: ReportedRefund): Promise<HeardRefund> {
    return this.database.transaction(async () => {
      const payment = await this.payments.lock(paymentId);
      const { heard, refund } = payment.hearRefund(seen, newId, this.clock.now());
      await this.payments.save(payment);
      if (heard === 'processed' && refund) await this.ledger.post(refundJournal(payment, refund));
      if (heard === 'processed' && refund)
        this.database.afterCommit(() => this.metrics.refunded(payment.tender, refund.amount));
      if (heard === 'returned' && refund) await this.ledger.post(returnJournal(payment, refund));
      return heard;
    });
  }
}
