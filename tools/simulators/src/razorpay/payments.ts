import type { JsonObject } from '../server/json.js';
import type { RazorpayAccount } from './accounts.js';
import type { PaymentEntity } from './entities.js';
import { isIdentifier } from './identifier.js';
import type { MerchantNotice } from './merchant-notice.js';
import { captured, paidBy } from './payment-states.js';
import type { KeptPayment, RazorpayBooks } from './razorpay-books.js';
import { badRequest, invalidField } from './razorpay-error.js';
import { page, readAmount, readCurrency, refuseExtraFields, type Collection } from './request-fields.js';
import type { WebhookEvent } from './webhook-event.js';

/** The payments of all accounts; an account sees its own only. */
export class Payments {
  constructor(
    private readonly books: RazorpayBooks,
    private readonly notice: MerchantNotice,
  ) {}

  /** The account's payment; throws RazorpayError 400 when it has none of this id. */
  fetch(account: RazorpayAccount, id: string): PaymentEntity {
    return this.kept(account, id).entity;
  }

  /** The account's payments, newest first, as `from`, `to`, `count` and `skip` ask. */
  list(account: RazorpayAccount, query: URLSearchParams): Collection<PaymentEntity> {
    const own = this.books.payments.values().filter((payment) => payment.keyId === account.keyId);
    return page(
      own.map((payment) => payment.entity),
      query,
    );
  }

  /** Captures an authorised payment for exactly its amount; throws RazorpayError 400 in every other case. */
  capture(account: RazorpayAccount, id: string, body: JsonObject): PaymentEntity {
    const kept = this.kept(account, id);
    refuseExtraFields(body, ['amount', 'currency']);
    const amount = readAmount(body['amount']);
    if (body['currency'] !== undefined) readCurrency(body['currency']);
    const { status } = kept.entity;
    if (status === 'captured') throw badRequest('This payment has already been captured');
    if (status !== 'authorized') {
      throw badRequest('Only payments which have been authorized and not yet captured can be captured');
    }
    if (amount !== kept.entity.amount) {
      throw invalidField('amount', 'Capture amount must be equal to the amount authorized');
    }
    const order = this.books.orders.get(kept.entity.order_id);
    if (order?.entity.status === 'paid') throw badRequest('This order has already been paid');
    const payment = captured(kept.entity);
    const changes = [this.books.putPayment({ ...kept, entity: payment })];
    const events: WebhookEvent[] = [{ event: 'payment.captured', payment }];
    if (order) {
      const entity = paidBy(order.entity, payment);
      changes.push(this.books.putOrder({ ...order, entity }));
      if (entity.status === 'paid') events.push({ event: 'order.paid', payment, order: entity });
    }
    this.notice.record(account, changes, events);
    return payment;
  }

  /** The account's payment with what is kept beside it; throws RazorpayError 400 when it has none of this id. */
  kept(account: RazorpayAccount, id: string): KeptPayment {
    if (!isIdentifier('pay_', id)) throw badRequest(`${id} is not a valid id`);
    const payment = this.books.payments.get(id);
    if (payment?.keyId !== account.keyId) throw badRequest('The id provided does not exist');
    return payment;
  }
}
