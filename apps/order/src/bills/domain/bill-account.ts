import { BillRefundDue, BillRefunded, BillSettled } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { exactSum } from '@chowk/pricing';
import { askBack, giveBack, kept, tips, type BilledPayment } from './bill-money.js';
import { creditOf, tendersBetween, type BillRefund, type RefundRequest } from './bill-refund.js';
import { BillRow, type BilledOrder } from './bill-row.js';
import { sharesAfterChange } from './bill-shares.js';

export type CapturedMoney = Pick<BilledPayment, 'paymentId' | 'tender' | 'orderIds' | 'amount' | 'tip' | 'shareId'>;

/** A document the bill must get before it is stored: its invoice, or the credit note of a refund. */
export type WantedDocument = { readonly kind: 'INVOICE' } | { readonly kind: 'CREDIT_NOTE'; readonly refundId: string };

/**
 * What was paid for a bill, asked back and credited. Always `captured - asked back + due = total - credited + tips`: money above it is
 * asked back by itself. The bill of a table is settled when it is paid and was presented, or when the people leave; any other as soon as
 * it is paid.
 */
export abstract class BillAccount extends BillRow {
  #isChanged = false;
  #isLeft = false;
  #wanted: WantedDocument[] = [];

  /** Money arrived. A payment that is known already changes nothing; what is more than owed is asked back, its tip with it. */
  take({ paymentId, tender, orderIds, amount, tip = 0, shareId = null }: CapturedMoney): void {
    if (this.payments.some((payment) => payment.paymentId === paymentId)) return;
    const isSurplus = this.due === 0 && amount > tip;
    const money = { paymentId, tender, orderIds, amount, tip: isSurplus ? 0 : tip, shareId };
    this.payments = [...this.payments, { ...money, askedBack: 0, refunded: 0 }];
    this.moneyChanged(this.orders.some(({ owed }) => owed) ? 'OVERPAID' : 'ORDER_ENDED');
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
      this.credit({ amount: unasked }, { refundId: newId(), reason, by, tenders });
    } else this.moneyChanged('OVERPAID');
  }

  /** The people leave: a bill that is paid is settled, presented or not. */
  leave(): void {
    this.#isLeft = true;
    if (!this.isClosed) this.moneyChanged('OVERPAID');
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

  /** Its state is told once before it is stored. */
  protected touch(): void {
    this.#isChanged = true;
  }

  /** Takes part of the settled bill back by a credit note; without `tenders` payment is asked for the money. */
  protected credit(
    request: RefundRequest,
    { refundId, reason, by, tenders }: Pick<BillRefund, 'refundId' | 'reason' | 'by'> & Partial<BillRefund>,
  ): void {
    const { amount, parts, roundOff } = creditOf(this, request);
    const before = this.payments;
    this.credited += amount;
    this.#wanted.push({ kind: 'CREDIT_NOTE', refundId });
    this.moneyChanged(reason, refundId);
    const given = tenders ?? tendersBetween(before, this.payments);
    const refund = { refundId, creditNoteNumber: null, at: null, by, reason, amount, roundOff, parts };
    this.refunds = [...this.refunds, { ...refund, tenders: given }];
  }

  /** Sums up anew: asks for what is too much, for that reason, and settles the bill when it is done. */
  protected moneyChanged(reasonOfRefund: string, refundId?: string): void {
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
    this.touch();
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
}
