import { behind, runningSystem } from '@chowk/testing';

const system = runningSystem();

/** What an outlet has of each stock item, by sku, as the database knows it. */
export async function stockOf(outletId: string): Promise<Readonly<Record<string, number>>> {
  const rows = await behind<{ sku: string; on_hand: number }>(
    system,
    'inventory',
    'select sku, on_hand from stock_item where outlet_id = $1',
    [outletId],
  );
  return Object.fromEntries(rows.map(({ sku, on_hand }) => [sku, on_hand]));
}

/** What became of each number between two readings; what stayed is left out. */
export function changes(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const).filter(([, change]) => change !== 0),
  );
}

/** Movements of an order, `sku kind quantity cost`, sorted. */
export async function movementsOf(orderId: string): Promise<string[]> {
  const rows = await behind<{ line: string }>(
    system,
    'inventory',
    `select s.sku || ' ' || m.kind || ' ' || m.quantity || ' ' || m.cost as line
     from movement m join stock_item s on s.tenant_id = m.tenant_id and s.id = m.stock_item_id where m.order_id = $1`,
    [orderId],
  );
  return rows.map(({ line }) => line).sort();
}
