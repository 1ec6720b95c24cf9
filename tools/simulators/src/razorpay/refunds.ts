import type { Clock } from '../control/clock.js';
import { ControlError } from '../control/control-error.js';
import { canonicalJson, type JsonObject } from '../server/json.js';
import type { RazorpayAccount } from './accounts.js';
import type { Notes, PaymentEntity, RefundEntity } from './entities.js';
import { isIdentifier, newIdentifier } from './identifier.js';
import type { MerchantNotice } from './merchant-notice.js';
import { refunded, refundReturned } from './payment-states.js';
import type { Payments } from './payments.js';
import type { KeptRefund, RazorpayBooks } from './razorpay-books.js';
import { badRequest, invalidField } from './razorpay-error.js';
import { page, readAmount, readNotes, readReceipt, refuseExtraFields, type Collection } from './request-fields.js';
import type { WebhookEvent } from './webhook-event.js';

/** The refunds of all accounts; an account sees its own only. */
export class Refunds {
  /** What new refunds are at first: `processed` as in Razorpay's test mode, or `pending` until `settle`. */
  begin: 'processed' | 'pending' = 'processed';

  constructor(
    private readonly books: RazorpayBooks,
    private readonly payments: Payments,
    private readonly notice: MerchantNotice,
    private readonly clock: Clock,
  ) {}

  /**
   * Refunds a captured payment, in part with `amount`, never above what was captured and is not refunded yet.
   * The same idempotency key with the same body returns the first refund; with another body RazorpayError 400.
   */
  create(account: RazorpayAccount, paymentId: string, body: JsonObject, key: string | undefined): RefundEntity {
    const request = canonicalJson({ paymentId, body });
    const shelfmark = key === undefined ? undefined : `${account.keyId}/${readKey(key)}`;
    const earlier = shelfmark === undefined ? undefined : this.books.idempotency.get(shelfmark);
    if (earlier) {
      if (earlier.request !== request) {
        throw badRequest('Different request with the same idempotency key has already been processed.');
      }
      return this.kept(account, earlier.refundId).entity;
    }
    const payment = this.payments.kept(account, paymentId);
    refuseExtraFields(body, ['amount', 'speed', 'notes', 'receipt']);
    const refund = newRefund(payment.entity, this.refundable(payment.entity, body['amount']), {
      speed: readSpeed(body['speed']),
      notes: readNotes(body['notes']),
      receipt: readReceipt(body['receipt']),
      status: this.begin,
      createdAt: this.clock.seconds(),
    });
    const entity = refunded(payment.entity, refund);
    this.notice.record(
      account,
      [
        this.books.putRefund({ keyId: account.keyId, entity: refund }),
        this.books.putPayment({ ...payment, refundIds: [...payment.refundIds, refund.id], entity }),
        ...(shelfmark === undefined
          ? []
          : [this.books.idempotency.change(shelfmark, { request, refundId: refund.id })]),
      ],
      refundEvents(refund, entity),
    );
    return refund;
  }

  /** The account's refund; throws RazorpayError 400 when it has none of this id. */
  fetch(account: RazorpayAccount, id: string): RefundEntity {
    return this.kept(account, id).entity;
  }

  /** The refund of this id when it belongs to this payment; throws RazorpayError 400 otherwise. */
  fetchOf(account: RazorpayAccount, paymentId: string, id: string): RefundEntity {
    this.payments.kept(account, paymentId);
    const refund = this.fetch(account, id);
    if (refund.payment_id !== paymentId) throw badRequest('The id provided does not exist');
    return refund;
  }

  /** The account's refunds, newest first. */
  list(account: RazorpayAccount, query: URLSearchParams): Collection<RefundEntity> {
    const own = this.books.refunds.values().filter((refund) => refund.keyId === account.keyId);
    return page(
      own.map((refund) => refund.entity),
      query,
    );
  }

  /** The refunds of the account's payment, newest first. */
  listOf(account: RazorpayAccount, paymentId: string, query: URLSearchParams): Collection<RefundEntity> {
    const { refundIds } = this.payments.kept(account, paymentId);
    const refunds = refundIds.map((id) => this.books.refunds.get(id)?.entity);
    return page(
      refunds.filter((refund) => refund !== undefined),
      query,
    );
  }

  /**
   * Ends a refund as the bank would days later. `failed` gives the money back to the merchant.
   * Throws ControlError 404 for an unknown refund, 409 for one that has failed or is processed already.
   */
  settle(account: RazorpayAccount, refund: KeptRefund, outcome: 'processed' | 'failed'): RefundEntity {
    const { status } = refund.entity;
    if (status === 'failed' || status === outcome) {
      throw new ControlError(409, `The refund ${refund.entity.id} is ${status}`);
    }
    const kept = this.payments.kept(account, refund.entity.payment_id);
    const entity: RefundEntity = { ...refund.entity, status: outcome };
    const payment = outcome === 'failed' ? refundReturned(kept.entity, entity) : kept.entity;
    this.notice.record(
      account,
      [this.books.putRefund({ ...refund, entity }), this.books.putPayment({ ...kept, entity: payment })],
      [{ event: `refund.${outcome}`, refund: entity, payment }],
    );
    return entity;
  }

  private kept(account: RazorpayAccount, id: string): KeptRefund {
    if (!isIdentifier('rfnd_', id)) throw badRequest(`${id} is not a valid id`);
    const refund = this.books.refunds.get(id);
    if (refund?.keyId !== account.keyId) throw badRequest('The id provided does not exist');
    return refund;
  }

  private refundable(payment: PaymentEntity, asked: unknown): number {
    if (payment.status === 'refunded') throw badRequest('The payment has been fully refunded already');
    if (payment.status !== 'captured') throw badRequest('The payment status should be captured for action to be taken');
    const left = payment.amount - payment.amount_refunded;
    const amount = asked === undefined || asked === null ? left : readAmount(asked);
    if (amount > left) throw invalidField('amount', 'The refund amount provided is greater than amount captured');
    return amount;
  }
}

/** What a new refund says beside payment and amount. */
export interface RefundTerms {
  readonly speed: 'normal' | 'optimum';
  readonly notes: Notes;
  readonly receipt: string | null;
  readonly status: 'processed' | 'pending';
  readonly createdAt: number;
}

/** A refund of this payment; whether the payment allows it is the caller's to know. */
export function newRefund(payment: PaymentEntity, amount: number, terms: RefundTerms): RefundEntity {
  return {
    id: newIdentifier('rfnd_'),
    entity: 'refund',
    amount,
    currency: payment.currency,
    payment_id: payment.id,
    notes: terms.notes,
    receipt: terms.receipt,
    acquirer_data: { arn: null },
    created_at: terms.createdAt,
    batch_id: null,
    status: terms.status,
    speed_processed: 'normal',
    speed_requested: terms.speed,
  };
}

/** What a merchant hears of a new refund. */
export function refundEvents(refund: RefundEntity, payment: PaymentEntity): WebhookEvent[] {
  const created: WebhookEvent = { event: 'refund.created', refund, payment };
  return refund.status === 'processed' ? [created, { event: 'refund.processed', refund, payment }] : [created];
}

function readSpeed(value: unknown): 'normal' | 'optimum' {
  if (value === undefined || value === null || value === 'normal') return 'normal';
  if (value === 'optimum') return 'optimum';
  throw invalidField('speed', 'The selected speed is invalid.');
}

/** Shape of the header X-Refund-Idempotency (razorpay.com/docs/api/refunds/normal-refunds-idempotent). */
function readKey(key: string): string {
  if (/^[A-Za-z0-9_-]{10,}$/.test(key)) return key;
  throw badRequest(
    'The idempotency key must be at least 10 characters long and contain alphabets, numbers, hyphens and underscores only',
  );
}
