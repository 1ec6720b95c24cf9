import type { OrderEntity, PaymentEntity, RefundEntity } from './entities.js';

/** Something Razorpay tells a merchant, with the entities as they were at that moment. */
export type WebhookEvent =
  | {
      readonly event: 'payment.authorized' | 'payment.captured' | 'payment.failed';
      readonly payment: PaymentEntity;
    }
  | { readonly event: 'order.paid'; readonly payment: PaymentEntity; readonly order: OrderEntity }
  | {
      readonly event: 'refund.created' | 'refund.processed' | 'refund.failed';
      readonly refund: RefundEntity;
      readonly payment: PaymentEntity;
    };

/** The webhook's raw body as Razorpay writes it (razorpay.com/docs/webhooks/payments); the signature is over these bytes. */
export function webhookBody(event: WebhookEvent, accountId: string, createdAt: number): string {
  const parts: [string, OrderEntity | PaymentEntity | RefundEntity][] = [];
  if ('refund' in event) parts.push(['refund', event.refund]);
  parts.push(['payment', event.payment]);
  if ('order' in event) parts.push(['order', event.order]);
  return JSON.stringify({
    entity: 'event',
    account_id: accountId,
    event: event.event,
    contains: parts.map(([name]) => name),
    payload: Object.fromEntries(parts.map(([name, entity]) => [name, { entity }])),
    created_at: createdAt,
  });
}
