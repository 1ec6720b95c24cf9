import type { Read } from './invariants.ts';

type Numbers = Readonly<Record<string, number>>;
type Day = { readonly day: string } & Numbers;

const ofDay = `tenant_id || ' ' || outlet_id || ' ' || business_date as day`;
const wasConfirmed = `history @> '[{"status": "CONFIRMED"}]'`;
const sold = (column: string) =>
  `coalesce(sum(${column}) filter (where ${wasConfirmed} and status <> 'CANCELLED'), 0)::float8`;
const now = (status: string) => `count(*) filter (where status = '${status}')::float8`;
const listed = (counters: Readonly<Record<string, string>>) =>
  Object.entries(counters)
    .map(([name, sql]) => `${sql} as ${name}`)
    .join();

/** Whose rows of a day say what, under the name of the counter. */
const counted: readonly { service: string; from: string; counters: Readonly<Record<string, string>> }[] = [
  {
    service: 'order',
    from: 'orders',
    counters: {
      orders_placed: 'count(*)::float8',
      orders_confirmed: `count(*) filter (where ${wasConfirmed})::float8`,
      orders_rejected: now('REJECTED'),
      orders_cancelled: now('CANCELLED'),
      orders_expired: now('EXPIRED'),
      orders_completed: `count(*) filter (where history @> '[{"status": "COMPLETED"}]')::float8`,
      revenue: sold('total'),
      discount: sold('discount'),
      tax: sold('tax'),
    },
  },
  {
    service: 'order',
    from: 'line_change',
    counters: {
      lines_voided: `count(*) filter (where kind = 'VOIDED')::float8`,
      voided: `coalesce(sum(amount) filter (where kind = 'VOIDED'), 0)::float8`,
      lines_comped: `count(*) filter (where kind = 'COMPED')::float8`,
      comped: `coalesce(sum(amount) filter (where kind = 'COMPED'), 0)::float8`,
    },
  },
  {
    service: 'order',
    from: 'bill',
    counters: {
      bills_settled: `count(*) filter (where settled_at is not null)::float8`,
      billed: `coalesce(sum(total) filter (where settled_at is not null), 0)::float8`,
      bills_refunded: 'sum(jsonb_array_length(refunds))::float8',
      credited: 'sum(credited)::float8',
    },
  },
  {
    service: 'order',
    from: 'table_session',
    counters: { table_sessions_opened: 'count(*)::float8', table_sessions_closed: now('CLOSED') },
  },
  {
    service: 'payment',
    from: `payment where captured > 0 and status <> 'QUARANTINED'`,
    counters: {
      payments_captured: 'count(*)::float8',
      captured: 'sum(captured)::float8',
      tips: 'sum(tip)::float8',
      refunded: 'sum(refunded)::float8',
    },
  },
];

const perTender = `count(*)::float8 as captured, sum(captured)::float8 as amount, sum(tip)::float8 as tips,
  sum(refunded)::float8 as refunded`;

/** What analytics counts is what the tables of the others say. */
export const dayInvariants = {
  async 'the counters are what the orders and payments tables say'(read: Read) {
    const faults: string[] = [];
    for (const { service, from, counters } of counted) {
      const names = Object.keys(counters);
      const right = await read<Day>(service, `select ${ofDay}, ${listed(counters)} from ${from} group by day`);
      const said = `select ${ofDay}, ${names.map((name) => `${name}::float8`).join()} from daily_metric`;
      faults.push(...daysThatDiffer(right, await read<Day>('analytics', said), names));
    }
    return faults;
  },

  async 'the counters of each tender are what the payments table says'(read: Read) {
    const right = await read<Day>(
      'payment',
      `select concat_ws(' ', tenant_id, outlet_id, business_date, tender) as day, ${perTender} from payment
       where captured > 0 and status <> 'QUARANTINED' group by day`,
    );
    const said = await read<Day>(
      'analytics',
      `select concat_ws(' ', tenant_id, outlet_id, business_date, tender) as day, captured::float8, amount::float8,
         tips::float8, refunded::float8 from tender_metric`,
    );
    return daysThatDiffer(right, said, ['captured', 'amount', 'tips', 'refunded']);
  },
};

function daysThatDiffer(right: readonly Day[], said: readonly Day[], counters: readonly string[]): string[] {
  const [truths, countings] = [right, said].map((all) => new Map(all.map((row) => [row.day, row])));
  return [...new Set([...right, ...said].map(({ day }) => day))].flatMap((day) =>
    counters.flatMap((name) => {
      const [truth, counting] = [truths?.get(day)?.[name] ?? 0, countings?.get(day)?.[name] ?? 0];
      return truth === counting ? [] : [`${day} ${name} is ${truth}, analytics says ${counting}`];
    }),
  );
}
