import type { Clock } from '../control/clock.js';
import { isObject, type JsonObject } from '../server/json.js';
import type { RazorpayAccount } from './accounts.js';
import type { OrderEntity, PaymentEntity } from './entities.js';
import { isIdentifier, newIdentifier } from './identifier.js';
import type { KeptOrder, RazorpayBooks } from './razorpay-books.js';
import { badRequest, invalidField } from './razorpay-error.js';
import {
  page,
  readAmount,
  readCurrency,
  readNotes,
  readReceipt,
  refuseExtraFields,
  type Collection,
} from './request-fields.js';

const ORDER_FIELDS = [
  'amount',
  'currency',
  'receipt',
  'notes',
  'partial_payment',
  'first_payment_min_amount',
  'payment_capture',
  'payment',
  'method',
  'customer_id',
];

/** The orders of all accounts; an account sees its own only. */
export class Orders {
  constructor(
    private readonly books: RazorpayBooks,
    private readonly clock: Clock,
  ) {}

  /** Makes an order; throws RazorpayError 400 for a wrong field and for a receipt the account has used before. */
  create(account: RazorpayAccount, body: JsonObject): OrderEntity {
    refuseExtraFields(body, ORDER_FIELDS);
    const amount = readAmount(body['amount']);
    const currency = readCurrency(body['currency']);
    const receipt = readReceipt(body['receipt']);
    const notes = readNotes(body['notes']);
    const capture = readCapture(body);
    const shelfmark = `${account.keyId}/${receipt ?? ''}`;
    if (receipt !== null && this.books.receipts.get(shelfmark) !== undefined) {
      throw invalidField('receipt', 'Order receipt should be unique.');
    }
    const entity: OrderEntity = {
      id: newIdentifier('order_'),
      entity: 'order',
      amount,
      amount_paid: 0,
      amount_due: amount,
      currency,
      receipt,
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes,
      created_at: this.clock.seconds(),
    };
    this.books.write([
      this.books.putOrder({ keyId: account.keyId, capture, paymentIds: [], entity }),
      ...(receipt === null ? [] : [this.books.receipts.change(shelfmark, entity.id)]),
    ]);
    return entity;
  }

  /** The account's order; throws RazorpayError 400 when it has none of this id. */
  fetch(account: RazorpayAccount, id: string): OrderEntity {
    return this.kept(account, id).entity;
  }

  /** The account's orders, newest first; with `receipt` the one that has it. */
  list(account: RazorpayAccount, query: URLSearchParams): Collection<OrderEntity> {
    const receipt = query.get('receipt');
    if (receipt === null) {
      const own = this.books.orders.values().filter((order) => order.keyId === account.keyId);
      return page(
        own.map((order) => order.entity),
        query,
      );
    }
    const id = this.books.receipts.get(`${account.keyId}/${receipt}`);
    const order = id === undefined ? undefined : this.books.orders.get(id);
    return page(order === undefined ? [] : [order.entity], query);
  }

  /** All payments tried on the account's order, newest first. */
  payments(account: RazorpayAccount, id: string): Collection<PaymentEntity> {
    const items = this.kept(account, id)
      .paymentIds.map((paymentId) => this.books.payments.get(paymentId)?.entity)
      .filter((payment) => payment !== undefined)
      .reverse();
    return { entity: 'collection', count: items.length, items };
  }

  private kept(account: RazorpayAccount, id: string): KeptOrder {
    if (!isIdentifier('order_', id)) throw badRequest(`${id} is not a valid id`);
    const order = this.books.orders.get(id);
    if (order?.keyId !== account.keyId) throw badRequest('The id provided does not exist');
    return order;
  }
}

/** `payment.capture`, or the older `payment_capture`; the account's setting is automatic. */
function readCapture(body: JsonObject): 'automatic' | 'manual' {
  const { payment, payment_capture: flag } = body;
  if (isObject(payment)) {
    const { capture } = payment;
    if (capture === 'automatic' || capture === 'manual') return capture;
    throw invalidField('capture', 'The selected capture is invalid.');
  }
  if (payment !== undefined) throw invalidField('payment', 'The payment must be an array.');
  if (flag === undefined || flag === true || flag === 1 || flag === '1') return 'automatic';
  if (flag === false || flag === 0 || flag === '0') return 'manual';
  throw invalidField('payment_capture', 'The payment capture field must be true or false.');
}
