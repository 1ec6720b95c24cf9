import type { EventDefinition } from './envelope/event.js';
import { TenantState } from './envelope/tenant.js';
import * as auth from './auth/auth.events.js';
import * as catalog from './catalog/catalog.events.js';
import * as discount from './discount/discount.events.js';
import * as inventory from './inventory/inventory.events.js';
import * as notification from './notification/notification.events.js';
import * as bill from './order/bill.events.js';
import * as order from './order/order.events.js';
import * as tableSession from './order/table-session.events.js';
import * as ticket from './order/ticket.events.js';
import * as payment from './payment/payment.events.js';

const isEvent = (value: unknown): value is EventDefinition =>
  typeof value === 'object' && value !== null && 'tells' in value && 'topic' in value;

/** Every event of the system, each declared once by its owner: the source of topics, references and golden samples. */
export const allEvents: readonly EventDefinition[] = [
  TenantState,
  ...[auth, catalog, order, bill, ticket, tableSession, payment, inventory, discount, notification].flatMap((module) =>
    Object.values(module).filter(isEvent),
  ),
];
