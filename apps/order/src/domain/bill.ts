import { BillRefundDue, BillSettled, BillState, type billStatus } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { exactSum, roundOff } from '@chowk/pricing';
import { Column, Entity } from 'typeorm';
import type { z } from 'zod';
import type { Order, PaymentStatus } from './order.js';

export interface BilledOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  /** Exact total of the order in paise. */
  readonly total: number;
  /** False once the order came to nothing. */
  readonly owed: boolean;
}

/** Money that came for the bill, in paise; `askedBack` is what we asked payment to return, `refunded` what it did. */
export interface BilledPayment {
  readonly paymentId: string;
  readonly tender: string;
  readonly orderIds: readonly string[];
  readonly amount: number;
  readonly askedBack: number;
  readonly refunded: number;
}

export type CapturedMoney = Pick<BilledPayment, 'paymentId' | 'tender' | 'orderIds' | 'amount'>;
export type NewBill = Pick<Bill, 'id' | 'outletId' | 'businessDate' | 'customerId' | 'tableSessionId'>;

/** A rupee: bills are rounded to it, once (Section 170 of the CGST Act). */
const roundOffUnit = 100;

/**
 * What is owed for one or more orders: `total = sum of their exact totals + round-off`. Money above it is asked back by
 * itself. Each change tells the new state once, so that a bill is changed once per saving.
 */
@Entity('bill')
export class Bill extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('date') businessDate!: string;
  @Column('text') status: z.output<typeof billStatus> = 'OPEN';
  @Column('uuid', { nullable: true }) customerId!: string | null;
  @Column('uuid', { nullable: true }) tableSessionId!: string | null;
  @Column('jsonb') orders: BilledOrder[] = [];
  @Column('jsonb') payments: BilledPayment[] = [];
  @MoneyColumn() subtotal: number = 0;
  @MoneyColumn() roundOff: number = 0;
  @MoneyColumn() total: number = 0;
  /** Captured and not given back. */
  @MoneyColumn() paid: number = 0;
  @MoneyColumn() refunded: number = 0;
  @MoneyColumn() due: number = 0;

  /** A bill that asks for nothing yet. */
  static open(request: NewBill): Bill {
    return Object.assign(new Bill(), request);
  }

  /** Settled and void bills take no further orders. */
  get isClosed(): boolean {
    return this.status === 'SETTLED' || this.status === 'VOID';
  }

  /** Asks for an order too; one that is on the bill already stays as it is. */
  add(order: Pick<Order, 'id' | 'orderNumber' | 'total'>): void {
    if (this.orders.some(({ orderId }) => orderId === order.id)) return;
    if (this.isClosed) throw new Error(`Bill ${this.id} takes no more orders`);
    const { id: orderId, orderNumber, total } = order;
    this.orders = [...this.orders, { orderId, orderNumber, total, owed: true }];
    this.#changed('OVERPAID');
  }

  /** No longer asks for an order that came to nothing; what was paid for it is asked back for that reason. */
  drop(orderId: string, reason: string): void {
    if (!this.orders.some((order) => order.orderId === orderId && order.owed)) return;
    this.orders = this.orders.map((order) => (order.orderId === orderId ? { ...order, owed: false } : order));
    this.#changed(reason);
  }

  /** Money arrived. A payment that is known already changes nothing; what is more than owed is asked back. */
  take(money: CapturedMoney): void {
    if (this.payments.some(({ paymentId }) => paymentId === money.paymentId)) return;
    const { paymentId, tender, orderIds, amount } = money;
    this.payments = [...this.payments, { paymentId, tender, orderIds, amount, askedBack: 0, refunded: 0 }];
    this.#changed(this.orders.some(({ owed }) => owed) ? 'OVERPAID' : 'ORDER_ENDED');
  }

  /** Money went back, `amount` paise of that payment; never more is noted than was taken. */
  giveBack(paymentId: string, amount: number): void {
    this.payments = this.payments.map((payment) => {
      if (payment.paymentId !== paymentId) return payment;
      const refunded = Math.min(payment.amount, payment.refunded + amount);
      return { ...payment, refunded, askedBack: Math.max(payment.askedBack, refunded) };
    });
    this.#changed('OVERPAID');
  }

  /** Orders the bill still asks for. */
  owedOrderIds(): string[] {
    return this.orders.filter(({ owed }) => owed).map(({ orderId }) => orderId);
  }

  /** How far an order of this bill is paid; an order that came to nothing looks at the payments made for it alone. */
  paymentStatusOf(orderId: string): PaymentStatus {
    if (this.orders.some((order) => order.orderId === orderId && order.owed)) {
      if (this.due === 0) return 'PAID';
      return this.paid > 0 ? 'PARTLY_PAID' : 'UNPAID';
    }
    const made = this.payments.filter(({ orderIds }) => orderIds.includes(orderId));
    if (made.some(({ refunded }) => refunded > 0)) return 'REFUNDED';
    return made.length > 0 ? 'PAID' : 'UNPAID';
  }

  #changed(reasonOfRefund: string): void {
    const owed = this.orders.filter((order) => order.owed);
    this.subtotal = exactSum(owed.map(({ total }) => total));
    this.roundOff = roundOff(this.subtotal, roundOffUnit);
    this.total = this.subtotal + this.roundOff;
    this.#askBack(reasonOfRefund);
    this.refunded = exactSum(this.payments.map(({ refunded }) => refunded));
    this.paid = exactSum(this.payments.map(({ amount }) => amount)) - this.refunded;
    this.due = this.status === 'SETTLED' ? 0 : Math.max(0, this.total - this.#kept());
    if (!this.isClosed) this.#closeIfDone(owed.length);
    this.#tellState();
  }

  #closeIfDone(owedOrders: number): void {
    if (owedOrders === 0 && this.orders.length > 0) this.status = 'VOID';
    else if (owedOrders > 0 && this.due === 0) {
      this.status = 'SETTLED';
      const { id: billId, outletId, businessDate, total, paid } = this;
      this.record(BillSettled, { billId, orderIds: this.owedOrderIds(), outletId, businessDate, total, paid });
    }
  }

  /** Money that is to stay: captured, less what was asked back. */
  #kept(): number {
    return exactSum(this.payments.map(({ amount, askedBack }) => amount - askedBack));
  }

  /** Asks payment for what is above the total, the newest payment first. */
  #askBack(reason: string): void {
    let excess = this.#kept() - this.total;
    for (const payment of [...this.payments].reverse()) {
      const amount = Math.min(excess, payment.amount - payment.askedBack);
      if (amount <= 0) continue;
      excess -= amount;
      const { paymentId, orderIds } = payment;
      this.payments = this.payments.map((one) =>
        one.paymentId === paymentId ? { ...one, askedBack: one.askedBack + amount } : one,
      );
      const { id: billId, outletId } = this;
      this.record(BillRefundDue, { billId, orderIds: [...orderIds], outletId, paymentId, amount, reason });
    }
  }

  #tellState(): void {
    const { id, outletId, businessDate, status, customerId, tableSessionId, roundOff, total, paid, due } = this;
    const orders = this.orders.map(({ orderId, orderNumber }) => ({ orderId, orderNumber }));
    this.record(BillState, {
      ...{ id, outletId, businessDate, status, orders, customerId, tableSessionId },
      ...{ currency: 'INR', roundOff, total, paid, due },
    });
  }
}
