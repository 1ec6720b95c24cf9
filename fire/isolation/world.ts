import { setTimeout as pause } from 'node:timers/promises';
import { drained } from '../../tools/field/drained.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { patiently, type Answer, type Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { openTickets } from '../../tools/field/tickets.ts';
import { until } from '../../tools/field/until.ts';
import type { Things } from './routes.ts';

/** An item that is younger may be on its way to order, which then says so to whoever names it. */
const youngMs = 5_000;

const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
const gift = { subject: { on: 'ORDER' }, gives: { amount: 1 }, active: false };
const never = { kind: 'TIME_BASED', weekdays: [1], from: '10:00', to: '11:00' };

/** Serves one dinner at a table, from the order to the counted drawer, and gathers the ids of everything that it left behind. */
export async function serveDinner(system: FieldSystem): Promise<Things> {
  const restaurant = new Restaurant(system);
  const [owner, manager, cashier, waiter, kitchen] = await Promise.all(
    (['owner', 'manager', 'cashier', 'waiter', 'kitchen'] as const).map((login) => restaurant.staff(login)),
  );
  if (!owner || !manager || !cashier || !waiter || !kitchen) throw new Error('Nobody is there to serve');
  const outlet = await restaurant.outlet();
  const label = `I${String(performance.now()).replace('.', '').slice(-9)}`;
  const category = await made(manager.post('/menu/categories', { name: { en: label } }));
  const dish = { name: { en: label }, categoryIds: [category], diet: 'VEG', price: 100, tax, station: 'tawa' };
  const item = await made(manager.post('/menu/items', dish));
  const isOld = pause(youngMs);
  const [table, other, spare] = [await restaurant.table(), await restaurant.table(), await restaurant.table()];
  const { phone: guest, sessionId } = await restaurant.guest(table.code);
  const customer = await restaurant.customer();
  await made(customer.post(`/tables/${table.code}/sessions`, {}));
  const request = await made(guest.post(`/sessions/${sessionId}/requests`, { kind: 'BILL' }));
  const dinner = await eat(restaurant, { guest, kitchen, waiter, manager, sessionId });
  const drawer = await drawerOf(cashier, outlet);
  const closed = await made(waiter.post(`/tables/${other.code}/sessions`, {}));
  await made(waiter.post(`/sessions/${closed}/close`, {}));

  const rule = { ...never, ...gift, name: label, outletIds: [outlet] };
  const waiterSession = (await waiter.get('/auth/sessions')).data as { id: string; current: boolean }[];
  const things = {
    ...{ outlet, tableSession: sessionId, tableRequest: request, closedSession: closed, ...dinner, drawer },
    ...{ table: table.id, tableCode: table.code, otherTableCode: spare.code },
    tenant: await read(owner, '/tenants/current', 'data.id'),
    ...{ ownerStaff: await read(owner, '/auth/me', 'data.id'), waiterStaff: await read(waiter, '/auth/me', 'data.id') },
    customer: await read(customer, '/auth/me', 'data.id'),
    waiterSession: waiterSession.find(({ current }) => current)?.id ?? '',
    ...{ category, item },
    modifierGroup: await made(
      manager.post('/menu/modifier-groups', { name: { en: label }, modifiers: [{ name: { en: 'One' } }] }),
    ),
    stockItem: await read(owner, `/inventory/items?outlet=${outlet}`, 'data.0.id'),
    stockSku: await read(owner, `/inventory/items?outlet=${outlet}`, 'data.0.sku'),
    recipe: await read(owner, '/inventory/recipes', 'data.0.id'),
    rule: await made(manager.post('/discounts/rules', rule)),
    coupon: await made(manager.post('/discounts/coupons', { code: label, name: label, outletIds: [outlet], ...gift })),
    device: await made(manager.post('/devices/pair', { outletId: outlet, name: label })),
  };
  await made(manager.post(`/sessions/${sessionId}/close`, {}));
  // Who names what has not arrived yet is told 503 by a service that has not heard of it; what is here for others is not there
  await Promise.all([isOld, drained(system)]);
  return things;
}

interface AtTable {
  readonly guest: Person;
  readonly kitchen: Person;
  readonly waiter: Person;
  readonly manager: Person;
  readonly sessionId: string;
}

async function eat(restaurant: Restaurant, { guest, kitchen, waiter, manager, sessionId }: AtTable): Promise<Things> {
  const lines = await restaurant.lines({ 'Filter coffee': 2 });
  const order = await made(guest.post('/orders', { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines }));
  const view = await restaurant.reached(guest, order, 'CONFIRMED');
  const bill = view.text('data.billId');
  const ticket = await until('the kitchen has its ticket', 20, async () => {
    const tickets = await openTickets(kitchen, await restaurant.outlet());
    return tickets.find(({ orderId }) => orderId === order)?.id;
  });
  for (const status of ['STARTED', 'READY', 'COLLECTED'])
    await made(kitchen.patch(`/kitchen/tickets/${ticket}`, { status }));
  await restaurant.reached(waiter, order, 'READY');
  await made(waiter.patch(`/orders/${order}/status`, { status: 'COMPLETED' }));
  await made(waiter.post(`/bills/${bill}/present`, {}));
  const begun = await patiently(() => guest.post('/payments/create-razorpay-order', { billId: bill }));
  const payment = begun.text('data.paymentId');
  await restaurant.checkout(begun.text('data.razorpayOrderId'));
  const refund = await until('the bill is settled', 20, async () => {
    const answer = await manager.post(`/bills/${bill}/refunds`, { amount: 100, reason: 'Cold' });
    return answer.status < 300 && answer.text('data.refundId');
  });
  await until(
    'the rupee is back',
    20,
    async () => (await manager.get(`/payments/${payment}`)).at('data.refunded') === 100,
  );
  return {
    order,
    line: view.text('data.lines.0.lineId'),
    businessDate: view.text('data.businessDate'),
    bill,
    ticket,
    payment,
    refund,
  };
}

async function drawerOf(cashier: Person, outlet: string): Promise<string> {
  const open = (await cashier.get(`/drawers?status=OPEN&outlet=${outlet}`)).data as { id: string; expected: number }[];
  for (const { id, expected } of open) await made(cashier.post(`/drawers/${id}/close`, { counted: expected }));
  const id = await made(cashier.post('/drawers', { outletId: outlet, openingFloat: 10_000 }));
  await made(cashier.post(`/drawers/${id}/close`, { counted: 10_000 }));
  return id;
}

/** The id of what a call made. Throws for a refusal. */
async function made(call: Promise<Answer>): Promise<string> {
  const { data } = await call;
  const first: unknown = Array.isArray(data) ? data[0] : data;
  const { id } = Object(first) as { id?: string };
  if (id === undefined) throw new Error(`It has no id: ${JSON.stringify(data)}`);
  return id;
}

async function read(who: Person, path: string, at: string): Promise<string> {
  return (await who.get(path)).text(at);
}
