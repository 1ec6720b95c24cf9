import { Injectable } from '@nestjs/common';
import { Clock, InjectStore, Log, Store } from '@chowk/kit';
import { Payment } from '../domain/payment.js';
import { isOnItsWay } from '../domain/refund.js';
import { ProviderRefusal, type ProviderSession } from '../../provider/external/payment-provider.js';
import { HandBack } from './hand-back.js';
import { ProviderDoor } from '../../provider/use-cases/provider-door.js';
import { RecordRefund } from './record-refund.js';

/**
 * Finishes refunds that were decided: cash once a drawer has it; of the others it tells the provider, and asks after those it has taken. May be repeated after any answer
 * that never came: the refund's id is its idempotency key there.
 */
@Injectable()
export class CarryOutRefunds {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly handBack: HandBack,
    private readonly door: ProviderDoor,
    private readonly record: RecordRefund,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** All unfinished refunds of a payment, or that one. Throws what the provider's session throws, except a refusal. */
  async run(paymentId: string, refundId?: string): Promise<void> {
    const payment = await this.payments.get(paymentId);
    if (payment.tender !== 'RAZORPAY') return this.#handBack(payment);
    const { providerPaymentId } = payment;
    const unfinished = payment.refunds.filter(
      ({ id, status }) =>
        (refundId === undefined || id === refundId) && (status === 'REQUESTED' || status === 'PENDING'),
    );
    if (unfinished.length === 0 || providerPaymentId === null) return;
    const session = await this.door.open();
    for (const { id, amount, status, providerRefundId } of unfinished) {
      const isKnownThere = status === 'PENDING' && providerRefundId !== null;
      const seen = isKnownThere
        ? await session.refundOf(providerPaymentId, providerRefundId)
        : await this.#ask(session, payment, { id, amount, providerPaymentId });
      if (seen) await this.record.run(payment.id, seen);
    }
  }

  async #handBack({ id, refunds }: Payment): Promise<void> {
    if (!refunds.some(isOnItsWay)) return;
    await this.payments.change(id, (payment) => this.handBack.run(payment, null));
  }

  async #ask(
    session: ProviderSession,
    payment: Payment,
    { id: refundId, amount, providerPaymentId }: { id: string; amount: number; providerPaymentId: string },
  ) {
    try {
      return await session.refund({ refundId, amount, providerPaymentId });
    } catch (error) {
      if (!(error instanceof ProviderRefusal) || error.details === undefined) throw error;
      const { description } = error;
      this.log.error('the provider refuses a refund', { paymentId: payment.id, refundId, description });
      await this.payments.change(payment.id, (kept) => kept.refundRefused(refundId, this.clock.now()));
      return undefined;
    }
  }
}
