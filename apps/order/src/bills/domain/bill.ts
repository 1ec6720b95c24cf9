import { BillBeingPaid, BillClosed, BillPresented, BillSplit, OutOfRange, RefundExceedsBill } from '@chowk/contracts';
import { newId, refuse } from '@chowk/kit';
import { exactSum } from '@chowk/pricing';
import { Entity } from 'typeorm';
import { BillAccount } from './bill-account.js';
import { billedLines } from './bill-line.js';
import { creditedOfLine, creditOf, refundable, type BillRefund, type RefundRequest } from './bill-refund.js';
import type { BilledOrder, Buyer } from './bill-row.js';
import type { BillShare } from './bill-shares.js';
import type { Order, PaymentStatus } from '../../orders/domain/order.js';
import { priceTheBill, totalOf, type ServiceCharge } from './price-the-bill.js';

export type BillableOrder = Pick<Order, 'id' | 'orderNumber' | 'token' | 'lines'>;
export type NewBill = Pick<
  Bill,
  'id' | 'outletId' | 'businessDate' | 'customerId' | 'tableSessionId' | 'tableLabel' | 'terms'
>;

/**
 * What is owed for one or more orders: `total = lines - discounts + charges + tax + round-off`. Once it is settled its amounts are frozen
 * and only credit notes take from it.
 */
@Entity('bill')
export class Bill extends BillAccount {
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
    if (creditOf(this, { lineIds }).amount > 0) this.credit({ lineIds }, { refundId: newId(), reason, by });
    else this.moneyChanged(reason);
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

  /** Shows people what they owe; what is paid already is settled with it. Throws BILL_CLOSED when nothing was ever owed. */
  present(): void {
    if (this.status === 'VOID') throw refuse(BillClosed);
    this.prints += 1;
    if (this.status === 'OPEN') this.status = 'PRESENTED';
    const { total, due, prints } = this;
    this.record(BillPresented, { ...this.head(), total, due, prints });
    this.moneyChanged('OVERPAID');
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
    this.touch();
  }

  /** Somebody at the table became known: the bill is theirs if it is nobody's yet. */
  belongTo(customerId: string): void {
    if (this.customerId !== null) return;
    this.customerId = customerId;
    this.touch();
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
    this.touch();
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
    this.credit(request, { refundId, reason, by });
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
    this.moneyChanged(reasonOfRefund);
  }

  #isCredited({ lines }: BilledOrder): boolean {
    const owedLines = lines.filter(({ total }) => total > 0);
    return owedLines.length > 0 && owedLines.every((line) => creditedOfLine(this.refunds, line.lineId) === line.total);
  }

  #refuseIfClosed(): void {
    if (this.isClosed) throw refuse(BillClosed);
  }
}
