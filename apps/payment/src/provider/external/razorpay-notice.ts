import { z } from 'zod';
import type { ReportedPayment, ReportedRefund } from '../domain/provider-report.js';
import { paymentEntity, refundEntity, reportedPayment, reportedRefund } from './razorpay-entities.js';

const paymentNotice = z.object({
  event: z.enum(['payment.authorized', 'payment.captured', 'payment.failed', 'order.paid']),
  payload: z.object({ payment: z.object({ entity: paymentEntity }) }),
});
const refundNotice = z.object({
  event: z.enum(['refund.created', 'refund.processed', 'refund.failed', 'refund.speed_changed']),
  payload: z.object({
    refund: z.object({ entity: refundEntity }),
    payment: z.object({ entity: paymentEntity }).optional(),
  }),
});
const anyNotice = z.object({ event: z.string().max(100) });

/** What a webhook tells. `other`: something of no use to us, or nothing we can read. */
export type Notice =
  | { readonly kind: 'payment'; readonly event: string; readonly payment: ReportedPayment }
  | {
      readonly kind: 'refund';
      readonly event: string;
      readonly refund: ReportedRefund;
      readonly orderId: string | null;
    }
  | { readonly kind: 'other'; readonly event: string };

/** Reads a webhook whose signature has been checked; never throws. */
export function readNotice(body: Uint8Array): Notice {
  const value = jsonIn(body);
  const payment = paymentNotice.safeParse(value);
  if (payment.success) {
    const { event, payload } = payment.data;
    return { kind: 'payment', event, payment: reportedPayment(payload.payment.entity) };
  }
  const refund = refundNotice.safeParse(value);
  if (refund.success) {
    const { event, payload } = refund.data;
    const orderId = payload.payment?.entity.order_id ?? null;
    return { kind: 'refund', event, refund: reportedRefund(payload.refund.entity), orderId };
  }
  return { kind: 'other', event: anyNotice.safeParse(value).data?.event ?? 'unreadable' };
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Signed, but no JSON: kept as it came, of no effect
    return undefined;
  }
}
