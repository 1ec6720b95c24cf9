import { rows } from './kill-invariants-of-facts.js';
import type { Read } from './kill-invariants.js';

type Numbers = Readonly<Record<string, number>>;
type Day = { readonly day: string } & Numbers;

const orderCounters = [
  'orders_placed',
  'orders_confirmed',
  'orders_rejected',
  'orders_cancelled',
  'orders_expired',
  'orders_completed',
  'revenue',
  'discount',
  'tax',
];

const ofDay = `tenant_id || ' ' || outlet_id || ' ' || business_date as day`;
const wasConfirmed = `history @> '[{"status": "CONFIRMED"}]'`;
const sold = (column: string) =>
  `coalesce(sum(${column}) filter (where ${wasConfirmed} and status <> 'CANCELLED'), 0)::float8`;
const now = (status: string) => `count(*) filter (where status = '${status}')::float8`;

const daysOfOrders = `
  select ${ofDay}, count(*)::float8 as orders_placed, count(*) filter (where ${wasConfirmed})::float8 as orders_confirmed,
    ${now('REJECTED')} as orders_rejected, ${now('CANCELLED')} as orders_cancelled, ${now('EXPIRED')} as orders_expired,
    ${now('COMPLETED')} as orders_completed, ${sold('total')} as revenue, ${sold('discount')} as discount, ${sold('tax')} as tax
  from orders group by day`;

const daysOfMoney = `
  select ${ofDay}, count(*)::float8 as payments_captured, sum(captured)::float8 as captured from payment
  where captured > 0 and status <> 'QUARANTINED' group by day`;

const daysCounted = (counters: readonly string[]) =>
  `select ${ofDay}, ${counters.map((name) => `${name}::float8`).join()} from daily_metric`;

/** Money was booked once, belongs to a bill, and is counted. */
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

  async 'every webhook has had its effect'(read: Read) {
    const open = `select id, event, state, error from webhook_delivery where state in ('RECEIVED', 'FAILED')`;
    return rows(await read<object>('payment', open), () => false);
  },

  async 'the counters are what the orders and payments tables say'(read: Read) {
    const ofMoney = ['payments_captured', 'captured'];
    return [
      ...daysThatDiffer(
        await read<Day>('order', daysOfOrders),
        await read<Day>('analytics', daysCounted(orderCounters)),
        orderCounters,
      ),
      ...daysThatDiffer(
        await read<Day>('payment', daysOfMoney),
        await read<Day>('analytics', daysCounted(ofMoney)),
        ofMoney,
      ),
    ];
  },
};

function daysThatDiffer(right: readonly Day[], counted: readonly Day[], counters: readonly string[]): string[] {
  const said = new Map(counted.map((row) => [row.day, row]));
  const truth = new Map(right.map((row) => [row.day, row]));
  return [...new Set([...truth.keys(), ...said.keys()])].flatMap((day) =>
    counters
      .filter((name) => (truth.get(day)?.[name] ?? 0) !== (said.get(day)?.[name] ?? 0))
      .map((name) => `${day} ${name} is ${truth.get(day)?.[name] ?? 0}, analytics says ${said.get(day)?.[name] ?? 0}`),
  );
}

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
