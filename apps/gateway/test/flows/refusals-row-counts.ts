import { eventually, openBehind, runningSystem } from '@chowk/testing';
import { serviceNames } from '../../src/domain/route.js';

const system = runningSystem();

/**
 * What moves without anybody having got anything: keys of calls and of tokens, where consumers are. Told facts go from outbox to
 * fact; both together are counted as `events`.
 */
const bookkeeping = ['idempotency', 'inbox', 'outbox', 'fact', 'jwks'];

interface Opened {
  readonly name: string;
  readonly client: Awaited<ReturnType<typeof openBehind>>;
}

interface Told {
  readonly waiting: number;
  readonly events: number;
}

/** What every table of every service holds: `order.orders` -> `12 rows in 31 versions`. */
export type RowCounts = Readonly<Record<string, string>>;

/**
 * The rows of all tables of all eight databases, as the catalog lists them, once nothing is on its way any more: two of
 * these around refused calls are equal. A changed row shows in its version, save of rows that a sweep looks after.
 */
export async function rowCounts(): Promise<RowCounts> {
  const clients = await Promise.all(
    serviceNames.map(async (name) => ({ name, client: await openBehind(system, name) })),
  );
  let last = '';
  let alike = 0;
  try {
    return await eventually(
      'nothing is on its way',
      async () => {
        const { counts, waiting } = await countAll(clients);
        const text = JSON.stringify(counts);
        alike = text === last && waiting === 0 ? alike + 1 : 0;
        last = text;
        return alike >= 2 && counts;
      },
      { timeout: 20_000, interval: 80 },
    );
  } finally {
    await Promise.all(clients.map(({ client }) => client.end()));
  }
}

async function countAll(databases: readonly Opened[]): Promise<{ counts: RowCounts; waiting: number }> {
  const each = await Promise.all(
    databases.map(async ({ name: service, client }) => {
      const { rows } = await client.query<{ name: string; held: string }>(heldByEach, [bookkeeping]);
      const told = await client.query<Told>(service === 'payment' ? `${eventsTold} ${webhooksWaiting}` : eventsTold);
      return { service, rows, told: told.rows };
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
      and c.relname <> all ($1::text[]))
  select name, (xpath('/row/held/text()', query_to_xml(
      format(
        case when is_versioned then 'select concat(count(*), '' rows in '', coalesce(sum(version), 0), '' versions'') as held from %I'
        else 'select concat(count(*), '' rows'') as held from %I' end, name),
      false, true, '')))[1]::text as held
  from listed order by name`;
