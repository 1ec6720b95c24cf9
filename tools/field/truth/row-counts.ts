import type { Read } from './invariants.ts';

/** What every table of every service holds: `order.orders` -> `12 rows in 31 versions`. */
export type RowCounts = Readonly<Record<string, string>>;

interface Told {
  readonly waiting: number;
  readonly events: number;
}

/**
 * The rows of all tables of these services' databases, as the catalogue lists them, and how much is still on its way. What moves
 * without anybody having got anything is left out: keys of calls and of tokens, where consumers are, and what a clock takes away
 * within minutes. Told facts go from outbox to fact; both together are counted as `events`. A changed row shows in its version,
 * save of rows that a sweep looks after.
 */
export async function countRows(
  services: readonly string[],
  read: Read,
): Promise<{ readonly counts: RowCounts; readonly waiting: number }> {
  const each = await Promise.all(
    services.map(async (service) => {
      const rows = await read<{ name: string; held: string }>(service, heldByEach);
      const told = await read<Told>(service, service === 'payment' ? `${eventsTold} ${webhooksWaiting}` : eventsTold);
      return { service, rows, told };
    }),
  );
  const entries = each.flatMap(({ service, rows, told }) => [
    ...rows.map(({ name, held }) => [`${service}.${name}`, held] as const),
    [`${service} events`, String(told[0]?.events)] as const,
  ]);
  const waiting = each.flatMap(({ told }) => told).reduce((sum, one) => sum + one.waiting, 0);
  return { counts: Object.fromEntries(entries), waiting };
}

const eventsTold = `
  select (select count(*) from outbox)::int as waiting,
    ((select count(*) from outbox) + (select count(*) from fact))::int as events`;

/** Webhooks that were taken in and are not worked off yet. */
const webhooksWaiting = `
  union all select count(*)::int, 0 from webhook_delivery where state = 'RECEIVED'`;

const heldByEach = `
  with listed as (
    select c.oid, c.relname as name,
      exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'version' and not a.attisdropped)
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'checks') as is_versioned
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
      and c.relname <> all ('{idempotency,inbox,outbox,fact,jwks,stream_ticket,ended_session}'::text[]))
  select name, (xpath('/row/held/text()', query_to_xml(
      format(
        case when is_versioned then 'select concat(count(*), '' rows in '', coalesce(sum(version), 0), '' versions'') as held from %I'
        else 'select concat(count(*), '' rows'') as held from %I' end, name),
      false, true, '')))[1]::text as held
  from listed order by name`;
