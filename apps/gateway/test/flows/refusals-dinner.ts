import { randomUUID } from 'node:crypto';
import {
  authSessionAnswer,
  orderView,
  outletAnswer,
  paymentView,
  recipeAnswer,
  ruleAnswer,
  stockItemAnswer,
  ticketView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { z } from 'zod';
import { Restaurant, type Person } from './restaurant.js';

const withId = z.object({ id: z.uuid() });
const menu = z.object({
  categories: z.array(
    withId.extend({
      items: z.array(
        withId.extend({
          name: z.string(),
          variants: z.array(withId),
          modifierGroups: z.array(withId.extend({ modifiers: z.array(withId) })),
        }),
      ),
    }),
  ),
});

/** Ids of everything that one paid dinner at a table in Indiranagar has left behind, and of what it was made from. */
export interface Dinner {
  readonly outletId: string;
  readonly orderId: string;
  readonly reference: string;
  readonly billId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly authSessionId: string;
  readonly tableId: string;
  readonly tableCode: string;
  readonly tableSessionId: string;
  readonly ticketId: string;
  readonly stockItemId: string;
  readonly recipeId: string;
  readonly itemId: string;
  readonly variantId: string;
  readonly modifierId: string;
  readonly modifierGroupId: string;
  readonly categoryId: string;
  readonly ruleId: string;
  readonly staffId: string;
}

function firstOf<Thing>(things: readonly Thing[], what: string): Thing {
  const [first] = things;
  if (first === undefined) throw new Error(`There is no ${what}`);
  return first;
}

/** The restaurant's outlet of that code. */
export async function outletOf(restaurant: Restaurant, code: string): Promise<string> {
  const outlets = (await restaurant.anybody.get('/outlets')).data(outletAnswer.array());
  return firstOf(
    outlets.filter((outlet) => outlet.code === code),
    `outlet ${code}`,
  ).id;
}

/** An order for takeaway that stock has been held for, and its price in `total`. */
export async function takeaway(restaurant: Restaurant, customer: Person, item = 'Filter coffee') {
  const outletId = await outletOf(restaurant, 'IND');
  const lines = [{ itemId: (await restaurant.menu())(item), quantity: 1 }];
  const placed = await customer.post('/orders', { fulfilment: 'TAKEAWAY', outletId, lines });
  return restaurant.settled(customer, placed.data(orderView).id);
}

/** A rule of that outlet alone, which gives nothing. */
const ruleOf = (outletId: string) => ({
  ...{ kind: 'TIME_BASED', name: 'Some day', weekdays: [1], from: '10:00', to: '11:00', gives: { amount: 1 } },
  ...{ subject: { on: 'ORDER' }, outletIds: [outletId], active: false },
});

/** Serves a dinner whose bill was shown and is paid, and gathers what belongs to it. */
export async function serveDinner(restaurant: Restaurant, label: string): Promise<Dinner> {
  const manager = await restaurant.staff('manager');
  const customer = await restaurant.customer();
  const table = await restaurant.table(label, manager);
  const tableSessionId = await restaurant.sitDown(customer, table);
  const { categories } = (await restaurant.anybody.get('/menu')).data(menu);
  const items = categories.flatMap((category) => category.items);
  const dosa = firstOf(
    items.filter(({ modifierGroups }) => modifierGroups.length > 0),
    'item with choices',
  );
  const curry = firstOf(
    items.filter(({ variants }) => variants.length > 0),
    'item in sizes',
  );
  const reference = randomUUID();
  const placed = await customer.post('/orders', {
    fulfilment: 'DINE_IN',
    tableSessionId,
    clientReference: reference,
    lines: [{ itemId: dosa.id, quantity: 1 }],
  });
  const order = await restaurant.settled(customer, placed.data(orderView).id);
  await manager.post(`/bills/${order.billId}/present`, {});
  const paid = (await restaurant.pay(customer, order.id)).data(paymentView);
  await eventually('the bill is settled', async () => {
    const bill = await customer.get(`/bills/${order.billId}`);
    return bill.at('data.status') === 'SETTLED';
  });
  const ticket = await eventually('the kitchen has its ticket', async () => {
    const tickets = (await manager.get('/kitchen/tickets?limit=100')).data(ticketView.array());
    return tickets.find(({ orderId }) => orderId === order.id);
  });
  const group = firstOf(dosa.modifierGroups, 'group');
  const me = await customer.get('/auth/me');
  // What was made just now may be on its way to other services, who then say so instead of 404
  await eventually('the order was not made just now', () => Date.now() - Date.parse(order.createdAt) > 2_500);
  const { outletId, billId } = order;
  const stock = (await manager.get(`/inventory/items?outlet=${outletId}`)).data(stockItemAnswer.array());
  return {
    ...{ outletId, orderId: order.id, reference, billId, paymentId: paid.id, customerId: String(me.at('data.id')) },
    ...{ tableId: table.id, tableCode: table.code, tableSessionId, ticketId: ticket.id },
    authSessionId: firstOf((await customer.get('/auth/sessions')).data(authSessionAnswer.array()), 'sign-in').id,
    stockItemId: firstOf(stock, 'stock').id,
    recipeId: firstOf((await manager.get('/inventory/recipes')).data(recipeAnswer.array()), 'recipe').id,
    itemId: dosa.id,
    variantId: firstOf(curry.variants, 'variant').id,
    modifierId: firstOf(group.modifiers, 'modifier').id,
    modifierGroupId: group.id,
    categoryId: firstOf(categories, 'category').id,
    ruleId: (await manager.post('/discounts/rules', ruleOf(outletId))).data(ruleAnswer).id,
    staffId: String((await manager.get('/auth/me')).at('data.id')),
  };
}
