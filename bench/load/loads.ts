import { Evening } from './evening.ts';
import type { LoadKind } from './load.ts';
import { MenuReaders } from './menu-readers.ts';
import { OrderLists } from './order-lists.ts';
import { PaidOrders } from './paid-orders.ts';

/** Every kind of load by its name. */
export const loads = {
  'paid-orders': PaidOrders,
  menu: MenuReaders,
  'order-lists': OrderLists,
  evening: Evening,
} satisfies Record<string, LoadKind>;
export type LoadName = keyof typeof loads;
