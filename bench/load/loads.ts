import type { LoadKind } from './load.ts';
import { PaidOrders } from './paid-orders.ts';

/** Every kind of load by its name. */
export const loads = { 'paid-orders': PaidOrders } satisfies Record<string, LoadKind>;
export type LoadName = keyof typeof loads;
