import { Injectable } from '@nestjs/common';
import { Clock, Database, InjectStore, Log, newId, Store } from '@chowk/kit';
import { Bills } from '../database/bills.js';
import { Ledger } from '../../ledger/database/ledger.js';
import { captureJournal } from '../../ledger/domain/journal.js';
import { Payment, type Heard } from '../domain/payment.js';
import type { ReportedPayment } from '../../provider/domain/provider-report.js';
import { ProviderRefusal, type ProviderSession } from '../../provider/external/payment-provider.js';
import { PaymentMetrics } from './payment-metrics.js';

/**
 * Where verify, webhooks and the reconciliation meet: what the provider says about a payment is taken in once, with its
 * journal, however many say it at the same time. Authorised money is captured at the provider first.
 */
@Injectable()
export class CapturePayment {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly bills: Bills,
    private readonly ledger: Ledger,
    private readonly metrics: PaymentMetrics,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * The payment after the report, and what the report meant. `session` is called only for authorised money; throws what it
   * throws: the payment then stays AUTHORISED and is tried again. Throws NOT_FOUND for an unknown payment.
   */
  async run(
    paymentId: string,
    seen: ReportedPayment,
    session: () => Promise<ProviderSession>,
  ): Promise<{ payment: Payment; heard: Heard }> {
    const first = await this.takeIn(paymentId, seen);
    if (first.heard !== 'authorised') return first;
    return this.takeIn(paymentId, await captureAt(await session(), seen));
  }

  /**
   * One transaction, the open one if there is: row lock, state, journal, facts. A second call with the same news finds nothing left to
   * do. Authorised money is only noted. Throws NOT_FOUND for an unknown payment.
   */
  takeIn(paymentId: string, seen: ReportedPayment): Promise<{ payment: Payment; heard: Heard }> {
    return this.database.transaction(async () => {
      const payment = await this.payments.lock(paymentId);
      // Whoever takes cash for the same bill just now sees this money, or is seen by it
      await this.bills.lock(payment.billId);
      const before = payment.captured;
      const heard = payment.hear(seen, this.clock.now());
      if (heard === 'another') return { payment: await this.#second(payment, seen), heard };
      await this.payments.save(payment);
      if (payment.captured > before) await this.ledger.post(captureJournal(payment));
      this.database.afterCommit(() => this.#count(payment, heard));
      if (heard === 'quarantined') this.#alarm(payment, seen);
      return { payment, heard };
    });
  }

  #count({ tender, captured }: Payment, heard: Heard): void {
    if (heard === 'captured' || heard === 'quarantined') this.metrics[heard](tender, captured);
    if (heard === 'failed') this.metrics.failed(tender);
  }

  #alarm({ id: paymentId, amount: expected }: Payment, { amount: received }: ReportedPayment): void {
    this.database.afterCommit(() =>
      this.log.error('money arrived that does not fit what was asked: a person must look', {
        paymentId,
        expected,
        received,
      }),
    );
  }

  /** The row of the first payment is locked, so only one call makes the second. */
  async #second(first: Payment, seen: ReportedPayment): Promise<Payment> {
    const [known] = await this.payments.findBy({ providerPaymentId: seen.id }, { limit: 1 });
    if (known) return known;
    const payment = Payment.second(newId(), first, seen, this.clock.now());
    await this.payments.add(payment);
    await this.ledger.post(captureJournal(payment));
    this.database.afterCommit(() => this.#count(payment, 'captured'));
    return payment;
  }
}

/** Captures; when Razorpay says that there is nothing to capture, what it says the payment is now. */
async function captureAt(session: ProviderSession, seen: ReportedPayment): Promise<ReportedPayment> {
  try {
    return await session.capture(seen);
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const now = await session.payment(seen.id);
    if (now.status === 'authorized') throw error;
    return now;
  }
}
