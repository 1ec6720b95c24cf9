import { Injectable } from '@nestjs/common';
import {
  NotFound,
  OrderCannotMove,
  PaymentExceedsDue,
  PaymentStateConflict,
  UnknownReference,
  type PaymentWish,
} from '@chowk/contracts';
import { Copies, DomainError, InjectStore, refuse, Store, unknownReference, type Principal } from '@chowk/kit';
import { Raw } from 'typeorm';
import { arrivalOf, Bills, mayPay, type BillCopy } from '../database/bills.js';
import { amountDue } from '../domain/amount-due.js';
import { Payment } from '../domain/payment.js';
import { VisibleBill } from './visible-bill.js';

/** What a payment is asked to be. Amounts in paise. */
export interface AskedSum {
  readonly bill: BillCopy;
  /** All that anybody has begun to pay of it. */
  readonly payments: readonly Payment[];
  /** With the tip. */
  readonly amount: number;
  readonly tip: number;
  readonly shareId: string | null;
  /** Whether somebody wants to pay less than all that is due of the bill or share. */
  readonly isPart: boolean;
}

/** What is there to decide on, while nobody else does. */
interface Held {
  readonly bill: BillCopy | undefined;
  readonly payments: readonly Payment[];
}

/** Where every way to pay begins: which bill is meant, and what is due of it at this moment. */
@Injectable()
export class BillToPay {
  constructor(
    private readonly bills: Bills,
    private readonly copies: Copies,
    private readonly visibleBill: VisibleBill,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
  ) {}

  /**
   * The bill as far as the caller may pay it. Throws NOT_FOUND for what is not the caller's, NOT_YET_AVAILABLE for what was
   * made just now, ORDER_CANNOT_MOVE for an order that ended, UNKNOWN_REFERENCE for a share that the bill does not have.
   */
  async find(wish: PaymentWish, who: Principal): Promise<BillCopy> {
    const bill = await this.#billOf(wish, who);
    const { shareId } = wish;
    if (shareId === undefined || hasShare(bill, shareId)) return bill;
    return this.#withShare(bill.id, shareId);
  }

  /**
   * What {@link find} and {@link sum} give, with one look in the open transaction; undefined when find may have to wait or to refuse:
   * nothing is said then of what the caller may not see.
   */
  async sumIfHere(wish: PaymentWish, who: Principal): Promise<AskedSum | undefined> {
    const { orderId, billId } = wish;
    if (billId !== undefined) return this.#sumIfSeen(wish, who, this.#hold(billId));
    return orderId === undefined ? undefined : this.#sumIfSeen(wish, who, this.#holdOfOrder(orderId));
  }

  /**
   * What this payment is to be, in the open transaction, until whose end nobody else decides here on money of the bill.
   * Throws PAYMENT_STATE_CONFLICT when nothing is due, PAYMENT_EXCEEDS_DUE for more than is.
   */
  async sum(billId: string, wish: PaymentWish): Promise<AskedSum> {
    const { bill, payments } = await this.#hold(billId);
    if (!bill) throw refuse(NotFound);
    if (wish.shareId !== undefined && !hasShare(bill, wish.shareId)) throw unknownShare();
    return sumOf(bill, payments, wish);
  }

  async #sumIfSeen(wish: PaymentWish, who: Principal, held: Promise<Held>): Promise<AskedSum | undefined> {
    const { bill, payments } = await held;
    if (!bill || !mayPay(bill, who)) return undefined;
    if (wish.shareId !== undefined && !hasShare(bill, wish.shareId)) return undefined;
    return sumOf(bill, payments, wish);
  }

  async #hold(billId: string): Promise<Held> {
    await this.bills.lock(billId);
    const [bill, payments] = await Promise.all([this.bills.find(billId), this.payments.findBy({ billId })]);
    return { bill, payments };
  }

  async #holdOfOrder(orderId: string): Promise<Held> {
    await this.bills.lockOfOrder(orderId);
    const billId = Raw((column) => `${column} = (select bill_id from billed_order where order_id = :orderId)`, {
      orderId,
    });
    const [bill, payments] = await Promise.all([this.bills.findOfOrder(orderId), this.payments.findBy({ billId })]);
    return { bill, payments };
  }

  async #billOf({ orderId, billId }: PaymentWish, who: Principal): Promise<BillCopy> {
    if (billId !== undefined) return this.visibleBill.run(billId, who);
    if (orderId === undefined) throw refuse(NotFound);
    const order = await this.copies.await(
      arrivalOf(orderId),
      orderId,
      () => this.bills.findOrder(orderId),
      () => this.bills.isHere(orderId),
    );
    if (order.ended === null) return this.visibleBill.run(order.billId, who);
    if (!mayPay(order, who)) throw refuse(NotFound);
    throw refuse(OrderCannotMove, { status: order.ended, allowed: [] });
  }

  /** A bill that was split a moment ago may not have arrived so. */
  async #withShare(billId: string, shareId: string): Promise<BillCopy> {
    const split = async () => {
      const bill = await this.bills.find(billId);
      return bill && hasShare(bill, shareId) ? bill : undefined;
    };
    try {
      return await this.copies.await(arrivalOf(billId), shareId, split, () => Promise.resolve(false));
    } catch (error) {
      throw error instanceof DomainError && error.code === NotFound.code ? unknownShare() : error;
    }
  }
}

function hasShare({ shares }: BillCopy, shareId: string): boolean {
  return shares.some((share) => share.shareId === shareId);
}

function unknownShare(): DomainError {
  return refuse(UnknownReference, [unknownReference('shareId')]);
}

function sumOf(
  bill: BillCopy,
  payments: readonly Payment[],
  { amount: asked, tip = 0, ...wish }: PaymentWish,
): AskedSum {
  const shareId = wish.shareId ?? null;
  const due = amountDue(bill, payments, shareId);
  if (due === 0) throw refuse(PaymentStateConflict, { billStatus: bill.status, due });
  const forBill = asked ?? due;
  if (forBill > due) throw refuse(PaymentExceedsDue, { due, asked: forBill });
  return { bill, payments, amount: forBill + tip, tip, shareId, isPart: forBill < due };
}
