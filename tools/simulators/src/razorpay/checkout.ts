import type { Clock } from '../control/clock.js';
import { ControlError } from '../control/control-error.js';
import { wholeNumber } from '../control/faults.js';
import type { JsonObject } from '../server/json.js';
import type { Accounts, RazorpayAccount } from './accounts.js';
import type { OrderEntity, PaymentEntity } from './entities.js';
import { newIdentifier } from './identifier.js';
import type { MerchantNotice } from './merchant-notice.js';
import { attempted, authorized, captured, failed, paidBy, refunded } from './payment-states.js';
import type { KeptOrder, RazorpayBooks } from './razorpay-books.js';
import { newRefund, refundEvents } from './refunds.js';
import { checkoutSignature } from './signatures.js';
import type { WebhookEvent } from './webhook-event.js';

const METHODS = ['upi', 'card', 'netbanking', 'wallet'] as const;
const OUTCOMES = ['captured', 'authorized', 'failed'] as const;

/** How far a payment gets, and what becomes of a second one on a paid order. */
interface Course {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly autoRefund: boolean;
}

/** What checkout gives to the page: three fields after a success, an error after a failure. */
export interface CheckoutAnswer {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature?: string;
  readonly error?: Readonly<Record<string, unknown>>;
}

/** The person in front of Razorpay's checkout, driven by the control API. */
export class Checkout {
  constructor(
    private readonly books: RazorpayBooks,
    private readonly accounts: Accounts,
    private readonly notice: MerchantNotice,
    private readonly clock: Clock,
  ) {}

  /**
   * Pays an order: `{orderId, method?, outcome?, amount?, contact?, autoRefund?}`. Without `outcome` the payment goes as
   * far as the order's capture setting takes it. `amount` may differ from the order's, which the real checkout never
   * lets happen. Throws ControlError 400 or 404.
   */
  pay(body: JsonObject): CheckoutAnswer {
    const { orderId, method = 'upi', amount, contact = '+919000090000' } = body;
    const order = typeof orderId === 'string' ? this.books.orders.get(orderId) : undefined;
    if (!order) throw new ControlError(404, `No order ${String(orderId)}`);
    if (!METHODS.some((known) => known === method))
      throw new ControlError(400, `method is one of ${METHODS.join(', ')}`);
    if (typeof contact !== 'string') throw new ControlError(400, 'contact is a telephone number');
    const course = readCourse(body, order.capture === 'manual' ? 'authorized' : 'captured');
    const due = order.entity.amount_due === 0 ? order.entity.amount : order.entity.amount_due;
    const started = newPayment(order.entity, {
      amount: amount === undefined ? due : wholeNumber('amount', amount, 1, Number.MAX_SAFE_INTEGER),
      method: String(method),
      contact,
      createdAt: this.clock.seconds(),
    });
    const tried: KeptOrder = {
      ...order,
      paymentIds: [...order.paymentIds, started.id],
      entity: attempted(order.entity),
    };
    return this.finish(this.account(order.keyId), tried, started, course);
  }

  /**
   * Turns a failed payment into a successful one, as happens when the bank answers days late:
   * `{outcome?: "captured" | "authorized", autoRefund?}`. Throws ControlError 404 or, when it has not failed, 409.
   */
  authorizeLate(paymentId: string, body: JsonObject): CheckoutAnswer {
    const payment = this.books.payments.get(paymentId);
    const order = payment && this.books.orders.get(payment.entity.order_id);
    if (!payment || !order) throw new ControlError(404, `No payment ${paymentId}`);
    if (payment.entity.status !== 'failed') {
      throw new ControlError(409, `The payment ${paymentId} is ${payment.entity.status}, not failed`);
    }
    const course = readCourse(body, 'captured');
    if (course.outcome === 'failed') throw new ControlError(400, 'A late authorisation succeeds');
    return this.finish(this.account(order.keyId), order, payment.entity, course);
  }

  private finish(account: RazorpayAccount, order: KeptOrder, started: PaymentEntity, course: Course): CheckoutAnswer {
    const events: WebhookEvent[] = [];
    const changes = [];
    const refundIds: string[] = [];
    let payment: PaymentEntity;
    let paid: OrderEntity = order.entity;
    if (course.outcome === 'failed') {
      payment = failed(started);
      events.push({ event: 'payment.failed', payment });
    } else {
      payment = authorized(started);
      events.push({ event: 'payment.authorized', payment });
      if (order.entity.status === 'paid' && course.autoRefund) {
        const terms = { speed: 'normal', notes: [], receipt: null, status: 'processed' } as const;
        const refund = newRefund(payment, payment.amount, { ...terms, createdAt: this.clock.seconds() });
        payment = refunded(payment, refund);
        changes.push(this.books.putRefund({ keyId: account.keyId, entity: refund }));
        refundIds.push(refund.id);
        events.push(...refundEvents(refund, payment));
      } else if (course.outcome === 'captured') {
        payment = captured(payment);
        paid = paidBy(order.entity, payment);
        events.push({ event: 'payment.captured', payment });
        if (order.entity.status !== 'paid' && paid.status === 'paid') {
          events.push({ event: 'order.paid', payment, order: paid });
        }
      }
    }
    changes.push(
      this.books.putPayment({ keyId: account.keyId, refundIds, entity: payment }),
      this.books.putOrder({ ...order, entity: paid }),
    );
    this.notice.record(account, changes, events);
    return checkoutAnswer(account, payment);
  }

  private account(keyId: string): RazorpayAccount {
    const account = this.accounts.get(keyId);
    if (!account) throw new ControlError(409, `The order's account ${keyId} is not among the simulator's accounts`);
    return account;
  }
}

function readCourse(body: JsonObject, usual: Course['outcome']): Course {
  const { outcome = usual, autoRefund = true } = body;
  const known = OUTCOMES.find((name) => name === outcome);
  if (known === undefined) throw new ControlError(400, `outcome is one of ${OUTCOMES.join(', ')}`);
  if (typeof autoRefund !== 'boolean') throw new ControlError(400, 'autoRefund is true or false');
  return { outcome: known, autoRefund };
}

function newPayment(
  order: OrderEntity,
  of: { amount: number; method: string; contact: string; createdAt: number },
): PaymentEntity {
  return {
    id: newIdentifier('pay_'),
    entity: 'payment',
    amount: of.amount,
    currency: order.currency,
    status: 'created',
    order_id: order.id,
    invoice_id: null,
    international: false,
    method: of.method,
    amount_refunded: 0,
    refund_status: null,
    captured: false,
    description: null,
    card_id: null,
    bank: of.method === 'netbanking' ? 'HDFC' : null,
    wallet: of.method === 'wallet' ? 'payzapp' : null,
    vpa: of.method === 'upi' ? 'success@razorpay' : null,
    email: 'void@razorpay.com',
    contact: of.contact,
    notes: order.notes,
    fee: null,
    tax: null,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: of.method === 'upi' ? { rrn: null } : {},
    created_at: of.createdAt,
  };
}

function checkoutAnswer(account: RazorpayAccount, payment: PaymentEntity): CheckoutAnswer {
  const ids = { razorpay_order_id: payment.order_id, razorpay_payment_id: payment.id };
  if (payment.status !== 'failed') {
    return { ...ids, razorpay_signature: checkoutSignature(account.keySecret, payment.order_id, payment.id) };
  }
  return {
    ...ids,
    error: {
      code: payment.error_code,
      description: payment.error_description,
      source: payment.error_source,
      step: payment.error_step,
      reason: payment.error_reason,
      metadata: { order_id: payment.order_id, payment_id: payment.id },
    },
  };
}
