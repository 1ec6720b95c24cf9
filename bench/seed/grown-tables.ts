import type { WithDatabase } from '../bench-system.ts';

/**
 * The tables that grow with orders, by service; rows of all others belong to the menu, the people and the days. What is there
 * to be forgotten again within days (inboxes, kept answers, rooms' events) is not grown to a million orders.
 */
export const grownTables: Readonly<Partial<Record<WithDatabase, readonly string[]>>> = {
  order: ['orders', 'bill', 'ticket', 'timeline', 'tax_document'],
  payment: ['payment', 'bill', 'billed_order', 'ledger_entry', 'ledger_posting'],
  inventory: ['reservation', 'movement'],
  notification: ['order_audience'],
  analytics: ['counted_event', 'counted_order', 'ticket_time'],
  discount: ['redemption'],
};

/** Columns that name what is not an order's own and stays what it is in a copy. */
export const keptColumns: ReadonlySet<string> = new Set([
  'tenant_id',
  'outlet_id',
  'customer_id',
  'guest_id',
  'item_id',
  'stock_item_id',
  'registration_id',
  'table_id',
  'placed_by',
]);
