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
  type RecordedTender,
} from '@chowk/contracts';
import { Aggregate, MoneyColumn, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { nextCheck } from './check-plan.js';
import { headOf } from './payment-head.js';
import { openStates, paymentMoves } from './payment-moves.js';
import type { ReportedPayment, ReportedRefund } from './provider-report.js';
import { refundMoves, refundStatusAfter, type HeardRefund } from './refund-moves.js';
import { isOnItsWay, type Refund, type RefundRequest } from './refund.js';

/** What every payment is made for. */
type PaidFor = Pick<
  Payment,
  'id' | 'outletId' | 'billId' | 'orderIds' | 'customerId' | 'tableSessionId' | 'businessDate' | 'amount'
> &
  Partial<Pick<Payment, 'shareId' | 'tip'>>;

/** A payment at the provider. */
export type NewPayment = PaidFor & { readonly keyId: string } & Partial<Pick<Payment, 'askerId'>>;

/** Money that somebody of the staff has taken. */
export type TakenMoney = PaidFor & {
  readonly tender: RecordedTender;
  readonly reference: string | null;
  /** The member of staff. */
  readonly recordedBy: string;
  /** Cash only: the drawer it went into, and how much was handed over. */
  readonly drawerId: string | null;
  readonly tendered: number | null;
};

/** What a report of the provider meant for the payment; `another`: it tells of other money than this payment's. */
export type Heard = 'nothing' | 'authorised' | 'captured' | 'failed' | 'quarantined' | 'another';

/**
 * Money that moved, or is asked for, for one bill by one tender. Told by the provider in any order and any number of
 * times; it takes each thing in once and never goes back. All its facts are keyed by the bill.
 */
@Entity('payment')
export class Payment extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('uuid') billId!: string;
  @Column('jsonb') orderIds!: string[];
  @Column('uuid', { nullable: true }) customerId!: string | null;
  @Column('uuid', { nullable: true }) tableSessionId!: string | null;
  @Column('date') businessDate!: string;
  @Column('text') tender: 'RAZORPAY' | RecordedTender = 'RAZORPAY';
  @Column('text') status: PaymentState = 'CREATED';
  @Column('text') currency = 'INR' as const;
  /** What was asked for, in paise, with the tip. */
  @MoneyColumn() amount!: number;
  /** Part of the amount that is beyond the bill. */
  @MoneyColumn() tip: number = 0;
  /** The share of the bill it is for; null: the bill as a whole. */
  @Column('uuid', { nullable: true }) shareId: string | null = null;
  /** Who asked to pay a part of what is due: nobody else is sent to this payment. */
  @Column('uuid', { nullable: true }) askerId: string | null = null;
  /** What arrived. */
  @MoneyColumn() captured: number = 0;
  /** What went back. */
  @MoneyColumn() refunded: number = 0;
  /** What the slip or the bank's message said, and who of the staff took the money. */
  @Column('text', { nullable: true }) reference: string | null = null;
  @Column('uuid', { nullable: true }) recordedBy: string | null = null;
  /** The drawer that its cash is in, and what was handed over. */
  @Column('uuid', { nullable: true }) drawerId: string | null = null;
  @MoneyColumn({ nullable: true }) tendered: number | null = null;
  /** Our key at the provider under which it was begun; null for what is not paid there. */
  @Column('text', { nullable: true }) keyId: string | null = null;
  @Column('text', { nullable: true }) providerOrderId: string | null = null;
  @Column('text', { nullable: true }) providerPaymentId: string | null = null;
  @Column('text', { nullable: true }) method: string | null = null;
  @Column('text', { nullable: true }) reason: string | null = null;
  @Column('jsonb') refunds: Refund[] = [];
  @Column('timestamptz', { nullable: true }) capturedAt: Date | null = null;
  /** The first payment of the same provider order, when this one is money that came a second time. */
  @Column('uuid', { nullable: true }) secondOf: string | null = null;
  /** When a sweep must ask the provider, because an answer or webhook may be lost. */
  @Column('timestamptz', { nullable: true }) checkAt: Date | null = null;
  @Column('integer') checks: number = 0;

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

  /** What could still go back: captured, less what went back and what is on its way. */
  get refundable(): number {
    const onItsWay = this.refunds.filter(isOnItsWay).reduce((sum, { amount }) => sum + amount, 0);
    return Math.max(0, this.captured - this.refunded - onItsWay);
  }

  /** What of it stays for the bill: money that fits, less what goes back; the tip goes back last. */
  get forBill(): number {
    return this.captured === this.amount ? Math.max(0, this.refundable - this.tip) : 0;
  }

  /** Handed over less the amount; null when it is no cash. */
  get change(): number | null {
    return this.tendered === null ? null : this.tendered - this.amount;
  }

  get isOpen(): boolean {
    return openStates.includes(this.status);
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
