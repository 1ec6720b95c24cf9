import { Injectable } from '@nestjs/common';
import { currentTenantId, Database, InjectStore, Store } from '@chowk/kit';
import { IsNull } from 'typeorm';
import { WebhookInbox, type WebhookDelivery } from '../database/webhook-inbox.js';
import { Payment, type Heard } from '../../payments/domain/payment.js';
import type { ReportedPayment, ReportedRefund } from '../domain/provider-report.js';
import { readNotice } from '../external/razorpay-notice.js';
import { CapturePayment } from '../../payments/use-cases/capture-payment.js';
import { OpenWork } from '../../payments/use-cases/open-work.js';
import { ProviderDoor } from './provider-door.js';
import { RecordRefund } from '../../payments/use-cases/record-refund.js';

type Ending = 'DONE' | 'IGNORED' | 'QUARANTINED';
type Fate = Ending | 'PARKED';

const fateOf: Readonly<Record<Heard, Ending>> = {
  nothing: 'IGNORED',
  authorised: 'DONE',
  captured: 'DONE',
  failed: 'DONE',
  quarantined: 'QUARANTINED',
  another: 'DONE',
};

/** Does what a stored webhook says, from the stored bytes; any number of times, at once too, with one effect. */
@Injectable()
export class ProcessWebhook {
  constructor(
    private readonly inbox: WebhookInbox,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly capture: CapturePayment,
    private readonly refunds: RecordRefund,
    private readonly door: ProviderDoor,
    private readonly work: OpenWork,
    private readonly database: Database,
  ) {}

  /**
   * Does what a webhook that the open transaction has stored says of a payment, and settles it there. For news that needs no word with
   * the provider, which authorised money does.
   */
  async runWithin(deliveryId: string, paymentId: string, seen: ReportedPayment): Promise<void> {
    const { payment, heard } = await this.capture.takeIn(paymentId, seen);
    const state = fateOf[heard];
    const tenantId = currentTenantId();
    const overtaken = payment.isBooked(seen.id) ? this.work.waiting(tenantId, seen.id) : undefined;
    const unparked: string[] = [];
    const settled = { id: deliveryId, state, unparks: unparkedBy(state, seen), overtaken: overtaken?.id };
    await this.inbox.settle(settled, (ids) => unparked.push(...ids));
    this.database.afterCommit(() => {
      overtaken?.callOff();
      for (const id of unparked) this.work.webhook(tenantId, id);
    });
  }

  /**
   * Ids of parked webhooks that can go on now. A failure postpones the webhook and is thrown. `stored`: what is in the row, for who has
   * just written it; that somebody else has been at it meanwhile does no harm.
   */
  async run(deliveryId: string, stored?: WebhookDelivery): Promise<string[]> {
    const delivery = stored ?? (await this.inbox.find(deliveryId));
    if (!delivery || (delivery.state !== 'RECEIVED' && delivery.state !== 'PARKED')) return [];
    try {
      return await this.#process(delivery);
    } catch (error) {
      await this.inbox.postpone(delivery, 'RECEIVED', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  async #process(delivery: WebhookDelivery): Promise<string[]> {
    const notice = readNotice(delivery.body);
    if (notice.kind === 'other') return this.#end(delivery, 'IGNORED');
    if (notice.kind === 'refund') return this.#end(delivery, await this.#refund(notice.refund));
    const fate = await this.#payment(notice.payment);
    return this.#end(delivery, fate, unparkedBy(fate, notice.payment));
  }

  async #payment(seen: ReportedPayment): Promise<Fate> {
    if (seen.orderId === null) return 'PARKED';
    const where = { providerOrderId: seen.orderId, secondOf: IsNull() };
    const [payment] = await this.payments.findBy(where, { limit: 1 });
    if (!payment) return 'PARKED';
    // Most webhooks tell what the page, or the one before them, has told already
    if (payment.isBooked(seen.id)) return 'IGNORED';
    const { heard } = await this.capture.run(payment.id, seen, () => this.door.open());
    return fateOf[heard];
  }

  async #refund(seen: ReportedRefund): Promise<Fate> {
    const [payment] = await this.payments.findBy({ providerPaymentId: seen.paymentId }, { limit: 1 });
    if (!payment) return 'PARKED';
    const heard = await this.refunds.run(payment.id, seen);
    if (heard === 'early') return 'PARKED';
    return heard === 'nothing' ? 'IGNORED' : 'DONE';
  }

  /** Ids of those that had waited for the money of this provider's payment. */
  async #end(delivery: WebhookDelivery, fate: Fate, unparks: string | null = null): Promise<string[]> {
    const unparked: string[] = [];
    if (fate === 'PARKED') await this.inbox.postpone(delivery, 'PARKED', null);
    else await this.inbox.settle({ id: delivery.id, state: fate, unparks }, (ids) => unparked.push(...ids));
    return unparked;
  }
}

/** What came before the money of this provider's payment can go on now. */
function unparkedBy(fate: Fate, { id }: ReportedPayment): string | null {
  return fate === 'DONE' || fate === 'QUARANTINED' ? id : null;
}
