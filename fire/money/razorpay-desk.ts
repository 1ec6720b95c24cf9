import { send, type Answer } from '../../tools/field/calls.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';

/** A webhook as Razorpay's simulator made it; `body` is what is signed. */
export interface MadeWebhook {
  readonly eventId: string;
  readonly event: string;
  readonly body: string;
  readonly signature: string;
}

/** A refund in Razorpay's books; the receipt is our refund's id, amounts in paise. */
export interface RefundThere {
  readonly id: string;
  readonly amount: number;
  readonly status: string;
  readonly receipt: string | null;
}

/** Razorpay's simulator: its webhooks, its moods and its books. */
export class RazorpayDesk {
  private readonly system: FieldSystem;
  private readonly slug: string;

  constructor(system: FieldSystem, slug = 'intellidine') {
    this.system = system;
    this.slug = slug;
  }

  /** What becomes of webhooks from now on: `deliver` as usual, or `lose`: they are made and signed, and never sent. */
  async webhooks(mode: 'deliver' | 'lose'): Promise<void> {
    await this.ask('POST', '/_control/webhooks', { mode });
  }

  /** From now on the business is told of everything, also of what says the same again, as `order.paid` does. */
  async tellAll(): Promise<void> {
    const account = this.system.secrets.razorpay[this.slug];
    await this.ask('POST', '/_control/accounts', { ...account, webhookUrl: this.webhookUrl });
  }

  /** The webhooks that were made about an order. */
  async webhooksOf(orderId: string): Promise<MadeWebhook[]> {
    const { webhooks } = await this.ask<{ webhooks: MadeWebhook[] }>('GET', `/_control/webhooks?orderId=${orderId}`);
    return webhooks;
  }

  /** Sends a webhook as Razorpay does, under that event id: the header that names it is not signed. */
  send({ body, signature }: MadeWebhook, eventId: string): Promise<Answer> {
    return send({
      method: 'POST',
      url: this.webhookUrl,
      headers: { 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId },
      body,
    });
  }

  /** The next so many refunds wait before they are made. */
  async slowRefunds(times: number, delayMs: number): Promise<void> {
    const match = { method: 'POST', path: '/v1/payments/*/refund' };
    await this.ask('POST', '/_control/faults', { match, fault: 'slow', delayMs, times });
  }

  /** What was given back of a payment, as the books there say; the newest hundred. */
  async refundsOf(providerPaymentId: string): Promise<RefundThere[]> {
    const path = `/v1/payments/${providerPaymentId}/refunds?count=100`;
    return (await this.ask<{ items: RefundThere[] }>('GET', path)).items;
  }

  private get webhookUrl(): string {
    return `${this.system.gatewayUrl}/api/v1/payments/webhooks/razorpay/${this.slug}`;
  }

  private async ask<Found>(method: string, path: string, body?: unknown): Promise<Found> {
    const account = this.system.secrets.razorpay[this.slug];
    if (!account) throw new Error(`${this.slug} has no account at Razorpay's simulator`);
    const authorization = `Basic ${Buffer.from(`${account.keyId}:${account.keySecret}`).toString('base64')}`;
    const answer = await send({
      ...{ method, url: `${this.system.simulators.razorpay.url}${path}`, headers: { authorization } },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes.toString('utf8')}`);
    return answer.body as Found;
  }
}
