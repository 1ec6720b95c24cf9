import { randomUUID } from 'node:crypto';
import {
  billRefundView,
  billView,
  drawerView,
  orderView,
  paymentView,
  stockItemAnswer,
  tableRequestView,
  tableSessionView,
  tableView,
  type OrderView,
  type TableView,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { counterSale, answerOnceReady, withoutDrawer } from './counter.js';
import { Phone } from './phone.js';
import { outletOf } from './refusals-dinner.js';
import type { Person, Restaurant } from './restaurant.js';
import { Tablet } from './tablet.js';
import { ticketsOf } from './tickets-of.js';

/** One of each who work at an outlet. */
export interface Crew {
  readonly outletId: string;
  readonly manager: Person;
  readonly cashier: Person;
  readonly waiter: Person;
  readonly cook: Person;
}

/** The demo's people of the outlet `IND` or `KOR`, signed in. */
export async function crewOf(restaurant: Restaurant, code: 'IND' | 'KOR'): Promise<Crew> {
  const suffix = code === 'KOR' ? '.kor' : '';
  const [manager, cashier, waiter, cook] = await Promise.all([
    restaurant.staff(`manager${suffix}`),
    restaurant.staff(`cashier${suffix}`),
    restaurant.staff(`waiter${suffix}`),
    restaurant.staff(`kitchen${suffix}`),
  ]);
  return { outletId: await outletOf(restaurant, code), manager, cashier, waiter, cook };
}

/** An evening under way: a guest at a table who has not paid, a sale over the counter that was paid and partly given back. */
export interface OutletEvening {
  readonly table: TableView;
  readonly sessionId: string;
  readonly requestId: string;
  readonly order: OrderView;
  readonly ticketId: string;
  readonly sale: OrderView;
  readonly paymentId: string;
  readonly refundId: string;
  readonly drawerId: string;
  readonly stockItemId: string;
  readonly tablet: Tablet;
}

/** Begins such an evening; {@link clearAway} ends it. */
export async function eveningAt(restaurant: Restaurant, crew: Crew): Promise<OutletEvening> {
  const { outletId, manager, cashier } = crew;
  const itemId = (await restaurant.menu())('Filter coffee');
  await withoutDrawer(cashier, outletId);
  const drawer = (await cashier.post('/drawers', { outletId, openingFloat: 50_000 })).data(drawerView);
  const sale = await counterSale(restaurant, cashier, { outletId, lines: [{ itemId, quantity: 1 }] });
  const cash = { billId: sale.billId, tendered: 50_000 };
  const payment = (await answerOnceReady(cashier, '/payments/confirm-cash', cash)).data(paymentView);
  await eventually('the sale is settled', async () => {
    const bill = (await cashier.get(`/bills/${sale.billId}`)).data(billView);
    return bill.status === 'SETTLED';
  });
  const refund = await manager.post(`/bills/${sale.billId}/refunds`, { amount: 100, reason: 'Cold' });

  const label = `E${randomUUID().slice(-6)}`;
  const table = (await manager.post('/tables', { outletId, label })).data(tableView);
  const phone = await Phone.scan(table, restaurant.slug);
  const { sessionId } = phone;
  const asked = await phone.post(`/sessions/${sessionId}/requests`, { kind: 'WATER' });
  const cart = { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines: [{ itemId, quantity: 2 }] };
  const placed = (await phone.post('/orders', cart)).data(orderView);
  const order = await restaurant.reached(phone, placed.id, 'CONFIRMED');
  const [ticket] = await ticketsOf(manager, order.id);
  const counted = { outletId, sku: `spare-${newId()}`, name: 'Spare', unit: 'piece', onHand: 1, reorderLevel: 5 };
  return {
    ...{ table, sessionId, order, sale, drawerId: drawer.id, paymentId: payment.id },
    requestId: asked.data(tableRequestView).id,
    ticketId: ticket?.id ?? 'no ticket',
    refundId: refund.data(billRefundView).refundId,
    stockItemId: (await manager.post('/inventory/items', counted)).data(stockItemAnswer).id,
    tablet: await Tablet.pair(manager, outletId),
  };
}

/** Calls off what is not paid, frees the table and counts the drawer. */
export async function clearAway({ outletId, manager, cashier }: Crew, evening: OutletEvening): Promise<void> {
  const { order, sale, sessionId, table, tablet } = evening;
  (await manager.patch(`/orders/${order.id}/cancel`, { reason: 'Only a trial' })).data(orderView);
  for (const status of ['PREPARING', 'READY', 'COMPLETED'])
    (await manager.patch(`/orders/${sale.id}/status`, { status })).data(orderView);
  (await manager.post(`/sessions/${sessionId}/close`, {})).data(tableSessionView);
  await manager.delete(`/tables/${table.id}`);
  await manager.delete(`/devices/${tablet.id}`);
  await withoutDrawer(cashier, outletId);
}
