import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { WebhookSignatureInvalid, type WebhookVerdict } from '@chowk/contracts';
import { InjectStore, refuse, runInCall, Store, TenantDirectory } from '@chowk/kit';
import { IsNull } from 'typeorm';
import { ProviderAccounts } from '../database/provider-accounts.js';
import { WebhookInbox } from '../database/webhook-inbox.js';
import { Payment } from '../../payments/domain/payment.js';
import { isWebhookSignature } from '../external/razorpay-signatures.js';
import { readNotice, type Notice } from '../external/razorpay-notice.js';
import { OpenWork } from '../../payments/use-cases/open-work.js';

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

/** Takes a webhook in: signature, raw body into the inbox, answer. What it means is done in the background. */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly accounts: ProviderAccounts,
    private readonly inbox: WebhookInbox,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly work: OpenWork,
  ) {}

  /** Throws WEBHOOK_SIGNATURE_INVALID, the same for an unknown business and for a wrong signature. */
  async run({ slug, body, signature, eventId }: IncomingWebhook): Promise<WebhookVerdict> {
    const tenant = /^[a-z0-9-]{1,63}$/.test(slug) ? await this.tenants.find(slug) : undefined;
    const tenantId = tenant?.slug === slug ? tenant.id : undefined;
    const account = tenantId === undefined ? undefined : await runInCall({ tenantId }, () => this.accounts.find());
    const isSigned = isWebhookSignature(signature, body, account?.webhookSecrets ?? nobodysSecret);
    if (!isSigned || !account || tenantId === undefined) throw refuse(WebhookSignatureInvalid);
    return runInCall({ tenantId }, () => this.#keep(tenantId, body, eventId));
  }

  async #keep(tenantId: string, body: Buffer, eventId: string | undefined): Promise<WebhookVerdict> {
    const notice = readNotice(body);
    const bodyHash = createHash('sha256').update(body).digest();
    const { verdict, isOver } = await this.#judge(notice);
    const id = await this.inbox.receive({
      ...{ body, bodyHash, isOver, event: notice.event, providerPaymentId: providerPaymentIdOf(notice) },
      eventId: eventId !== undefined && /^[\x21-\x7e]{1,200}$/.test(eventId) ? eventId : bodyHash.toString('hex'),
    });
    if (id === undefined) return 'duplicate';
    const delivery = { id, body, event: notice.event, state: 'RECEIVED', attempts: 0 } as const;
    if (!isOver) this.work.webhook(tenantId, delivery, isOnItsWay(notice) ? captureHeadStartMs : 0);
    return verdict;
  }

  /** What can be said at once, from what is known now; `isOver`: it can change nothing any more. */
  async #judge(notice: Notice): Promise<{ verdict: WebhookVerdict; isOver: boolean }> {
    if (notice.kind === 'other') return { verdict: 'accepted', isOver: true };
    if (notice.kind === 'refund') {
      const [payment] = await this.payments.findBy({ providerPaymentId: notice.refund.paymentId }, { limit: 1 });
      return { verdict: payment && payment.captured > 0 ? 'accepted' : 'parked', isOver: false };
    }
    const { orderId, status, amount } = notice.payment;
    if (orderId === null) return { verdict: 'parked', isOver: false };
    const [payment] = await this.payments.findBy({ providerOrderId: orderId, secondOf: IsNull() }, { limit: 1 });
    if (!payment) return { verdict: 'parked', isOver: false };
    const isWrong = status !== 'failed' && payment.isOpen && amount !== payment.amount;
    return { verdict: isWrong ? 'quarantined' : 'accepted', isOver: payment.isBooked(notice.payment.id) };
  }
}

/** Money that is authorised: most likely the next webhook tells that it was captured. */
function isOnItsWay(notice: Notice): boolean {
  return notice.kind === 'payment' && notice.payment.status === 'authorized';
}

function providerPaymentIdOf(notice: Notice): string | null {
  if (notice.kind === 'payment') return notice.payment.id;
  return notice.kind === 'refund' ? notice.refund.paymentId : null;
}
