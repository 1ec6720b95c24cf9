import { Injectable } from '@nestjs/common';
import {
  NotFound,
  PaymentAmountMismatch,
  PaymentSignatureInvalid,
  PaymentStateConflict,
  type VerifyRazorpayBody,
} from '@chowk/contracts';
import { InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { IsNull } from 'typeorm';
import { Bills, mayPay } from '../database/bills.js';
import { ProviderAccounts } from '../../provider/database/provider-accounts.js';
import { Payment } from '../domain/payment.js';
import { PaymentProvider } from '../../provider/external/payment-provider.js';
import { isCheckoutSignature } from '../../provider/external/razorpay-signatures.js';
import { CapturePayment } from './capture-payment.js';

/** What a person brings back from the checkout is believed only after its signature and the provider's own word. */
@Injectable()
export class VerifyCheckout {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly bills: Bills,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly capture: CapturePayment,
  ) {}

  /**
   * The captured payment. Throws NOT_FOUND, PAYMENT_SIGNATURE_INVALID, PAYMENT_AMOUNT_MISMATCH (quarantined),
   * PAYMENT_STATE_CONFLICT when it was not paid, and what the provider's session throws: then nothing is lost.
   */
  async run(body: VerifyRazorpayBody, who: Principal): Promise<Payment> {
    const payment = await this.#visible(body, who);
    const account = await this.accounts.get();
    const { razorpay_payment_id: providerPaymentId, razorpay_signature: signature } = body;
    // Our own stored order, never the one that was sent: a signature of another order then does not fit
    const orderId = payment.providerOrderId;
    const isSigned =
      orderId !== null &&
      isCheckoutSignature({ orderId, paymentId: providerPaymentId, signature }, account.keySecret) &&
      body.razorpay_order_id === orderId;
    if (!isSigned) throw refuse(PaymentSignatureInvalid);
    if (payment.providerPaymentId === providerPaymentId && !payment.isOpen) return settled(payment);
    const session = this.provider.session(account);
    const seen = await session.payment(providerPaymentId);
    if (seen.orderId !== orderId) throw refuse(PaymentSignatureInvalid);
    const outcome = await this.capture.run(payment.id, seen, () => Promise.resolve(session));
    return settled(outcome.payment);
  }

  async #visible(
    { paymentId, razorpay_order_id: providerOrderId }: VerifyRazorpayBody,
    who: Principal,
  ): Promise<Payment> {
    const [payment] = await this.payments.findBy(
      paymentId === undefined ? { providerOrderId, secondOf: IsNull() } : { id: paymentId },
    );
    if (!payment) throw refuse(NotFound);
    const bill = await this.bills.find(payment.billId);
    if (!mayPay(bill ?? payment, who) && payment.customerId !== who.id) throw refuse(NotFound);
    return payment;
  }
}

function settled(payment: Payment): Payment {
  const { status, amount, captured } = payment;
  if (status === 'QUARANTINED') throw refuse(PaymentAmountMismatch, { expected: amount, received: captured });
  if (payment.isOpen) throw refuse(PaymentStateConflict, { status });
  return payment;
}
