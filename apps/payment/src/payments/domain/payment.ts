import {
  CashReceived,
  OutOfRange,
  PaymentCaptured,
  PaymentCreated,
  PaymentFailed,
  PaymentQuarantined,
  PaymentRefunded,
  PaymentStateConflict,
  RefundExceedsCaptured,
  type PaymentState,
} from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { Entity } from 'typeorm';
import { nextCheck } from './check-plan.js';
import type { NewPayment, TakenMoney } from './new-payment.js';
import { headOf } from './payment-head.js';
import { paymentMoves } from './payment-moves.js';
import { PaymentRow } from './payment-row.js';
import type { ReportedPayment, ReportedRefund } from '../../provider/domain/provider-report.js';
import { refundMoves, refundStatusAfter, type HeardRefund } from './refund-moves.js';
import type { Refund, RefundRequest } from './refund.js';

/** What a report of the provider meant for the payment; `another`: it tells of other money than this payment's. */
export type Heard = 'nothing' | 'authorised' | 'captured' | 'failed' | 'quarantined' | 'another';

/**
 * Money that moved, or is asked for, for one bill by one tender. Told by the provider in any order and any number of
 * times; it takes each thing in once and never goes back. All its facts are keyed by the bill.
 */
@Entity('payment')
export class Payment extends PaymentRow {
  /** A payment that is asked for; nobody has told the provider yet. */
  static ask(request: NewPayment, now: Date): Payment {
    const payment = Object.assign(new Payment(), request);
    payment.checkAt = nextCheck({ ...payment, status: 'CREATED', createdAt: now }, now);
    return payment;
  }

  /** Money that a member of staff has in hand, or vouches for: captured at once. */
  static take(money: TakenMoney, now: Date): Payment {
    const payment = Object.assign(new Payment(), money);
    const { amount, billId, drawerId, tendered, recordedBy: by } = payment;
    payment.status = 'CAPTURED';
    payment.captured = amount;
    payment.capturedAt = now;
    payment.#tellCapture(now);
    if (drawerId === null || tendered === null || by === null) return payment;
    const cash = { drawerId, tendered, change: tendered - amount, by };
    payment.record(CashReceived, { ...headOf(payment), ...cash }, { key: billId });
    return payment;
  }

  /** Money that came a second time for the same provider order: a payment of its own, captured at once. */
  static second(id: string, first: Payment, seen: ReportedPayment, now: Date): Payment {
    const { outletId, billId, shareId, orderIds, customerId, tableSessionId, businessDate } = first;
    const { keyId, providerOrderId } = first;
    const payment = Object.assign(new Payment(), {
      ...{ id, outletId, billId, shareId, orderIds, customerId, tableSessionId, businessDate, keyId, providerOrderId },
      amount: seen.amount,
      secondOf: first.id,
    });
    payment.hear(seen, now);
    return payment;
  }

  /** The provider knows it under this order now; the first answer stays, whoever else asked at the same time. */
  begun(providerOrderId: string): void {
    if (this.providerOrderId !== null) return;
    this.providerOrderId = providerOrderId;
    this.record(PaymentCreated, headOf(this), { key: this.billId });
  }

  /** Takes in what the provider says about an attempt to pay it. */
  hear(seen: ReportedPayment, now: Date): Heard {
    const hasMoney = seen.status === 'captured' || seen.status === 'refunded';
    if (!this.isOpen && this.providerPaymentId !== seen.id) return hasMoney ? 'another' : 'nothing';
    if (seen.status === 'created') return 'nothing';
    if (seen.status === 'failed') return this.#fail(seen, now);
    if (seen.amount !== this.amount || seen.currency !== this.currency) return this.#quarantine(seen, hasMoney, now);
    return hasMoney ? this.#capture(seen, now) : this.#authorise(seen, now);
  }

  /**
   * Decides on a refund; the provider is told afterwards. The same id again gives the same refund. Throws
   * PAYMENT_STATE_CONFLICT without captured money, OUT_OF_RANGE above what was captured, REFUND_EXCEEDS_CAPTURED above
   * what is left.
   */
  requestRefund({ id, billRefundId = null, amount: asked, reason, by }: RefundRequest, now: Date): Refund {
    const known = this.refunds.find((refund) => refund.id === id);
    if (known) return known;
    if (this.captured === 0) throw refuse(PaymentStateConflict, { status: this.status });
    const amount = asked ?? this.refundable;
    const { captured, refundable } = this;
    if (amount > captured)
      throw refuse(OutOfRange, [{ path: 'amount', code: 'OUT_OF_RANGE', message: `at most ${captured} was captured` }]);
    if (amount > refundable || amount === 0)
      throw refuse(RefundExceedsCaptured, { captured, refunded: this.refunded, left: refundable });
    const refund: Refund = {
      ...{ id, billRefundId, amount, reason, status: 'REQUESTED', drawerId: null },
      ...{ providerRefundId: null, requestedBy: by, requestedAt: now.toISOString() },
    };
    this.refunds = [...this.refunds, refund];
    this.#progressed(now);
    return refund;
  }

  /**
   * Takes in what the provider says about a refund of this payment, also of one that was made there. Throws
   * REFUND_EXCEEDS_CAPTURED when more would have gone back than ever arrived: a person must look.
   */
  hearRefund(seen: ReportedRefund, newId: () => string, now: Date): { heard: HeardRefund; refund?: Refund } {
    if (this.captured === 0) return { heard: 'early' };
    const known = this.refunds.find(({ id, providerRefundId }) => providerRefundId === seen.id || id === seen.receipt);
    const before: Refund = known ?? {
      ...{ id: newId(), billRefundId: null, amount: seen.amount, reason: 'made at the provider', status: 'REQUESTED' },
      ...{ providerRefundId: seen.id, requestedBy: 'provider', requestedAt: now.toISOString() },
    };
    const heard = refundMoves[before.status][seen.status];
    if (heard === 'nothing') return { heard, refund: before };
    if (heard === 'processed' && this.refunded + before.amount > this.captured)
      throw refuse(RefundExceedsCaptured, { captured: this.captured, refunded: this.refunded });
    const refund: Refund = { ...before, status: refundStatusAfter[heard], providerRefundId: seen.id };
    this.#replace(refund);
    if (heard === 'processed') this.#wentBack(refund);
    if (heard === 'returned') this.refunded -= refund.amount;
    this.#progressed(now);
    return { heard, refund };
  }

  /** Money that is not at the provider has gone back, cash out of that drawer. Throws PAYMENT_STATE_CONFLICT unless it was decided. */
  handBack(refundId: string, drawerId: string | null, now: Date): Refund {
    const decided = this.refunds.find(({ id }) => id === refundId);
    if (decided?.status !== 'REQUESTED') throw refuse(PaymentStateConflict, { refundStatus: decided?.status ?? null });
    const refund: Refund = { ...decided, status: 'PROCESSED', drawerId };
    this.#replace(refund);
    this.#wentBack(refund);
    this.#progressed(now);
    return refund;
  }

  /** The provider will not make this refund: what it held back is left again. */
  refundRefused(refundId: string, now: Date): void {
    const refund = this.refunds.find(({ id }) => id === refundId);
    if (refund?.status !== 'REQUESTED') return;
    this.#replace({ ...refund, status: 'FAILED' });
    this.#progressed(now);
  }

  /** Somebody looked after it and found nothing new: the next look comes later. */
  checked(now: Date): void {
    this.checks += 1;
    this.checkAt = nextCheck(this, now);
  }

  #capture(seen: ReportedPayment, now: Date): Heard {
    if (!this.#may('CAPTURED')) return 'nothing';
    this.#move('CAPTURED');
    this.#isOf(seen);
    this.captured = seen.amount;
    this.capturedAt = now;
    this.reason = null;
    this.#tellCapture(now);
    this.#progressed(now);
    return 'captured';
  }

  #tellCapture(now: Date): void {
    this.record(PaymentCaptured, { ...headOf(this), capturedAt: now.toISOString() }, { key: this.billId });
  }

  #wentBack(refund: Refund): void {
    this.refunded += refund.amount;
    this.#move(this.refunded >= this.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED');
    const { amount: refunded, reason } = refund;
    // The order service knows a refund of its bill by the id it gave it
    const refundId = refund.billRefundId ?? refund.id;
    this.record(PaymentRefunded, { ...headOf(this), refundId, refunded, reason }, { key: this.billId });
  }

  #authorise(seen: ReportedPayment, now: Date): Heard {
    if (this.status === 'AUTHORISED') return this.providerPaymentId === seen.id ? 'authorised' : 'nothing';
    if (!this.#may('AUTHORISED')) return 'nothing';
    this.#move('AUTHORISED');
    this.#isOf(seen);
    this.reason = null;
    this.#progressed(now);
    return 'authorised';
  }

  #fail(seen: ReportedPayment, now: Date): Heard {
    const isThisAttempt = this.providerPaymentId === seen.id;
    if (!this.#may('FAILED') || (this.status === 'FAILED' && isThisAttempt)) return 'nothing';
    if (this.status === 'AUTHORISED' && !isThisAttempt) return 'nothing';
    this.#move('FAILED');
    this.#isOf(seen);
    this.reason = seen.failure ?? 'The payment was not completed.';
    this.record(PaymentFailed, { ...headOf(this), reason: this.reason }, { key: this.billId });
    this.#progressed(now);
    return 'failed';
  }

  #quarantine(seen: ReportedPayment, hasMoney: boolean, now: Date): Heard {
    if (this.status === 'QUARANTINED' && this.captured === 0 && hasMoney) {
      this.captured = seen.amount;
      this.capturedAt = now;
      return 'quarantined';
    }
    if (!this.#may('QUARANTINED')) return 'nothing';
    this.#move('QUARANTINED');
    this.#isOf(seen);
    this.reason = 'AMOUNT_MISMATCH';
    if (hasMoney) {
      this.captured = seen.amount;
      this.capturedAt = now;
    }
    const { amount: expected, reason } = this;
    const received = seen.amount;
    this.record(PaymentQuarantined, { ...headOf(this), expected, received, reason }, { key: this.billId });
    this.#progressed(now);
    return 'quarantined';
  }

  #isOf(seen: ReportedPayment): void {
    this.providerPaymentId = seen.id;
    this.method = seen.method;
  }

  #may(to: PaymentState): boolean {
    return paymentMoves[this.status].includes(to);
  }

  #move(to: PaymentState): void {
    if (this.#may(to)) this.status = to;
  }

  #replace(refund: Refund): void {
    const others = this.refunds.filter(({ id }) => id !== refund.id);
    this.refunds = [...others, refund];
  }

  #progressed(now: Date): void {
    this.checks = 0;
    this.checkAt = nextCheck({ ...this, createdAt: this.createdAt ?? now }, now);
  }
}
