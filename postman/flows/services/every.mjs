import { auth } from './auth.mjs';
import { catalog } from './catalog.mjs';
import { discount } from './discount.mjs';
import { inventory } from './inventory.mjs';
import { analytics, notification } from './numbers.mjs';
import { orderService } from './order.mjs';
import { payment } from './payment.mjs';

/** The services, in an order in which each finds what it needs. */
export const services = [auth, catalog, orderService, payment, inventory, notification, analytics, discount];
