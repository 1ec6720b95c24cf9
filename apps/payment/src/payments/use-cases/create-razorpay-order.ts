import { Injectable } from '@nestjs/common';
import { VersionConflict, type PaymentWish } from '@chowk/contracts';
import {
  Clock,
  currentCall,
  Database,
  DomainError,
  InjectStore,
  newId,
  Store,
  violates,
  type Principal,
} from '@chowk/kit';
import { Outlets } from '../../database/outlets.js';
import { ProviderAccounts, type OpenAccount } from '../../provider/database/provider-accounts.js';
import { Payment } from '../domain/payment.js';
import { PaymentProvider, ProviderRefusal, type ProviderSession } from '../../provider/external/payment-provider.js';
import { BillToPay, type AskedSum } from './bill-to-pay.js';

/** A payment that can be begun in a checkout, and whether this call has made it. */
export interface BegunPayment {
  readonly payment: Payment;
  readonly providerOrderId: string;
  readonly keyId: string;
  readonly isNew: boolean;
}

type Payable = Pick<BegunPayment, 'payment' | 'isNew'> & { readonly account: OpenAccount };

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
    const { payment, isNew, account } = (await this.#payableIfHere(wish, who)) ?? (await this.#payable(wish, who));
    const session = () => this.provider.session(account);
    const providerOrderId = payment.providerOrderId ?? (await this.#begin(payment, isNew, session()));
    return { payment, providerOrderId, keyId: account.keyId, isNew };
  }

  /** Nearly always all is here: one transaction. */
  #payableIfHere(wish: PaymentWish, who: Principal): Promise<Payable | undefined> {
    return this.#decided(async () => {
      const asked = await this.toPay.sumIfHere(wish, who);
      return asked && this.#decide(asked, who);
    });
  }

  async #payable(wish: PaymentWish, who: Principal): Promise<Payable> {
    const { id: billId } = await this.toPay.find(wish, who);
    return this.#decided(async () => this.#decide(await this.toPay.sum(billId, wish), who));
  }

  async #decided<Decision>(work: () => Promise<Decision>): Promise<Decision> {
    const decide = () => this.database.transaction(work);
    try {
      return await decide();
    } catch (error) {
      // Somebody else was quicker by a moment
      if (violates(error, 'payment_payable_once')) return decide();
      throw error;
    }
  }

  /** The payment that can be begun: the one that was asked for in the same words, or a new one. */
  async #decide({ bill, payments, amount, tip, shareId, isPart }: AskedSum, who: Principal): Promise<Payable> {
    const account = await this.accounts.get();
    const { keyId } = account;
    const askerId = isPart ? who.id : null;
    const asked = { amount, tip, keyId, shareId, askerId };
    // Of several the newest: the earlier ones have failed
    const known = payments.filter((payment) => payment.isPayableAs(asked)).sort(byNewest)[0];
    if (known) return { payment: known, isNew: false, account };
    const { id: billId, outletId, orderIds, tableSessionId } = bill;
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
    return { payment, isNew: true, account };
  }

  /** Only a payment that nobody has told the provider of is made there without looking first. */
  async #begin(payment: Payment, isNew: boolean, session: ProviderSession): Promise<string> {
    const { id: receipt, amount, currency, billId } = payment;
    const make = () => session.createOrder({ receipt, amount, currency, billId });
    const find = () => session.findOrder(receipt);
    const order = (isNew ? undefined : await find()) ?? (await make().catch(foundInstead(find)));
    const begun = (isNew && (await this.#untouched(payment, order.id))) || (await this.#changed(payment, order.id));
    return begun.providerOrderId ?? order.id;
  }

  #changed(payment: Payment, providerOrderId: string): Promise<Payment> {
    return this.payments.change(payment.id, (kept) => kept.begun(providerOrderId));
  }

  /** The payment as this call has made it, in one flush; undefined when somebody has found its order meanwhile. */
  async #untouched(made: Payment, providerOrderId: string): Promise<Payment | undefined> {
    made.begun(providerOrderId);
    try {
      await this.database.transaction(() => this.payments.save(made));
      return made;
    } catch (error) {
      if (error instanceof DomainError && error.code === VersionConflict.code) return undefined;
      throw error;
    }
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
