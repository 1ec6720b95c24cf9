import { z } from 'zod';
import type { ReportedPayment, ReportedRefund } from '../domain/provider-report.js';

const paise = z.number().int().nonnegative();

/** As much of Razorpay's entities as we use (razorpay.com/docs/api); they carry more, and may carry more tomorrow. */
export const orderEntity = z.object({
  id: z.string().min(1),
  amount: z.coerce.number().int().nonnegative(),
  currency: z.string(),
  receipt: z.string().nullish(),
});

export const paymentEntity = z.object({
  id: z.string().min(1),
  order_id: z.string().nullish(),
  status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
  amount: paise,
  currency: z.string(),
  method: z.string().nullish(),
  error_description: z.string().nullish(),
});

export const refundEntity = z.object({
  id: z.string().min(1),
  payment_id: z.string(),
  amount: paise,
  status: z.enum(['pending', 'processed', 'failed']),
  receipt: z.string().nullish(),
});

export function reportedPayment(entity: z.output<typeof paymentEntity>): ReportedPayment {
  const { id, status, amount, currency } = entity;
  const [orderId, method] = [entity.order_id ?? null, entity.method ?? null];
  return { id, orderId, status, amount, currency, method, failure: entity.error_description ?? null };
}

export function reportedRefund(entity: z.output<typeof refundEntity>): ReportedRefund {
  const { id, amount, status } = entity;
  return { id, paymentId: entity.payment_id, amount, status, receipt: entity.receipt ?? null };
}
