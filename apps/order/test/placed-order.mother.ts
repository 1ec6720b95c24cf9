import { randomUUID } from 'node:crypto';
import type { Fulfilment } from '@chowk/contracts';
import { amountsOf } from '../src/orders/domain/order-amounts.js';
import type { OrderLine } from '../src/orders/domain/order-line.js';
import { newOrderNumber } from '../src/orders/domain/order-number.js';
import { Order, type NewOrder } from '../src/orders/domain/order.js';
import type { RevisedOrder } from '../src/orders/domain/revision.js';
import { lineOf, type Dish } from './bill.mother.js';

/** The morning all of them are placed. */
export const placedAt = new Date('2026-11-21T10:00:00Z');

/** Lines as an order carries them, numbered from `first`. */
export function linesOf(dishes: readonly Dish[], first = 0): OrderLine[] {
  return dishes.map((dish, index) => ({ ...lineOf(dish), lineIndex: first + index }));
}

/** An order that was just placed by a customer, of these dishes. */
export function placedOrder(fulfilment: Fulfilment, dishes: readonly Dish[] = [{ unitPrice: 12_000 }]): Order {
  const placedBy = randomUUID();
  const lines = linesOf(dishes);
  const nothing = { tableSessionId: null, tableId: null, tableLabel: null, guestId: null, covers: null, notes: null };
  const request: NewOrder = {
    ...{ id: randomUUID(), outletId: randomUUID(), billId: randomUUID(), orderNumber: newOrderNumber('IND') },
    ...{ placedBy, placedByKind: 'customer', customerId: placedBy, clientReference: null, externalReference: null },
    ...{ ...nothing, fulfilment, channel: 'WEB', businessDate: '2026-11-21', lines },
    ...amountsOf(lines, { appliedRules: [], coupon: null }),
  };
  return Order.place(request, { at: placedAt, unpaidMinutes: 15 });
}

/** The order with its ordered lines from the second on replaced by these. */
export function revisedTo(order: Order, dishes: readonly Dish[]): RevisedOrder {
  const [first, ...rest] = order.lines;
  const kept = [...(first ? [first] : []), ...rest.filter(({ status }) => status !== 'ORDERED')];
  const lines = [...kept, ...linesOf(dishes, order.lines.length)];
  return { lines, ...amountsOf(lines, order) };
}
