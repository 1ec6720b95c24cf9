import {
  billView,
  drawerView,
  orderView,
  paymentView,
  tableSessionView,
  ticketView,
  type BillView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { answerOnceReady, counterSale, withoutDrawer } from './counter.js';
import { couponOf, onceOrderKnows } from './coupons.js';
import { Phone } from './phone.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

/**
 * A little of everything that invariants speak of: a coupon, cash in a drawer and out of it, a credit note, a dish that was burnt and
 * one given free, a bill that was shared with a tip, a drawer in which a rupee is missing and one that stays open.
 */
export async function aFullEvening(): Promise<void> {
  const restaurant = new Restaurant();
  const [manager, cashier, owner] = await Promise.all(
    ['manager', 'cashier', 'owner'].map((login) => restaurant.staff(login)),
  );
  if (!manager || !cashier || !owner) throw new Error('Not all came to work');
  const outletId = await outletOf(restaurant, 'IND');
  await withoutDrawer(cashier, outletId);
  const drawer = (await cashier.post('/drawers', { outletId, openingFloat: 100_000 })).data(drawerView);
  await soldAndTakenBack({ restaurant, cashier, manager, owner, outletId });
  await dinedAndShared({ restaurant, cashier, manager });
  const { expected } = (await cashier.get(`/drawers/${drawer.id}`)).data(drawerView);
  await cashier.post(`/drawers/${drawer.id}/close`, { counted: expected - 100 });
  await cashier.post('/drawers', { outletId, openingFloat: 50_000 });
}

interface Crew {
  readonly restaurant: Restaurant;
  readonly cashier: Person;
  readonly manager: Person;
}

async function soldAndTakenBack(crew: Crew & { readonly owner: Person; readonly outletId: string }): Promise<void> {
  const { restaurant, cashier, manager, owner, outletId } = crew;
  const idOf = await restaurant.menu();
  const lines = [{ itemId: idOf('Masala dosa'), quantity: 2 }];
  const { code: couponCode } = await couponOf(owner, { gives: { amount: 1_000 } });
  await onceOrderKnows(cashier, { outletId, lines, couponCode });
  const sale = await counterSale(restaurant, cashier, { outletId, lines, couponCode });
  await answerOnceReady(cashier, '/payments/confirm-cash', { orderId: sale.id, tendered: 50_000 });
  const bill = await settled(manager, sale.billId);
  await manager.post(`/bills/${bill.id}/refunds`, { amount: 5_000, reason: 'cold' });
}

async function dinedAndShared({ restaurant, cashier, manager }: Crew): Promise<void> {
  const idOf = await restaurant.menu();
  const phone = await Phone.scan(await restaurant.table('T12', manager));
  const lines = ['Masala dosa', 'Butter naan', 'Gulab jamun'].map((name) => ({ itemId: idOf(name), quantity: 1 }));
  const cart = { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines };
  const placed = (await phone.post('/orders', cart)).data(orderView);
  const order = await restaurant.reached(phone, placed.id, 'CONFIRMED');
  const ticket = await eventually('the tawa has its ticket', async () =>
    (await manager.get('/kitchen/tickets?limit=100'))
      .data(ticketView.array())
      .find(({ orderId, station }) => orderId === order.id && station === 'tawa'),
  );
  await manager.patch(`/kitchen/tickets/${ticket.id}`, { status: 'STARTED' });
  const lineOf = (name: string) => order.lines.find(({ itemId }) => itemId === idOf(name))?.lineId;
  await manager.post(`/orders/${order.id}/lines/${lineOf('Masala dosa')}/void`, { reason: 'burnt' });
  await manager.post(`/orders/${order.id}/lines/${lineOf('Gulab jamun')}/comp`, { reason: 'sorry' });
  await manager.post(`/bills/${order.billId}/present`, {});
  const split = await manager.post(`/bills/${order.billId}/split`, { by: 'EQUALLY', parts: 2 });
  for (const { shareId } of split.data(billView).shares) {
    const share = { billId: order.billId, shareId, tendered: 50_000, tip: 500 };
    const paid = await eventually('payment knows the shares', async () => {
      const reply = await cashier.post('/payments/confirm-cash', share);
      return reply.status === 201 && reply;
    });
    paid.data(paymentView);
  }
  await settled(manager, order.billId);
  (await manager.post(`/sessions/${phone.sessionId}/close`, {})).data(tableSessionView);
}

function settled(who: Person, billId: string): Promise<BillView> {
  return eventually('the bill is settled', async () => {
    const bill = (await who.get(`/bills/${billId}`)).data(billView);
    return bill.status === 'SETTLED' && bill;
  });
}
