import type { BenchSystem } from './bench-system.ts';
import { LoadProcess } from './load/load-process.ts';
import { windowOf } from './seed/copied-column.ts';
import { copyOrders, type Copying } from './seed/copy-orders.ts';

/** Orders that are taken through the front door as models, so many a second. */
const models = { rate: 10, seconds: 30 };

/** What a bench finds before it begins. */
export interface Prepared {
  /** Shoppers who have ordered already, so that all code is warm. */
  readonly shoppers: LoadProcess;
  readonly orders: number;
  readonly copying: Omit<Copying, 'copies' | 'tenantIds'> & { readonly models: number };
}

/** Takes some orders and copies them until at least `orders` are there, of one tenant. */
export async function prepare(system: BenchSystem, orders: number): Promise<Prepared> {
  const shoppers = await LoadProcess.start('paid-orders', system);
  const [tenant] = await system.behind<{ id: string }>('auth', `select id from tenants where slug = 'intellidine'`);
  if (!tenant) throw new Error('The demo tenant is missing');
  const from = new Date();
  await shoppers.go(models.rate, models.seconds);
  const { where } = await system.drained();
  if (where.length > 0) throw new Error(`The model orders never came to rest: ${where.join(', ')}`);
  const made = await ordersIn(system);
  const copying = { window: windowOf(from, new Date()), modelTenantId: tenant.id, models: made };
  const copies = Math.ceil((orders - made) / made);
  if (copies > 0) await copyOrders(system, { ...copying, copies, tenantIds: [tenant.id] });
  return { shoppers, orders: await ordersIn(system), copying };
}

export async function ordersIn(system: BenchSystem): Promise<number> {
  const [row] = await system.behind<{ n: number }>('order', 'select count(*)::int as n from orders');
  return row?.n ?? 0;
}
