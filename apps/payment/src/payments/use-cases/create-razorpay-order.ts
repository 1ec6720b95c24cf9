import { Injectable } from '@nestjs/common';
import type { PaymentWish } from '@chowk/contracts';
import { Clock, currentCall, Database, InjectStore, newId, Store, violates, type Principal } from '@chowk/kit';
import { Outlets } from '../../database/outlets.js';
import { ProviderAccounts } from '../../provider/database/provider-accounts.js';
import { Payment } from '../domain/payment.js';
import { PaymentProvider, ProviderRefusal, type ProviderSession } from '../../provider/external/payment-provider.js';
import { BillToPay } from './bill-to-pay.js';

/** A payment that can be begun in a checkout, and whether this call has made it. */
export interface BegunPayment {
  readonly payment: Payment;
  readonly providerOrderId: string;
  readonly keyId: string;
  readonly isNew: boolean;
}

type Payable = Pick<BegunPayment, 'payment' | 'isNew'>;

/**
 * Begins the payment of a bill. Our row comes first and its id is the receipt at Razorpay, so that after an answer that
 * never came the order is found instead of made twice. One payable payment per bill or share,
 * amount and tip, whoever asks how often; who pays a part has a payment of their own.
 */
@Injectable()
export class CreateRazorpayOrder {
  constructor(
    private readonly toPay: BillToPay,
    private readonly database: Database,
    private readonly outlets: Outlets,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly clock: Clock,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
  ) {}

  /**
   * Throws what {@link BillToPay} throws, PAYMENT_NOT_CONFIGURED, and what the provider's session throws: the bill then
   * stays payable.
   */
  async run(wish: PaymentWish, who: Principal): Promise<BegunPayment> {
    const bill = await this.toPay.find(wish, who);
    const account = await this.accounts.get();
    const { payment, isNew } = await this.#payable(bill.id, wish, account.keyId, who);
    const session = () => this.provider.session(account);
    const providerOrderId = payment.providerOrderId ?? (await this.#begin(payment, isNew, session()));
    return { payment, providerOrderId, keyId: account.keyId, isNew };
  }

  async #payable(billId: string, wish: PaymentWish, keyId: string, who: Principal): Promise<Payable> {
    const decide = () => this.database.transaction(() => this.#decide(billId, wish, keyId, who));
    try {
      return await decide();
    } catch (error) {
      // Somebody else was quicker by a moment
      if (violates(error, 'payment_payable_once')) return decide();
      throw error;
    }
  }

  /** The payment that can be begun: the one that was asked for in the same words, or a new one. */
  async #decide(billId: string, wish: PaymentWish, keyId: string, who: Principal): Promise<Payable> {
    const { bill, payments, amount, tip, shareId, isPart } = await this.toPay.sum(billId, wish);
    const askerId = isPart ? who.id : null;
    const asked = { amount, tip, keyId, shareId, askerId };
    // Of several the newest: the earlier ones have failed
    const known = payments.filter((payment) => payment.isPayableAs(asked)).sort(byNewest)[0];
    if (known) return { payment: known, isNew: false };
    const { outletId, orderIds, tableSessionId } = bill;
    const now = this.clock.now();
    const payment = Payment.ask(
      {
        ...{ billId, outletId, amount, tip, shareId, askerId, keyId, tableSessionId, orderIds: [...orderIds] },
        id: currentCall().idempotency?.subjectId ?? newId(),
        customerId: who.kind === 'customer' ? who.id : bill.customerId,
        businessDate: await this.outlets.businessDate(outletId, now),
      },
      now,
    );
    await this.payments.add(payment);
    return { payment, isNew: true };
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

const byNewest = (one: Payment, other: Payment): number => (one.id < other.id ? 1 : -1);

/** A receipt is used once: when it is refused, somebody else has made the order in the meantime. */
function foundInstead<Order>(find: () => Promise<Order | undefined>): (error: unknown) => Promise<Order> {
  return async (error) => {
    const order = error instanceof ProviderRefusal ? await find() : undefined;
    if (order === undefined) throw error;
    return order;
  };
}
