import { bills } from './bills.mjs';
import { orders } from './orders.mjs';
import { tables } from './tables.mjs';

/** Tables, orders, the kitchen and the bill: one dinner at the table that was set. */
export const orderService = { service: 'order', operations: [...tables, ...orders, ...bills] };
