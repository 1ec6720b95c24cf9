import { sideBySide } from '../../tools/field/open-loop.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { RazorpayDesk } from './razorpay-desk.ts';
import type { Wish } from './wishes.ts';

/** What became of wishes: each number must be that of the wishes of its kind. */
export interface Effects {
  readonly orders: number;
  readonly placedFacts: number;
  readonly payments: number;
  readonly capturedFacts: number;
  readonly captures: number;
  readonly refunds: number;
  readonly refundFacts: number;
  readonly refundJournals: number;
  readonly refundsAtRazorpay: number;
  readonly creditNotes: number;
}

const everyFact = `(select type, aggregate_id, data from fact union all select type, aggregate_id, data from outbox) facts`;

/** Counts, in the databases and in Razorpay's books, what these wishes have led to. */
export async function effectsOf(system: FieldSystem, wishes: readonly Wish[]): Promise<Effects> {
  const about = (...kinds: Wish['kind'][]) => wishes.filter(({ kind }) => kinds.includes(kind)).map((one) => one.about);
  const count = async (service: 'order' | 'payment', sql: string, ids: readonly string[]) =>
    (await system.behind<{ n: number }>(service, `select count(*)::int as n from ${sql}`, [ids]))[0]?.n ?? 0;
  const orders = about('order');
  const bills = about('record', 'begin');
  const refunded = about('refund');
  const desk = new RazorpayDesk(system);
  const there = await system.behind<{ id: string }>(
    'payment',
    'select provider_payment_id as id from payment where id = any($1)',
    [refunded],
  );
  const books = await sideBySide(there, 16, ({ id }) => desk.refundsOf(id));
  return {
    orders: await count('order', 'orders where client_reference = any($1::uuid[])', orders),
    placedFacts: await count(
      'order',
      `${everyFact} where type = 'order.placed.v1' and aggregate_id in
         (select id::text from orders where client_reference = any($1::uuid[]))`,
      orders,
    ),
    payments: await count('payment', 'payment where bill_id = any($1::uuid[])', bills),
    captures: await count(
      'payment',
      `ledger_entry where kind = 'CAPTURE' and payment_id in (select id from payment where bill_id = any($1::uuid[]))`,
      about('record'),
    ),
    capturedFacts: await count(
      'payment',
      `${everyFact} where type = 'payment.captured.v1' and aggregate_id in
         (select id::text from payment where bill_id = any($1::uuid[]))`,
      about('record'),
    ),
    refunds: await count('payment', 'payment, jsonb_array_elements(refunds) one where id = any($1::uuid[])', refunded),
    refundFacts: await count(
      'payment',
      `${everyFact} where type = 'payment.refunded.v1' and aggregate_id = any($1)`,
      refunded,
    ),
    refundJournals: await count(
      'payment',
      `ledger_entry where kind = 'REFUND' and payment_id = any($1::uuid[])`,
      refunded,
    ),
    refundsAtRazorpay: books.flat().length,
    creditNotes: await count(
      'order',
      'tax_document where refund_id is not null and bill_id = any($1::uuid[])',
      about('billRefund'),
    ),
  };
}

/** Effects that there must be. */
export function effectsWished(wishes: readonly Wish[]): Effects {
  const of = (...kinds: Wish['kind'][]) => wishes.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    ...{ orders: of('order'), placedFacts: of('order'), payments: of('record', 'begin') },
    ...{ captures: of('record'), capturedFacts: of('record') },
    ...{ refunds: of('refund'), refundFacts: of('refund'), refundJournals: of('refund') },
    ...{ refundsAtRazorpay: of('refund'), creditNotes: of('billRefund') },
  };
}
