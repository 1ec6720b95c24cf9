import {
  BillBeingPaid,
  BillClosed,
  BillPresented,
  BillRefundDue,
  BillRefunded,
  BillSettled,
  BillSplit,
  OutOfRange,
  RefundExceedsBill,
} from '@chowk/contracts';
import { newId, refuse } from '@chowk/kit';
import { exactSum } from '@chowk/pricing';
import { Entity } from 'typeorm';
import { billedLines } from './bill-line.js';
import { askBack, giveBack, kept, tips, type BilledPayment } from './bill-money.js';
import {
  creditedOfLine,
  creditOf,
  refundable,
  tendersBetween,
  type BillRefund,
  type RefundRequest,
} from './bill-refund.js';
import { BillRow, type BilledOrder, type Buyer } from './bill-row.js';
import { sharesAfterChange, type BillShare } from './bill-shares.js';
import type { Order, PaymentStatus } from '../../orders/domain/order.js';
import { priceTheBill, totalOf, type ServiceCharge } from './price-the-bill.js';

export type CapturedMoney = Pick<BilledPayment, 'paymentId' | 'tender' | 'orderIds' | 'amount' | 'tip' | 'shareId'>;
export type BillableOrder = Pick<Order, 'id' | 'orderNumber' | 'token' | 'lines'>;
export type NewBill = Pick<
  Bill,
  'id' | 'outletId' | 'businessDate' | 'customerId' | 'tableSessionId' | 'tableLabel' | 'terms'
>;

/** A document the bill must get before it is stored: its invoice, or the credit note of a refund. */
export type WantedDocument = { readonly kind: 'INVOICE' } | { readonly kind: 'CREDIT_NOTE'; readonly refundId: string };

/**
 * What is owed for one or more orders: `total = lines - discounts + charges + tax + round-off`, and always
 * `captured - asked back + due = total - credited + tips`. Money above it is asked back by itself. Once it is settled its amounts are
 * frozen and only credit notes take from it. The bill of a table is settled when it is paid and was presented, or when the people leave;
 * any other as soon as it is paid.
 */
@Entity('bill')
export class Bill extends BillRow {
  #isChanged = false;
  #isLeft = false;
  #wanted: WantedDocument[] = [];

  /** A bill that asks for nothing yet. */
  static open(request: NewBill): Bill {
    return Object.assign(new Bill(), request);
  }

  /** Asks for an order too, and certainly; one that is on the bill and certain already stays as it is. */
  add(order: BillableOrder): void {
    const known = this.orders.find(({ orderId }) => orderId === order.id);
    if (known && known.isUncertain !== true) return;
    if (this.isClosed) throw new Error(`Bill ${this.id} takes no more orders`);
    this.#put(order, {});
    if (!known && this.status === 'PRESENTED') this.status = 'OPEN';
    this.#priceAgain('OVERPAID');
  }

  /** The lines of an order have changed. Throws BILL_CLOSED. */
  change(order: BillableOrder, reason = 'OVERPAID'): void {
    this.#refuseIfClosed();
    const known = this.orders.find(({ orderId, owed }) => orderId === order.id && owed);
    if (!known) return;
    this.#put(order, known.isUncertain ? { isUncertain: true } : {});
    this.#priceAgain(reason);
  }

  /**
   * No longer asks for an order that came to nothing; what was paid for it is asked back for that reason. Once the bill is settled, a
   * credit note takes its lines back.
   */
  drop(orderId: string, reason: string, by = 'order'): void {
    const dropped = this.orders.find((order) => order.orderId === orderId && order.owed);
    if (!dropped) return;
    const isInvoiced = this.status === 'SETTLED';
    this.orders = this.orders.map((order) => (order === dropped ? { ...order, owed: false, isInvoiced } : order));
    if (!isInvoiced) return this.#priceAgain(reason);
    const lineIds = new Set(dropped.lines.map(({ lineId }) => lineId));
    if (creditOf(this, { lineIds }).amount > 0) this.#credit({ lineIds }, { refundId: newId(), reason, by });
    else this.#moneyChanged(reason);
  }

  /** Whether an order that was dropped can be asked for again here. */
  get takesBack(): boolean {
    return this.status !== 'SETTLED';
  }

  /** Asks again for an order that was dropped, though it is not certain until it is added; a void bill is open again. */
  readopt(order: BillableOrder): void {
    if (!this.takesBack) throw new Error(`Bill ${this.id} is settled and takes no order back`);
    this.status = 'OPEN';
    this.#put(order, { isUncertain: true });
    this.#priceAgain('OVERPAID');
  }

  /** Money arrived. A payment that is known already changes nothing; what is more than owed is asked back, its tip with it. */
  take({ paymentId, tender, orderIds, amount, tip = 0, shareId = null }: CapturedMoney): void {
    if (this.payments.some((payment) => payment.paymentId === paymentId)) return;
    const isSurplus = this.due === 0 && amount > tip;
    const money = { paymentId, tender, orderIds, amount, tip: isSurplus ? 0 : tip, shareId };
    this.payments = [...this.payments, { ...money, askedBack: 0, refunded: 0 }];
    this.#moneyChanged(this.orders.some(({ owed }) => owed) ? 'OVERPAID' : 'ORDER_ENDED');
  }

  /**
   * Money went back, `amount` paise of that payment. What the bill had not asked for is owed again, or, once it is settled, taken
   * back by a credit note.
   */
  giveBack(paymentId: string, amount: number, { reason = 'PAYMENT_REFUNDED', by = 'payment' } = {}): void {
    const before = this.payments;
    const { payments, unasked } = giveBack(before, paymentId, amount);
    this.payments = payments;
    if (this.status === 'SETTLED' && unasked > 0) {
      const tenders = tendersBetween(before, payments);
      this.#credit({ amount: unasked }, { refundId: newId(), reason, by, tenders });
    } else this.#moneyChanged('OVERPAID');
  }

  /** Shows people what they owe; what is paid already is settled with it. Throws BILL_CLOSED when nothing was ever owed. */
  present(): void {
    if (this.status === 'VOID') throw refuse(BillClosed);
    this.prints += 1;
    if (this.status === 'OPEN') this.status = 'PRESENTED';
    const { total, due, prints } = this;
    this.record(BillPresented, { ...this.head(), total, due, prints });
    this.#moneyChanged('OVERPAID');
  }

  /** The people leave: a bill that is paid is settled, presented or not. */
  leave(): void {
    this.#isLeft = true;
    if (!this.isClosed) this.#moneyChanged('OVERPAID');
  }

  /** Asks for a service charge, or for none. Throws BILL_CLOSED. */
  agreeTo(serviceCharge: ServiceCharge | null): void {
    this.#refuseIfClosed();
    this.serviceCharge = serviceCharge;
    this.#priceAgain('OVERPAID');
  }

  /** Makes the invoice out to somebody, or to nobody. Throws BILL_CLOSED. */
  makeOutTo(buyer: Buyer | null): void {
    this.#refuseIfClosed();
    this.buyer = buyer;
    this.#isChanged = true;
  }

  /** Somebody at the table became known: the bill is theirs if it is nobody's yet. */
  belongTo(customerId: string): void {
    if (this.customerId !== null) return;
    this.customerId = customerId;
    this.#isChanged = true;
  }

  /** Notes the numbers called out for its orders, for the invoice. */
  noteTokens(orders: readonly Pick<Order, 'id' | 'token'>[]): void {
    const tokens = new Map(orders.map(({ id, token }) => [id, token]));
    this.orders = this.orders.map((order) => {
      const token = tokens.get(order.orderId) ?? order.token ?? null;
      return token === order.token ? order : { ...order, token };
    });
  }

  /** Throws BILL_CLOSED, and BILL_BEING_PAID once a share has money. */
  refuseSplit(): void {
    this.#refuseIfClosed();
    const paidShares = this.shares.filter(({ paid }) => paid > 0);
    if (paidShares.length > 0) throw refuse(BillBeingPaid, paidShares);
  }

  /** Divides the bill; the shares sum to its total. Throws as {@link refuseSplit}. */
  split(by: string, shares: readonly BillShare[]): void {
    this.refuseSplit();
    if (exactSum(shares.map(({ amount }) => amount)) !== this.total) throw new Error('The shares are not the bill');
    this.shares = [...shares];
    this.record(BillSplit, { ...this.head(), by, shares: this.shares });
    this.#isChanged = true;
  }

  /**
   * Takes lines or an amount of a settled bill back; the money goes back by itself, out of the newest payments first. Throws
   * OUT_OF_RANGE above the bill, REFUND_EXCEEDS_BILL above what is left of it.
   */
  refund(request: RefundRequest, { refundId, reason, by }: Pick<BillRefund, 'refundId' | 'reason' | 'by'>): void {
    const left = refundable(this);
    if ('amount' in request && request.amount > this.total)
      throw refuse(OutOfRange, [
        { path: 'amount', code: 'OUT_OF_RANGE', message: `must be at most ${this.total}, the total of the bill` },
      ]);
    const amount = 'amount' in request ? request.amount : creditOf(this, request).amount;
    if (amount <= 0 || amount > left) throw refuse(RefundExceedsBill, { left });
    this.#credit(request, { refundId, reason, by });
  }

  /** How far an order of this bill is paid; an order that came to nothing looks at what is given back of the payments for it. */
  paymentStatusOf(orderId: string): PaymentStatus {
    const order = this.orders.find((one) => one.orderId === orderId);
    if (order?.owed) {
      if (this.#isCredited(order)) return 'REFUNDED';
      if (this.due === 0) return 'PAID';
      return this.paid > 0 ? 'PARTLY_PAID' : 'UNPAID';
    }
    const made = this.payments.filter(({ orderIds, askedBack }) => orderIds.includes(orderId) && askedBack > 0);
    if (made.some(({ refunded }) => refunded > 0)) return 'REFUNDED';
    return made.length > 0 ? 'PAID' : 'UNPAID';
  }

  /** Documents it must get before it is stored, in their order. */
  wantedDocuments(): readonly WantedDocument[] {
    return this.#wanted;
  }

  /** The wanted document was written under that number. */
  documented(wanted: WantedDocument, number: string, at: Date): void {
    this.#wanted = this.#wanted.filter((one) => one !== wanted);
    if (wanted.kind === 'INVOICE') return this.#invoiced(number, at);
    const { refundId } = wanted;
    this.refunds = this.refunds.map((refund) =>
      refund.refundId === refundId ? { ...refund, creditNoteNumber: number, at: at.toISOString() } : refund,
    );
    const { amount = 0, reason = '', by = '' } = this.refunds.find((refund) => refund.refundId === refundId) ?? {};
    this.record(BillRefunded, { ...this.head(), refundId, creditNoteNumber: number, amount, reason, by });
  }

  /** Tells its state once before it is stored, however often it changed. */
  seal(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.tellState();
  }

  #put(order: BillableOrder, certainty: Pick<BilledOrder, 'isUncertain'>): void {
    const { id: orderId, orderNumber, token } = order;
    const lines = billedLines(order.lines);
    const billed = { orderId, orderNumber, token, total: totalOf(lines), owed: true, ...certainty, lines };
    this.orders = this.orders.some((one) => one.orderId === orderId)
      ? this.orders.map((one) => (one.orderId === orderId ? billed : one))
      : [...this.orders, billed];
  }

  #priceAgain(reasonOfRefund: string): void {
    const { outletId, terms, serviceCharge } = this;
    if (!terms) throw new Error(`Bill ${this.id} has no terms to be priced by`);
    const { amounts, lines } = priceTheBill(this.lines, { outletId, terms, serviceCharge });
    Object.assign(this, amounts);
    this.orders = this.orders.map((order) => {
      const priced = order.lines.map((line) => lines.get(line.lineId) ?? line);
      return { ...order, lines: priced, total: totalOf(priced) };
    });
    this.#moneyChanged(reasonOfRefund);
  }

  #credit(
    request: RefundRequest,
    { refundId, reason, by, tenders }: Pick<BillRefund, 'refundId' | 'reason' | 'by'> & Partial<BillRefund>,
  ): void {
    const { amount, parts, roundOff } = creditOf(this, request);
    const before = this.payments;
    this.credited += amount;
    this.#wanted.push({ kind: 'CREDIT_NOTE', refundId });
    this.#moneyChanged(reason, refundId);
    const given = tenders ?? tendersBetween(before, this.payments);
    const refund = { refundId, creditNoteNumber: null, at: null, by, reason, amount, roundOff, parts };
    this.refunds = [...this.refunds, { ...refund, tenders: given }];
  }

  #moneyChanged(reasonOfRefund: string, refundId?: string): void {
    const owed = this.orders.filter((order) => order.owed);
    // Nobody tips for what came to nothing
    if (owed.length === 0) this.payments = this.payments.map((payment) => ({ ...payment, tip: 0 }));
    this.#askBack(reasonOfRefund, refundId);
    this.refunded = exactSum(this.payments.map(({ refunded }) => refunded));
    this.paid = exactSum(this.payments.map(({ amount }) => amount)) - this.refunded;
    this.tips = tips(this.payments);
    this.due = Math.max(0, this.total - this.credited - kept(this.payments));
    if (!this.isClosed) {
      this.shares = sharesAfterChange(this.shares, this.total, this.payments);
      this.#closeIfDone(owed);
    }
    this.#isChanged = true;
  }

  #closeIfDone(owed: readonly BilledOrder[]): void {
    if (owed.length === 0 && this.orders.length > 0) this.status = 'VOID';
    const maySettle = this.tableSessionId === null || this.status === 'PRESENTED' || this.#isLeft;
    if (owed.length === 0 || this.due > 0 || !maySettle || owed.some(({ isUncertain }) => isUncertain)) return;
    this.status = 'SETTLED';
    this.#wanted.push({ kind: 'INVOICE' });
  }

  #invoiced(number: string, at: Date): void {
    this.invoiceNumber = number;
    this.settledAt = at;
    const { id: billId, outletId, businessDate, total, paid, tips: tipped, tableSessionId } = this;
    this.record(BillSettled, {
      ...{ billId, orderIds: this.owedOrderIds(), outletId, businessDate, total, paid, tableSessionId },
      ...{ invoiceNumber: number, tips: tipped },
    });
  }

  /** Asks payment for what is above the total, the newest payment first. */
  #askBack(reason: string, refundId: string | undefined): void {
    const { id: billId, outletId } = this;
    const { payments, asked } = askBack(this.payments, kept(this.payments) - (this.total - this.credited));
    this.payments = payments;
    for (const { paymentId, orderIds, amount } of asked)
      this.record(BillRefundDue, {
        ...{ billId, orderIds: [...orderIds], outletId, paymentId, amount, reason },
        ...(refundId === undefined ? {} : { refundId }),
      });
  }

  #isCredited({ lines }: BilledOrder): boolean {
    const owedLines = lines.filter(({ total }) => total > 0);
    return owedLines.length > 0 && owedLines.every((line) => creditedOfLine(this.refunds, line.lineId) === line.total);
  }

  #refuseIfClosed(): void {
    if (this.isClosed) throw refuse(BillClosed);
  }
}
