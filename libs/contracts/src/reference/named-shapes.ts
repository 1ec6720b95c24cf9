import { z } from 'zod';
import * as analytics from '../analytics/analytics.api.js';
import * as devices from '../auth/device.api.js';
import * as people from '../auth/people.api.js';
import * as signIn from '../auth/sign-in.api.js';
import * as tenants from '../auth/tenant.api.js';
import * as catalogFacts from '../catalog/catalog.events.js';
import * as categories from '../catalog/category.api.js';
import * as items from '../catalog/item.api.js';
import * as menu from '../catalog/menu.api.js';
import * as modifierGroups from '../catalog/modifier-group.api.js';
import * as discounts from '../discount/discount.api.js';
import * as discountFacts from '../discount/discount.events.js';
import * as shapes from '../envelope/shapes.js';
import { shapeMeanings, wireShapes } from '../envelope/wire-shapes.js';
import * as stock from '../inventory/stock.api.js';
import * as notifications from '../notification/notification.api.js';
import * as bills from '../order/bill.api.js';
import * as billFacts from '../order/bill.events.js';
import * as invoices from '../order/invoice.api.js';
import * as orders from '../order/order.api.js';
import * as orderFacts from '../order/order.events.js';
import * as days from '../order/outlet-day.api.js';
import * as tableSessions from '../order/table-session.api.js';
import * as tableSessionFacts from '../order/table-session.events.js';
import * as tables from '../order/table.api.js';
import * as tickets from '../order/ticket.api.js';
import * as ticketFacts from '../order/ticket.events.js';
import * as drawers from '../payment/drawer.api.js';
import * as ledger from '../payment/ledger.api.js';
import * as payments from '../payment/payment.api.js';
import * as paymentFacts from '../payment/payment.events.js';
import * as stats from '../payment/stats.api.js';
import { fieldMeanings } from './field-meanings.generated.js';
import { shapeExamples } from './shape-examples.js';

/** Declarations in the order in which they may give a shape its name; one that has a name keeps it. */
const declarations: readonly Readonly<Record<string, unknown>>[] = [
  ...[signIn, people, devices, tenants, items, categories, modifierGroups, menu, orders, tables, tableSessions],
  ...[tickets, bills, invoices, days, payments, drawers, ledger, stats, stock, discounts, notifications, analytics],
  ...[catalogFacts, discountFacts, billFacts, orderFacts, tableSessionFacts, ticketFacts, paymentFacts],
];

/** Shapes of one value need no name of their own, but what they mean. */
wireShapes.add(shapes.paise, { description: 'Money in paise.' });
wireShapes.add(shapes.signedPaise, { description: 'Money in paise, owed either way.' });
wireShapes.add(shapes.phone, { description: 'In E.164; ten bare digits are taken as Indian.' });
wireShapes.add(shapes.basisPoints, { description: 'Hundredths of a percent: 500 = 5 %.' });
wireShapes.add(shapes.fulfilment, { id: 'Fulfilment' });

for (const [path, text] of Object.entries(fieldMeanings)) shapeMeanings.set(path, text);

/** Every shape that is declared and exported has the name of its type in the API reference: `orderView` is `OrderView`. */
for (const declared of declarations)
  for (const [name, shape] of Object.entries(declared)) {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (name.endsWith('Filters')) meanFilters(id, shape);
    if (!(shape instanceof z.ZodType) || wireShapes.has(shape)) continue;
    const example = shapeExamples.get(shape);
    wireShapes.add(shape, { id, ...(example === undefined ? {} : { examples: [example] }) });
  }

/** Filters of lists are fields without a shape around them: each says by itself what it means. */
function meanFilters(id: string, filters: unknown): void {
  for (const [field, shape] of Object.entries(Object(filters))) {
    const description = shapeMeanings.get(`${id}.${field}`);
    const isFree = shape instanceof z.ZodType && !wireShapes.has(shape);
    if (isFree && description !== undefined) wireShapes.add(shape, { description });
  }
}
