import { Injectable } from '@nestjs/common';
import { NotFound, OrderCannotMove, PaymentStateConflict, type CreateRazorpayOrderBody } from '@chowk/contracts';
import { Clock, Copies, currentCall, InjectStore, newId, refuse, Store, violates, type Principal } from '@chowk/kit';
import { In } from 'typeorm';
import { arrivalOf, Bills, mayPay, type BillCopy } from '../database/bills.js';
import { Outlets } from '../database/outlets.js';
import { ProviderAccounts } from '../database/provider-accounts.js';
import { payableStates } from '../domain/payment-moves.js';
import { Payment } from '../domain/payment.js';
import { PaymentProvider, ProviderRefusal, type ProviderSession } from '../external/payment-provider.js';

/** A payment that can be begun in a checkout, and whether this call has made it. */
export interface BegunPayment {
  readonly payment: Payment;
  readonly providerOrderId: string;
  readonly keyId: string;
  readonly isNew: boolean;
}

/**
 * Begins the payment of a bill. Our row comes first and its id is the receipt at Razorpay, so that after an answer that
 * never came the order is found instead of made twice. One payable payment per bill and amount, whoever asks how often.
 */
@Injectable()
export class CreateRazorpayOrder {
  constructor(
    private readonly bills: Bills,
    private readonly copies: Copies,
    private readonly outlets: Outlets,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly clock: Clock,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
  ) {}

  /**
   * Throws NOT_FOUND for what is not the caller's, NOT_YET_AVAILABLE for what was made just now, ORDER_CANNOT_MOVE for an
   * order that ended, PAYMENT_STATE_CONFLICT for a bill without anything due, and what the provider's session throws.
   */
  async run({ orderId, billId }: CreateRazorpayOrderBody, who: Principal): Promise<BegunPayment> {
    const bill = await this.#billOf(orderId, billId, who);
    const amount = await this.#dueOf(bill);
    const account = await this.accounts.get();
    const { payment, isNew } = await this.#payable(bill, amount, account.keyId, who);
    const providerOrderId =
      payment.providerOrderId ?? (await this.#begin(payment, isNew, this.provider.session(account)));
    return { payment, providerOrderId, keyId: payment.keyId, isNew };
  }

  async #billOf(orderId: string | undefined, billId: string | undefined, who: Principal): Promise<BillCopy> {
    if (billId !== undefined) return this.#visibleBill(billId, who);
    if (orderId === undefined) throw refuse(NotFound);
    const order = await this.copies.await(
      arrivalOf(orderId),
      orderId,
      () => this.bills.findOrder(orderId),
      () => this.bills.isHere(orderId),
    );
    if (order.ended === null) return this.#visibleBill(order.billId, who);
    if (!mayPay(order, who)) throw refuse(NotFound);
    throw refuse(OrderCannotMove, { status: order.ended, allowed: [] });
  }

  #visibleBill(billId: string, who: Principal): Promise<BillCopy> {
    const visible = async () => {
      const bill = await this.bills.find(billId);
      return bill && mayPay(bill, who) ? bill : undefined;
    };
    return this.copies.await(arrivalOf(billId), billId, visible, () => this.bills.isHere(billId));
  }

  /** What the order service says is due, less what has arrived here and it has not heard of yet; money on its way back is gone. */
  async #dueOf(bill: BillCopy): Promise<number> {
    const made = await this.payments.findBy({ billId: bill.id });
    const arrived = made
      .filter(({ status }) => status !== 'QUARANTINED')
      .reduce((sum, { refundable }) => sum + refundable, 0);
    const due = Math.min(bill.due, bill.total - arrived);
    if (due <= 0) throw refuse(PaymentStateConflict, { billStatus: bill.status, due: 0 });
    return due;
  }

  async #payable(
    bill: BillCopy,
    amount: number,
    keyId: string,
    who: Principal,
  ): Promise<{ payment: Payment; isNew: boolean }> {
    const payable = () =>
      this.payments.findBy({ billId: bill.id, amount, keyId, status: In([...payableStates]) }, { limit: 1 });
    const [known] = await payable();
    if (known) return { payment: known, isNew: false };
    const { id: billId, outletId, orderIds, tableSessionId } = bill;
    const now = this.clock.now();
    const payment = Payment.ask(
      {
        ...{ billId, outletId, amount, keyId, tableSessionId, orderIds: [...orderIds] },
        id: currentCall().idempotency?.subjectId ?? newId(),
        customerId: who.kind === 'customer' ? who.id : bill.customerId,
        businessDate: await this.outlets.businessDate(outletId, now),
      },
      now,
    );
    try {
      await this.payments.add(payment);
      return { payment, isNew: true };
    } catch (error) {
      if (!violates(error, 'payment_payable_once')) throw error;
    }
    // Somebody else was quicker by a moment
    const [first] = await payable();
    if (!first) throw refuse(PaymentStateConflict, { billStatus: bill.status });
    return { payment: first, isNew: false };
  }

  /** Only a payment that nobody has told the provider of is made there without looking first. */
  async #begin(payment: Payment, isNew: boolean, session: ProviderSession): Promise<string> {
    const { id: receipt, amount, currency, billId } = payment;
    const make = () => session.createOrder({ receipt, amount, currency, billId });
    const find = () => session.findOrder(receipt);
    const order = (isNew ? undefined : await find()) ?? (await make().catch(foundInstead(find)));
    const begun = await this.payments.change(payment.id, (kept) => kept.begun(order.id));
    return begun.providerOrderId ?? order.id;
  }
}

/** A receipt is used once: when it is refused, somebody else has made the order in the meantime. */
function foundInstead<Order>(find: () => Promise<Order | undefined>): (error: unknown) => Promise<Order> {
  return async (error) => {
    const order = error instanceof ProviderRefusal ? await find() : undefined;
    if (order === undefined) throw error;
    return order;
  };
}
