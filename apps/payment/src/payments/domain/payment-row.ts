import type { PaymentState, RecordedTender } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column } from 'typeorm';
import { bookedStates, openStates, payableStates } from './payment-moves.js';
import { isOnItsWay, type Refund } from './refund.js';

/** What is kept of a payment, and what follows from it alone. Amounts in paise. */
export abstract class PaymentRow extends Aggregate {
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

  /** Whether the money of this payment at the provider is booked: whatever is said about it once more means nothing, and needs no lock. */
  isBooked(providerPaymentId: string): boolean {
    return this.providerPaymentId === providerPaymentId && bookedStates.includes(this.status);
  }

  /** Whether a person who asks to pay this, in these words, is to be sent to the provider with it (again). */
  isPayableAs(asked: Pick<PaymentRow, 'amount' | 'tip' | 'keyId' | 'shareId' | 'askerId'>): boolean {
    const { amount, tip, keyId, shareId, askerId } = asked;
    const isSame =
      this.amount === amount &&
      this.tip === tip &&
      this.keyId === keyId &&
      this.shareId === shareId &&
      this.askerId === askerId;
    return isSame && this.tender === 'RAZORPAY' && payableStates.includes(this.status);
  }
}
