import type { Behind } from '../../tools/field/behind.ts';
import type { ServiceName } from '../../tools/field/field-system.ts';

/** What belongs to calls and clocks, not to what was told. */
const notTold = new Set([
  ...['idempotency', 'jwks', 'clock_offset', 'chowk_role', 'stream_ticket', 'signing_keys', 'migrations'],
  ...['otp_address_counts', 'otp_challenges', 'password_tries', 'auth_sessions'],
]);

/** What a clock moves in a row while nobody is told anything: when money is asked after next, and who was surely told of a menu. */
const ofClocks: Readonly<Record<string, readonly string[]>> = {
  payment: ['check_at', 'checks', 'version', 'updated_at'],
  webhook_delivery: ['attempts', 'next_at'],
  menu: ['told'],
};

/** How many rows each table of a service has and what they come to: the same for the same rows in any order. */
export async function sumsOf(databases: Behind, service: ServiceName): Promise<Map<string, string>> {
  const tables = await databases.query<{ name: string }>(
    service,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition order by 1`,
  );
  const sums = new Map<string, string>();
  for (const { name } of tables.filter((table) => !notTold.has(table.name))) {
    const [sum] = await databases.query<{ sum: string }>(
      service,
      `select count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - $1::text[])::text, 0)::numeric), 0) as sum
       from ${name} t`,
      [ofClocks[name] ?? []],
    );
    sums.set(name, sum?.sum ?? '');
  }
  return sums;
}

/**
 * Tables that follow from what was told alone, by service, with the columns that are left out of a comparison of tenants:
 * ids made here and the time of handling (`id`, `*_at`, `hold_until`), what a row was at the time (`on_hand` of a
 * movement, the running `seq` of a room), and versions that count how often a row was touched, not what it says.
 */
export const followed: Readonly<Partial<Record<ServiceName, Readonly<Record<string, readonly string[]>>>>> = {
  inventory: {
    ...{ tenant: ['id', 'slug', 'state'], known_outlet: [], known_item: [], serving: [] },
    reservation: ['created_at', 'updated_at', 'hold_until'],
    movement: ['id', 'on_hand', 'moved_at'],
    stock_item: ['created_at', 'updated_at', 'version'],
  },
  discount: {
    ...{ known_outlet: [], known_item: [], coupon_use: [] },
    redemption: ['created_at', 'updated_at'],
  },
  payment: { outlet: [], bill: [], billed_order: [], diner: [] },
  notification: {
    ...{ known_outlet: [], ended_session: [], order_audience: [], table_guest: [], known_guest: [], left_session: [] },
    room_event: ['seq', 'told_at'],
    room_counter: [],
  },
  catalog: { known_outlet: [], stock_gap: [] },
  analytics: {
    ...{ known_outlet: [], counted_event: [], counted_order: [], daily_metric: [], item_metric: [] },
    ...{ tender_metric: [], ticket_time: [], sitting_time: [] },
  },
};

/**
 * A person's room is told what concerns those orders that are known to be theirs at the time: who is told of a bill before its order is
 * told of other people. What everybody's rooms are told, of kitchen, floor and managers, does not depend on it.
 */
const sameInAnyOrder: Readonly<Record<string, string>> = {
  room_event: `room !~ '^(customer|table-session):'`,
  room_counter: `room !~ '^(customer|table-session):'`,
};

/** The rows of a table that a tenant has, without the columns that are left out, in the order of their text. */
export async function rowsOfTenant(
  databases: Behind,
  service: ServiceName,
  table: string,
  { tenantId, without }: { readonly tenantId: string; readonly without: readonly string[] },
): Promise<string[]> {
  const column = table === 'tenant' ? 'id' : 'tenant_id';
  const rows = await databases.query<{ row: string }>(
    service,
    `select (to_jsonb(t) - $2::text[])::text as row from ${table} t where ${column} = $1 and ${sameInAnyOrder[table] ?? 'true'}`,
    [tenantId, ['tenant_id', ...without]],
  );
  return rows.map(({ row }) => row.replaceAll(tenantId, 'the tenant')).sort();
}
