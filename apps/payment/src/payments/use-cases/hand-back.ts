import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@chowk/kit';
import { DrawerBook } from '../../drawers/database/drawer-book.js';
import { Ledger } from '../../ledger/database/ledger.js';
import { refundJournal } from '../../ledger/domain/journal.js';
import type { Payment } from '../domain/payment.js';
import type { Refund } from '../domain/refund.js';
import { PaymentMetrics } from './payment-metrics.js';

/**
 * Gives back what was decided and is not at the provider. Cash leaves an open drawer of the outlet that has enough in it,
 * and waits until there is one; whoever took a card or a UPI payment reverses it there, so that it counts at once.
 */
@Injectable()
export class HandBack {
  constructor(
    private readonly drawers: DrawerBook,
    private readonly ledger: Ledger,
    private readonly metrics: PaymentMetrics,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All of a locked payment's refunds that can go now, in the open transaction; `cashierId`: whose drawer is taken first. */
  async run(payment: Payment, cashierId: string | null): Promise<void> {
    if (payment.tender === 'RAZORPAY') return;
    for (const refund of payment.refunds.filter(({ status }) => status === 'REQUESTED')) {
      const drawerId = payment.tender === 'CASH' ? await this.#outOfDrawer(payment, refund, cashierId) : null;
      if (drawerId === undefined) continue;
      const done = payment.handBack(refund.id, drawerId, this.clock.now());
      await this.ledger.post(refundJournal(payment, done));
      this.database.afterCommit(() => this.metrics.refunded(payment.tender, done.amount));
    }
  }

  /** The drawer that the cash left; undefined when none has as much. */
  async #outOfDrawer(
    { id: paymentId, outletId }: Payment,
    { amount, reason, requestedBy }: Refund,
    cashierId: string | null,
  ): Promise<string | undefined> {
    const drawer = await this.drawers.lockOneWith(amount, outletId, cashierId);
    if (!drawer) return undefined;
    await this.drawers.move(drawer, { kind: 'REFUND', amount, reason, paymentId, by: cashierId ?? requestedBy });
    return drawer.id;
  }
}
