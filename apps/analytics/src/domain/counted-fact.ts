import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderStatusChanged,
  PaymentCaptured,
  PaymentRefunded,
  TableSessionOpened,
  type EventDefinition,
} from '@chowk/contracts';
import { z } from 'zod';

const of = <Type extends string, Schema extends z.ZodType>({ type, schema }: EventDefinition<Type, Schema>) =>
  z.object({ type: z.literal(type), time: z.coerce.date(), data: schema });

/** Everything that counts, as it was told; `time` is when its owner recorded it. */
export const countedFact = z.discriminatedUnion('type', [
  of(TableSessionOpened),
  of(OrderPlaced),
  of(OrderConfirmed),
  of(OrderRejected),
  of(OrderCancelled),
  of(OrderExpired),
  of(OrderStatusChanged),
  of(PaymentCaptured),
  of(PaymentRefunded),
]);
export type CountedFact = z.output<typeof countedFact>;
export type Counted<Type extends CountedFact['type']> = Extract<CountedFact, { type: Type }>;

/** Whether it moves a number at all: of the steps of an order only the last one does. */
export function counts(fact: CountedFact): boolean {
  return fact.type !== 'order.status-changed.v1' || fact.data.status === 'COMPLETED';
}

/** What happens once: each of these has at most one fact of a type, under however many event ids it may come. */
export function subjectOf(fact: CountedFact): string {
  switch (fact.type) {
    case 'table-session.opened.v1':
      return fact.data.tableSessionId;
    case 'payment.captured.v1':
      return fact.data.paymentId;
    case 'payment.refunded.v1':
      return fact.data.refundId;
    default:
      return fact.data.orderId;
  }
}

/** Whether a cancelled order had been confirmed, so that what was counted of it has to be taken back. */
export function undoesSale({ data: { from } }: Counted<'order.cancelled.v1'>): boolean {
  return from !== 'PLACED' && from !== 'AWAITING_PAYMENT';
}
