import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { WebhookSignatureInvalid, type WebhookVerdict } from '@chowk/contracts';
import { Database, InjectStore, refuse, runInCall, Store, TenantDirectory } from '@chowk/kit';
import { ProviderAccounts, type OpenAccount } from '../database/provider-accounts.js';
import { WebhookInbox, type ReceivedWebhook, type StoredWebhook } from '../database/webhook-inbox.js';
import { Payment } from '../../payments/domain/payment.js';
import { isWebhookSignature } from '../external/razorpay-signatures.js';
import type { ReportedPayment } from '../domain/provider-report.js';
import { readNotice, type Notice } from '../external/razorpay-notice.js';
import { OpenWork } from '../../payments/use-cases/open-work.js';
import { ProcessWebhook } from './process-webhook.js';

export interface IncomingWebhook {
  /** The tenant as the path names it. */
  readonly slug: string;
  readonly body: Buffer;
  readonly signature: string;
  /** The provider's own id of what it tells; its header is not signed. */
  readonly eventId: string | undefined;
}

/** Razorpay captures by itself where the account says so, and tells it at once: asking it to in between only costs. */
const captureHeadStartMs = 1_000;

/** Checked instead when there is no account, so that an unknown business takes as long as a wrong signature. */
const nobodysSecret = ['nobody'];

/**
 * Takes a webhook in: signature, raw body into the inbox, answer. Money that arrived, or did not, is booked in the same transaction;
 * whatever else a webhook means, and what could not be booked, is done in the background from the stored bytes.
 */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly accounts: ProviderAccounts,
    private readonly inbox: WebhookInbox,
    private readonly process: ProcessWebhook,
    private readonly database: Database,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly work: OpenWork,
  ) {}

  /** Throws WEBHOOK_SIGNATURE_INVALID, the same for an unknown business and for a wrong signature. */
  async run({ slug, body, signature, eventId }: IncomingWebhook): Promise<WebhookVerdict> {
    const tenant = /^[a-z0-9-]{1,63}$/.test(slug) ? await this.tenants.find(slug) : undefined;
    const tenantId = tenant?.slug === slug ? tenant.id : undefined;
    const fits = (account: OpenAccount | undefined) =>
      isWebhookSignature(signature, body, account?.webhookSecrets ?? nobodysSecret);
    const isSigned =
      tenantId === undefined ? fits(undefined) : await runInCall({ tenantId }, () => this.#isOfTenant(fits));
    if (!isSigned || tenantId === undefined) throw refuse(WebhookSignatureInvalid);
    return runInCall({ tenantId }, () => this.#keep(tenantId, body, eventId));
  }

  async #isOfTenant(fits: (account: OpenAccount | undefined) => boolean): Promise<boolean> {
    if (fits(await this.accounts.find())) return true;
    // Its secret may have been replaced a moment ago
    return fits(await this.accounts.findNow());
  }

  async #keep(tenantId: string, body: Buffer, eventId: string | undefined): Promise<WebhookVerdict> {
    const notice = readNotice(body);
    const bodyHash = createHash('sha256').update(body).digest();
    const webhook: ReceivedWebhook = {
      ...{ body, bodyHash, event: notice.event, isIdle: notice.kind === 'other', ...whatItTells(notice) },
      eventId: eventId !== undefined && /^[\x21-\x7e]{1,200}$/.test(eventId) ? eventId : bodyHash.toString('hex'),
    };
    const before = notice.kind === 'refund' ? await this.#refundVerdict(notice.refund.paymentId) : undefined;
    const stored =
      (isNews(notice) && (await this.#bookAtOnce(webhook, notice.payment))) || (await this.inbox.receive(webhook));
    const { id, isOver } = stored;
    if (id === undefined) return 'duplicate';
    const delivery = { id, body, event: notice.event, state: 'RECEIVED', attempts: 0 } as const;
    if (!isOver && isOnItsWay(notice))
      this.work.webhookLater(tenantId, delivery, notice.payment.id, captureHeadStartMs);
    else if (!isOver) this.work.webhook(tenantId, id, delivery);
    return before ?? verdictOf(notice, stored);
  }

  /** Undefined when it failed: nothing is stored then, and the background may try, which can say in the row what is wrong. */
  async #bookAtOnce(webhook: ReceivedWebhook, seen: ReportedPayment): Promise<StoredWebhook | undefined> {
    try {
      return await this.database.transaction(async () => {
        const stored = await this.inbox.receive(webhook);
        if (stored.id === undefined || stored.isOver || !stored.payment) return stored;
        await this.process.runWithin(stored.id, stored.payment.id, seen);
        return { ...stored, isOver: true };
      });
    } catch (error) {
      this.work.tell(error, { work: 'webhook', event: webhook.event });
      return undefined;
    }
  }

  async #refundVerdict(providerPaymentId: string): Promise<WebhookVerdict> {
    const [payment] = await this.payments.findBy({ providerPaymentId }, { limit: 1 });
    return payment && payment.captured > 0 ? 'accepted' : 'parked';
  }
}

/** What can be said at once, from what was known when it came. */
function verdictOf(notice: Notice, { payment }: StoredWebhook): WebhookVerdict {
  if (notice.kind === 'other') return 'accepted';
  if (notice.kind === 'refund' || !payment) return 'parked';
  const { status, amount } = notice.payment;
  return status !== 'failed' && payment.isOpen && amount !== payment.amount ? 'quarantined' : 'accepted';
}

/** Of what Razorpay tells of one payment, that it was captured or failed; that an order is paid comes after the capture. */
function isNews(notice: Notice): notice is Extract<Notice, { kind: 'payment' }> {
  const isCertain = notice.kind === 'payment' && notice.payment.status !== 'authorized';
  return isCertain && notice.event !== 'order.paid';
}

/** Money that is authorised: most likely the next webhook tells that it was captured. */
function isOnItsWay(notice: Notice): notice is Extract<Notice, { kind: 'payment' }> {
  return notice.kind === 'payment' && notice.payment.status === 'authorized';
}

function whatItTells(notice: Notice): Pick<ReceivedWebhook, 'providerOrderId' | 'providerPaymentId'> {
  if (notice.kind === 'payment')
    return { providerOrderId: notice.payment.orderId, providerPaymentId: notice.payment.id };
  return { providerOrderId: null, providerPaymentId: notice.kind === 'refund' ? notice.refund.paymentId : null };
}
