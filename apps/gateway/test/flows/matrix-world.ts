import {
  authSessionAnswer,
  orderView,
  tableRequestView,
  tableSessionView,
  tableView,
  type TableView,
} from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import { orderAtTable, serveAndPay } from './matrix-dinner.js';
import { gatherGoods } from './matrix-goods.js';
import { pairTablet, restaurant, signIn, sitDown, type People, type SignedIn } from './matrix-people.js';
import type { Things } from './matrix-row.js';
import { outletOf } from './refusals-dinner.js';
import type { Person } from './restaurant.js';

/** What the matrix is tried on: people, and a table at which one dinner is eaten, paid and partly given back. */
export interface World {
  readonly people: People;
  /** One more of each who can sign in. */
  readonly others: SignedIn;
  readonly things: Things;
  /** Frees the tables, so that nothing keeps the outlet's day open. */
  readonly clearAway: () => Promise<void>;
}

const idIn = async (who: Person, path: string) => String((await who.get(path)).at('data.id'));

async function setTable(manager: Person, outletId: string): Promise<TableView> {
  const label = `M${randomUUID().slice(-6)}`;
  return (await manager.post('/tables', { outletId, label })).data(tableView);
}

async function askFor(guest: Person, sessionId: string, kind: 'BILL' | 'WATER'): Promise<string> {
  return (await guest.post(`/sessions/${sessionId}/requests`, { kind })).data(tableRequestView).id;
}

/** A table session that is over. */
async function sitAndLeave(waiter: Person, { code }: TableView): Promise<string> {
  const { id } = (await waiter.post(`/tables/${code}/sessions`, {})).data(tableSessionView);
  return (await waiter.post(`/sessions/${id}/close`, {})).data(tableSessionView).id;
}

/** A sign-in of the waiter's that nobody uses. */
async function spareSignIn(): Promise<string> {
  const spare = await restaurant.staff('waiter');
  const sessions = (await spare.get('/auth/sessions')).data(authSessionAnswer.array());
  return sessions.find(({ current }) => current)?.id ?? '';
}

/** Builds it once, through the gateway, as its people would. */
export async function buildWorld(): Promise<World> {
  const [signedIn, others] = [await signIn(), await signIn()];
  const { customer, manager, waiter, owner } = signedIn;
  const outlet = await outletOf(restaurant, 'IND');
  const [table, second, third] = await Promise.all([outlet, outlet, outlet].map((id) => setTable(manager, id)));
  if (!table || !second || !third) throw new Error('Three tables were to be set');
  const [seated, apart] = [await sitDown(table), await sitDown(second)];
  await customer.post(`/tables/${table.code}/sessions`, {});
  const { device, tablet } = await pairTablet(manager, outlet);
  const ours = { none: restaurant.anybody, guest: seated.guest, outsider: apart.guest, device: tablet };
  const people: People = { ...signedIn, ...ours };

  const dinner = await serveAndPay(people, seated.sessionId, outlet);
  const unpaid = await orderAtTable(apart.guest, apart.sessionId);
  await askFor(seated.guest, seated.sessionId, 'WATER');
  const things: Things = {
    ...{ outlet, table: table.id, tableCode: table.code, tableSession: seated.sessionId, otherTableCode: second.code },
    ...dinner,
    ...(await gatherGoods(manager, outlet)),
    closedSession: await sitAndLeave(waiter, third),
    tableRequest: await askFor(seated.guest, seated.sessionId, 'BILL'),
    ...{ tenant: await idIn(owner, '/tenants/current'), device: device.id, waiterSession: await spareSignIn() },
    ownerStaff: await idIn(owner, '/auth/me'),
    waiterStaff: await idIn(waiter, '/auth/me'),
    customer: await idIn(customer, '/auth/me'),
  };
  const clearAway = async (): Promise<void> => {
    const hand = await restaurant.staff('manager');
    (await hand.patch(`/orders/${unpaid.id}/cancel`, { reason: 'Only a trial' })).data(orderView);
    for (const id of [seated.sessionId, apart.sessionId])
      (await hand.post(`/sessions/${id}/close`, {})).data(tableSessionView);
  };
  return { people, others, things, clearAway };
}
