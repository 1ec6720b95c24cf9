import { withDatabase } from '../../tools/field/drained.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { until } from '../../tools/field/until.ts';

/**
 * What moves without anybody having got anything: keys of calls and of tokens, and where consumers are. Told facts go from outbox to
 * fact, so both together are counted as events.
 */
const bookkeeping = ['idempotency', 'inbox', 'outbox', 'fact', 'jwks'];

/** `order.orders` -> `12 rows in 31 versions`. */
export type RowCounts = Readonly<Record<string, string>>;

/** The rows of all tables of all databases, as the catalogue lists them, once nothing is on its way any more. */
export async function rowCounts(system: FieldSystem): Promise<RowCounts> {
  let [last, alike] = ['', 0];
  return until(
    'nothing is on its way',
    30,
    async () => {
      const { counts, waiting } = await countAll(system);
      const text = JSON.stringify(counts);
      alike = text === last && waiting === 0 ? alike + 1 : 0;
      last = text;
      return alike >= 2 && counts;
    },
    150,
  );
}

/** What differs between two counts. */
export function changes(before: RowCounts, after: RowCounts): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? 'none'} -> ${after[name] ?? 'none'}`);
}

async function countAll(system: FieldSystem): Promise<{ counts: RowCounts; waiting: number }> {
  let waiting = 0;
  const each = await Promise.all(
    withDatabase.map(async (service) => {
      const rows = await system.behind<{ name: string; held: string }>(service, heldByEach, [bookkeeping]);
      const told = await system.behind<{ waiting: number; events: number }>(
        service,
        service === 'payment' ? `${eventsTold} ${webhooksWaiting}` : eventsTold,
      );
      for (const one of told) waiting += one.waiting;
      const held = rows.map((row) => [`${service}.${row.name}`, row.held] as const);
      return [...held, [`${service} events`, String(told[0]?.events)] as const];
    }),
  );
  return { counts: Object.fromEntries(each.flat()), waiting };
}

const eventsTold = `
  select (select count(*) from outbox)::int as waiting,
    ((select count(*) from outbox) + (select count(*) from fact))::int as events`;

/** Webhooks that were taken in and are not worked off yet. */
const webhooksWaiting = `union all select count(*)::int, 0 from webhook_delivery where state = 'RECEIVED'`;

const heldByEach = `
  with listed as (
    select c.oid, c.relname as name,
      exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'version' and not a.attisdropped)
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'checks') as is_versioned
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
      and c.relname <> all ($1::text[]))
  select name, (xpath('/row/held/text()', query_to_xml(
      format(
        case when is_versioned then 'select concat(count(*), '' rows in '', coalesce(sum(version), 0), '' versions'') as held from %I'
        else 'select concat(count(*), '' rows'') as held from %I' end, name),
      false, true, '')))[1]::text as held
  from listed order by name`;
