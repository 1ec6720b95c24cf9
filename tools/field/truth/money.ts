import { rows } from './facts.ts';
import type { Read } from './invariants.ts';

/** Accounts that say where money is; the others say what it was for. */
const whatFor = `('customer-receipts', 'refunds', 'tips-payable', 'unapplied-receipts')`;

/** Money was booked once, belongs to a bill, and is where the books say. */
export const moneyInvariants = {
  async 'the ledger sums to zero'(read: Read) {
    const sums = await read<{ entry: string; sum: number }>(
      'payment',
      `select e.id as entry, coalesce(sum(p.amount), 0)::float8 as sum, count(p.line)::int as found, e.lines
       from ledger_entry e left join ledger_posting p on p.tenant_id = e.tenant_id and p.entry_id = e.id
       group by e.tenant_id, e.id, e.lines having coalesce(sum(p.amount), 0) <> 0 or count(p.line) <> e.lines`,
    );
    return rows(sums, () => false);
  },

  async 'money that was captured has one journal'(read: Read) {
    const captures = await read<{ captured: number; journals: number; booked: number }>(
      'payment',
      `select p.id as payment, p.captured::float8 as captured, count(distinct e.id)::int as journals,
         coalesce(sum(l.amount) filter (where l.amount > 0), 0)::float8 as booked
       from payment p left join ledger_entry e on e.payment_id = p.id and e.kind = 'CAPTURE'
         left join ledger_posting l on l.entry_id = e.id
       where p.captured > 0 or e.id is not null group by p.id, p.captured`,
    );
    return rows(captures, ({ captured, journals, booked }) => journals === 1 && booked === captured);
  },

  async 'the ledger says of each payment what is left of it, and of its tip'(read: Read) {
    const payments = await read<object>(
      'payment',
      `select id, tender, status, captured::int, refunded::int, tip::int, booked.* from payment
       left join (
         select e.payment_id, sum(l.amount) filter (where l.account not in ${whatFor})::int as there,
           -sum(l.amount) filter (where l.account = 'tips-payable')::int as tips
         from ledger_entry e join ledger_posting l on l.tenant_id = e.tenant_id and l.entry_id = e.id
         where e.payment_id is not null group by 1) booked on booked.payment_id = payment.id
       where coalesce(booked.there, 0) <> captured - refunded
         or coalesce(booked.tips, 0) <> case when captured = amount then tip - greatest(0, refunded - (captured - tip)) else 0 end`,
    );
    return rows(payments, () => false);
  },

  async 'bills know the money that was captured for them'(read: Read) {
    const captured = await read<{ money: string }>(
      'payment',
      `select bill_id || ' ' || id || ' ' || captured || ' -' || refunded as money from payment
       where captured > 0 and status <> 'QUARANTINED'`,
    );
    const known = await read<{ money: string }>(
      'order',
      `select id || ' ' || (p ->> 'paymentId') || ' ' || (p ->> 'amount') || ' -' || (p ->> 'refunded') as money
       from bill, jsonb_array_elements(payments) as p`,
    );
    return differences('payment', captured, 'order', known);
  },

  async 'payment knows each bill as it is'(read: Read) {
    const amounts = `id || ' ' || status || ' ' || total || ' ' || paid || ' ' || due || ' ' || coalesce((
      select string_agg(concat(one ->> 'shareId', ':', one ->> 'amount', ':', one ->> 'paid'), ' ' order by one ->> 'shareId')
      from jsonb_array_elements(shares) one), '') as money`;
    const copies = await read<{ money: string }>('payment', `select ${amounts} from bill`);
    return differences(
      'payment',
      copies,
      'order',
      await read<{ money: string }>('order', `select ${amounts} from bill`),
    );
  },

  async 'money goes back that was asked back'(read: Read) {
    const going = await read<{ money: string }>(
      'payment',
      `select id || ' -' || sum((one ->> 'amount')::bigint) as money from payment, jsonb_array_elements(refunds) one
       where one ->> 'status' <> 'FAILED' and status <> 'QUARANTINED' group by id`,
    );
    const asked = await read<{ money: string }>(
      'order',
      `select (p ->> 'paymentId') || ' -' || (p ->> 'askedBack') as money from bill, jsonb_array_elements(payments) as p
       where (p ->> 'askedBack')::bigint > 0`,
    );
    return differences('payment', going, 'order', asked);
  },

  async 'a settled bill is paid, exactly'(read: Read) {
    const bills = await read<object>(
      'order',
      `select id, total::int, tips::int, credited::int, paid::int, due::int from bill,
         lateral (select coalesce(sum((p ->> 'amount')::bigint), 0) as captured,
           coalesce(sum((p ->> 'askedBack')::bigint), 0) as asked_back, coalesce(sum((p ->> 'refunded')::bigint), 0) as back
           from jsonb_array_elements(payments) p) money
       where status = 'SETTLED' and (due <> 0 or paid <> captured - back or captured - asked_back <> total - credited + tips)`,
    );
    return rows(bills, () => false);
  },

  async 'drawers hold their float and what moved'(read: Read) {
    const drawers = await read<object>(
      'payment',
      `select d.id, d.opening_float::int, d.cash_in::int, d.cash_out::int, moved.* from drawer d,
         lateral (select coalesce(sum(amount) filter (where kind = 'FLOAT'), 0)::int as floated,
           coalesce(sum(amount) filter (where kind in ('SALE', 'PAY_IN')), 0)::int as came,
           coalesce(sum(amount) filter (where kind in ('REFUND', 'PAY_OUT', 'DROP')), 0)::int as went
           from drawer_movement m where m.tenant_id = d.tenant_id and m.drawer_id = d.id) moved
       where d.opening_float <> floated or d.cash_in <> came or d.cash_out <> went`,
    );
    const cash = await read<object>(
      'payment',
      `select p.id, p.captured::int, p.refunded::int, moved.* from payment p,
         lateral (select count(*) filter (where kind = 'SALE')::int as sales,
           coalesce(sum(amount) filter (where kind = 'SALE' and drawer_id = p.drawer_id), 0)::int as came,
           coalesce(sum(amount) filter (where kind = 'REFUND'), 0)::int as went
           from drawer_movement m where m.payment_id = p.id) moved
       where p.tender = 'CASH' and (p.captured <> came or sales <> 1 or p.refunded <> went)`,
    );
    return rows([...drawers, ...cash], () => false);
  },

  async 'the ledger says of each outlet what its drawers hold and what was missing'(read: Read) {
    const outlets = await read<object>(
      'payment',
      `select * from (
         select outlet_id, sum(opening_float + cash_in - cash_out) filter (where status = 'OPEN')::int as expected,
           sum(opening_float + cash_in - cash_out - counted) filter (where status = 'CLOSED')::int as missing
         from drawer group by 1) held
       full join (
         select e.outlet_id, sum(l.amount) filter (where l.account = 'cash-drawer')::int as booked,
           sum(l.amount) filter (where l.account = 'cash-over-short')::int as short
         from ledger_entry e join ledger_posting l on l.tenant_id = e.tenant_id and l.entry_id = e.id group by 1) books
         using (outlet_id)
       where coalesce(expected, 0) <> coalesce(booked, 0) or coalesce(missing, 0) <> coalesce(short, 0)`,
    );
    return rows(outlets, () => false);
  },

  async 'every webhook has had its effect'(read: Read) {
    const open = `select id, event, state, error from webhook_delivery where state in ('RECEIVED', 'FAILED')`;
    return rows(await read<object>('payment', open), () => false);
  },
};

function differences(
  one: string,
  ones: readonly { readonly money: string }[],
  other: string,
  others: readonly { readonly money: string }[],
): string[] {
  const [left, right] = [ones, others].map((all) => new Set(all.map(({ money }) => money)));
  return [
    ...[...(left ?? [])].filter((money) => !right?.has(money)).map((money) => `only ${one} knows ${money}`),
    ...[...(right ?? [])].filter((money) => !left?.has(money)).map((money) => `only ${other} knows ${money}`),
  ];
}
