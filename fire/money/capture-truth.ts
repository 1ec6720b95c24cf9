import type { FieldSystem } from '../../tools/field/field-system.ts';
import { until } from '../../tools/field/until.ts';

/** A payment that must be booked once. */
export interface CapturedPayment {
  readonly paymentId: string;
  readonly billId: string;
  readonly amount: number;
}

export interface CaptureTruth {
  /** Payments whose captured amount is what was asked. */
  readonly captured: number;
  /** Payments with exactly one CAPTURE in the ledger, of the captured amount. */
  readonly postings: number;
  /** Payments with more than one, and payments made a second time. */
  readonly twice: number;
  /** Payments whose capture stands once in the journal of facts. */
  readonly told: number;
  /** Payments that stand once on their bill. */
  readonly billed: number;
  /** What is due on those bills together, in paise. */
  readonly due: number;
  /** Refunds of those payments. */
  readonly refunds: number;
  /** Payments that a webhook was the first to tell of. */
  readonly byWebhook: number;
  /** Of all rows that one more effect would change. */
  readonly fingerprint: string;
}

/** What payment's and order's databases say about the payments. Amounts in paise. */
export async function captureTruth(system: FieldSystem, paymentIds: readonly string[]): Promise<CaptureTruth> {
  const ofPayments = await one<Omit<CaptureTruth, 'told' | 'billed' | 'due'>>(
    system,
    'payment',
    `with mine as (select * from payment where id = any($1) or second_of = any($1)),
       posted as (
         select m.id, m.captured, count(distinct e.id) as entries, sum(l.amount) filter (where l.amount > 0) as booked
         from mine m left join ledger_entry e on e.payment_id = m.id and e.kind = 'CAPTURE'
           left join ledger_posting l on l.tenant_id = e.tenant_id and l.entry_id = e.id group by 1, 2)
     select (select count(*)::int from mine where status = 'CAPTURED' and captured = amount) as captured,
       (select count(*)::int from posted where entries = 1 and booked = captured) as postings,
       (select count(*)::int from posted where entries > 1)
         + (select count(*)::int from mine where second_of is not null) as twice,
       (select coalesce(sum(jsonb_array_length(refunds)), 0)::int from mine) as refunds,
       (select count(*)::int from mine m where exists (
         select 1 from webhook_delivery w where w.provider_payment_id = m.provider_payment_id and w.state = 'DONE')) as "byWebhook",
       md5(concat((select string_agg(concat(id, version, status, captured), ',' order by id) from mine),
         (select count(*) from ledger_entry), (select count(*) from webhook_delivery),
         (select count(*) from fact) + (select count(*) from outbox))) as fingerprint`,
    [paymentIds],
  );
  const facts = await one<{ told: number }>(
    system,
    'payment',
    `select count(*) filter (where n = 1)::int as told from (
       select aggregate_id, count(*) as n from (
         select aggregate_id, type from fact union all select aggregate_id, type from outbox) everything
       where type = 'payment.captured.v1' and aggregate_id = any($1) group by 1) told`,
    [paymentIds],
  );
  const bills = await one<{ billed: number; due: number }>(
    system,
    'order',
    `with paid as (
       select bill.id, due, p ->> 'paymentId' as payment_id from bill, jsonb_array_elements(payments) p
       where p ->> 'paymentId' = any($1))
     select (select count(*)::int from (select payment_id from paid group by 1 having count(*) = 1) once) as billed,
       coalesce((select sum(due)::int from (select distinct id, due from paid) bills), 0) as due`,
    [paymentIds],
  );
  return { ...ofPayments, ...facts, ...bills };
}

/** Resolves when every webhook that was taken in has had its effect. */
export async function webhooksDone(system: FieldSystem): Promise<void> {
  await until('every webhook has had its effect', 60, async () => {
    const open = await system.behind('payment', `select id from webhook_delivery where state = 'RECEIVED' limit 1`);
    return open.length === 0;
  });
}

async function one<Row extends object>(
  system: FieldSystem,
  service: 'payment' | 'order',
  sql: string,
  values: readonly unknown[],
): Promise<Row> {
  const [row] = await system.behind<Row>(service, sql, values);
  if (!row) throw new Error('No row');
  return row;
}
