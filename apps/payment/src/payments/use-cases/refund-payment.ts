import { Injectable } from '@nestjs/common';
import {
  NotFound,
  PaymentProviderRefused,
  type DataOf,
  type BillRefundDue,
  type RefundPaymentBody,
} from '@chowk/contracts';
import {
  Clock,
  currentCall,
  currentTenantId,
  Database,
  InjectStore,
  newId,
  refuse,
  Store,
  type Principal,
} from '@chowk/kit';
import { Payment } from '../domain/payment.js';
import type { Refund } from '../domain/refund.js';
import { CarryOutRefunds } from './carry-out-refunds.js';
import { HandBack } from './hand-back.js';
import { OpenWork } from './open-work.js';

export interface RefundOutcome {
  readonly payment: Payment;
  /** False while the provider has not answered, or no drawer has the cash: it goes on by itself. */
  readonly isCertain: boolean;
}

/**
 * Gives money back: decided under the payment's row lock, then told to the provider; cash leaves a drawer in the same
 * transaction, and what other tenders took is given back where it was taken.
 */
@Injectable()
export class RefundPayment {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly carryOut: CarryOutRefunds,
    private readonly handBack: HandBack,
    private readonly work: OpenWork,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Refunds as a member of staff asks. Throws NOT_FOUND, what {@link Payment.requestRefund} throws, and
   * PAYMENT_PROVIDER_REFUSED when the provider will not; without its answer the refund stays decided.
   */
  async run(paymentId: string, { amount, reason }: RefundPaymentBody, who: Principal): Promise<RefundOutcome> {
    const refundId = currentCall().idempotency?.subjectId ?? newId();
    const decided = await this.payments.change(paymentId, async (payment) => {
      if (!who.mayEnter(payment.outletId)) throw refuse(NotFound);
      payment.requestRefund({ id: refundId, amount, reason, by: who.id }, this.clock.now());
      await this.handBack.run(payment, who.id);
    });
    if (decided.tender !== 'RAZORPAY')
      return { payment: decided, isCertain: statusOf(decided, refundId) === 'PROCESSED' };
    const isCertain = await this.#tryNow(paymentId, refundId);
    const payment = await this.payments.get(paymentId);
    if (statusOf(payment, refundId) === 'FAILED') throw refuse(PaymentProviderRefused, { refundId });
    return { payment, isCertain };
  }

  /**
   * Refunds what a bill does not want any more, in the open transaction: as much of it as is left, under the id of the
   * fact that asked for it.
   */
  async onFact(
    factId: string,
    due: Pick<DataOf<typeof BillRefundDue>, 'paymentId' | 'amount' | 'reason' | 'refundId'>,
  ): Promise<void> {
    const tenantId = currentTenantId();
    const { paymentId, reason, refundId: billRefundId } = due;
    const payment = await this.payments.lock(paymentId);
    const amount = Math.min(due.amount, payment.refundable);
    if (amount === 0) return;
    payment.requestRefund({ id: factId, billRefundId, amount, reason, by: 'order' }, this.clock.now());
    await this.handBack.run(payment, null);
    await this.payments.save(payment);
    this.database.afterCommit(() => this.work.payment(tenantId, paymentId));
  }

  async #tryNow(paymentId: string, refundId: string): Promise<boolean> {
    try {
      await this.carryOut.run(paymentId, refundId);
      return true;
    } catch (error) {
      this.work.tell(error, { paymentId, refundId });
      return false;
    }
  }
}

function statusOf({ refunds }: Payment, refundId: string): Refund['status'] | undefined {
  return refunds.find(({ id }) => id === refundId)?.status;
}
