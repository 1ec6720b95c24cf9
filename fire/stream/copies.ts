import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';

/** Every table in which a service keeps what others told, by the name its `rebuild` command knows; children first. */
export const copies: Readonly<Partial<Record<ServiceName, Readonly<Record<string, readonly string[]>>>>> = {
  auth: { tenants: ['tenant'] },
  catalog: { tenants: ['tenant'], outlets: ['known_outlet'], stock: ['stock_gap'] },
  order: {
    ...{ tenants: ['tenant'], outlets: ['known_outlet'], items: ['known_item'], rules: ['known_rule', 'known_coupon'] },
    ...{ drawers: ['open_drawer'], timeline: ['timeline'] },
  },
  payment: {
    ...{ tenants: ['tenant'], outlets: ['outlet'], bills: ['bill'], orders: ['billed_order'], diners: ['diner'] },
  },
  inventory: { tenants: ['tenant'], outlets: ['known_outlet'], items: ['serving', 'known_item'] },
  discount: { tenants: ['tenant'], outlets: ['known_outlet'], items: ['known_item'] },
  notification: {
    ...{ tenants: ['tenant'], outlets: ['known_outlet'], 'ended-sessions': ['ended_session'] },
    audience: ['table_guest', 'known_guest', 'left_session', 'order_audience'],
  },
  analytics: {
    ...{ tenants: ['tenant'], outlets: ['known_outlet'] },
    metrics: [
      ...['daily_metric', 'item_metric', 'tender_metric', 'ticket_time', 'sitting_time', 'counted_order'],
      'counted_event',
    ],
  },
};

/** All rows of a table as text, in the order of that text. */
export async function rowsOf(system: FieldSystem, service: ServiceName, table: string): Promise<string[]> {
  const rows = await system.behind<{ row: string }>(service, `select to_jsonb(t)::text as row from ${table} t`);
  return rows.map(({ row }) => row).sort();
}

/** What stands in only one of two lists of rows, a few of each. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  const [was, is] = [new Set(before), new Set(after)];
  const gone = before.filter((row) => !is.has(row)).slice(0, 2);
  const added = after.filter((row) => !was.has(row)).slice(0, 2);
  return [...gone.map((row) => `- ${row}`), ...added.map((row) => `+ ${row}`)];
}
