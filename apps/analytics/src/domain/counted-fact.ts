import {
  BillRefunded,
  BillSettled,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineComped,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRepriced,
  OrderRevived,
  OrderStatusChanged,
  PaymentCaptured,
  PaymentRefunded,
  TableSessionClosed,
  TableSessionOpened,
  TicketQueued,
  TicketReady,
  TicketStarted,
  TicketVoided,
  type EventDefinition,
} from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { z } from 'zod';

const of = <Type extends string, Schema extends z.ZodType>({ type, schema }: EventDefinition<Type, Schema>) =>
  z.object({ type: z.literal(type), time: z.coerce.date(), version: z.number().int(), data: schema });

/** Everything that counts, as it was told; `time` is when its owner recorded it, `version` its subject's after it. */
export const countedFact = z.discriminatedUnion('type', [
  of(TableSessionOpened),
  of(TableSessionClosed),
  of(OrderPlaced),
  of(OrderRevived),
  of(OrderConfirmed),
  of(OrderRepriced),
  of(OrderLineVoided),
  of(OrderLineComped),
  of(OrderRejected),
  of(OrderCancelled),
  of(OrderExpired),
  of(OrderStatusChanged),
  of(TicketQueued),
  of(TicketStarted),
  of(TicketReady),
  of(TicketVoided),
  of(BillSettled),
  of(BillRefunded),
  of(PaymentCaptured),
  of(PaymentRefunded),
]);
export type CountedFact = z.output<typeof countedFact>;
export type Counted<Type extends CountedFact['type']> = Extract<CountedFact, { type: Type }>;

/** Whether it moves a number at all: of the steps of an order only the last one does, and slips that strike out dishes are no tickets. */
export function counts(fact: CountedFact): boolean {
  switch (fact.type) {
    case 'order.status-changed.v1':
      return fact.data.status === 'COMPLETED';
    case 'ticket.queued.v1':
    case 'ticket.started.v1':
    case 'ticket.ready.v1':
    case 'ticket.voided.v1':
      return (fact.data.voidOf ?? null) === null;
    default:
      return true;
  }
}

/** What it happens to. */
export function subjectOf(fact: CountedFact): string {
  switch (fact.type) {
    case 'table-session.opened.v1':
    case 'table-session.closed.v1':
      return fact.data.tableSessionId;
    case 'bill.settled.v1':
      return fact.data.billId;
    case 'payment.captured.v1':
      return fact.data.paymentId;
    case 'payment.refunded.v1':
      return partOfRefund(fact.data);
    case 'bill.refunded.v1':
      return fact.data.refundId;
    case 'order.line-voided.v1':
    case 'order.line-comped.v1':
      return fact.data.line.lineId;
    case 'ticket.queued.v1':
    case 'ticket.started.v1':
    case 'ticket.ready.v1':
    case 'ticket.voided.v1':
      return fact.data.ticketId;
    default:
      return fact.data.orderId;
  }
}

/** A refund of a bill is spread over its payments, each of which tells of its own part under the one id of the refund. */
function partOfRefund({ paymentId, refundId }: Counted<'payment.refunded.v1'>['data']): string {
  return seedId(`refund/${refundId}/${paymentId}`);
}

/**
 * Which of the facts of its type about its subject it is. Most happen once, under however many event ids they may come: 0. An
 * order changes, expires and lives again, and a ticket that was recalled is ready again: those are told apart by version.
 */
export function occurrenceOf({ type, version }: CountedFact): number {
  switch (type) {
    case 'order.repriced.v1':
    case 'order.expired.v1':
    case 'order.revived.v1':
    case 'ticket.ready.v1':
      return version;
    default:
      return 0;
  }
}
