import { billRefundView, drawerView, orderView, paymentView, razorpayOrderView, ticketView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { restaurant, type People } from './matrix-people.js';
import type { Things } from './matrix-row.js';
import { checkout, type Person } from './restaurant.js';

type Dinner = Pick<Things, 'order' | 'line' | 'bill' | 'refund' | 'payment' | 'ticket' | 'drawer' | 'businessDate'>;

/** An order of a table; answers once it is certain. */
export async function orderAtTable(guest: Person, tableSessionId: string) {
  const lines = [{ itemId: (await restaurant.menu())('Filter coffee'), quantity: 2 }];
  const placed = await guest.post('/orders', { fulfilment: 'DINE_IN', tableSessionId, lines });
  return restaurant.reached(guest, placed.data(orderView).id, 'CONFIRMED');
}

/** The kitchen makes it and the waiter brings it; answers the ticket. */
async function serve({ kitchen, waiter }: People, orderId: string): Promise<string> {
  const ticket = await eventually('the kitchen has its ticket', async () => {
    const tickets = (await kitchen.get('/kitchen/tickets?limit=100')).data(ticketView.array());
    return tickets.find((one) => one.orderId === orderId);
  });
  for (const status of ['STARTED', 'READY', 'COLLECTED'])
    (await kitchen.patch(`/kitchen/tickets/${ticket.id}`, { status })).data(ticketView);
  await restaurant.reached(waiter, orderId, 'READY');
  (await waiter.patch(`/orders/${orderId}/status`, { status: 'COMPLETED' })).data(orderView);
  return ticket.id;
}

/** The bill is shown and paid by a phone at the table. */
async function pay({ guest, waiter }: People, billId: string): Promise<string> {
  (await waiter.post(`/bills/${billId}/present`, {})).data(z.unknown());
  const key = randomUUID();
  const begun = await eventually('payment knows the bill', async () => {
    const reply = await guest.post('/payments/create-razorpay-order', { billId }, key);
    return reply.status !== 503 && reply.data(razorpayOrderView);
  });
  const paid = await guest.post('/payments/verify-razorpay', await checkout(begun.razorpayOrderId));
  return paid.data(paymentView).id;
}

/** A rupee goes back; answers the refund once it has arrived. */
async function giveBack({ manager }: People, billId: string, paymentId: string): Promise<string> {
  const asked = await eventually('the bill is settled', async () => {
    const reply = await manager.post(`/bills/${billId}/refunds`, { amount: 100, reason: 'Cold' });
    return reply.status < 300 && reply;
  });
  await eventually('the rupee is back', async () => {
    const payment = (await manager.get(`/payments/${paymentId}`)).data(paymentView);
    return payment.refunded === 100;
  });
  return asked.data(billRefundView).refundId;
}

/** A dinner from the order to the counted drawer. */
export async function serveAndPay(people: People, tableSessionId: string, outletId: string): Promise<Dinner> {
  const { cashier, guest } = people;
  const order = await orderAtTable(guest, tableSessionId);
  const ticket = await serve(people, order.id);
  const payment = await pay(people, order.billId);
  const refund = await giveBack(people, order.billId, payment);
  const opened = (await cashier.post('/drawers', { outletId, openingFloat: 10_000 })).data(drawerView);
  const drawer = (await cashier.post(`/drawers/${opened.id}/close`, { counted: 10_000 })).data(drawerView);
  const [line] = order.lines;
  if (!line) throw new Error('The order has no line');
  return {
    ...{ order: order.id, line: line.lineId, bill: order.billId, businessDate: order.businessDate },
    ...{ ticket, payment, refund, drawer: drawer.id },
  };
}
