import { tableSessionView, tableView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KitchenScreen } from './kitchen-screen.js';
import { restaurant } from './matrix-people.js';
import { buildWorld, type World } from './matrix-world.js';
import { outletOf } from './refusals-dinner.js';
import type { Person } from './restaurant.js';

const namespaces = ['/orders', '/kitchen', '/managers'] as const;
const openAll = (who: Person) => Promise.all(namespaces.map((namespace) => KitchenScreen.open(who, namespace)));
const typesOn = (screen: KitchenScreen | undefined) => new Set(screen?.events.map(({ type }) => type));

describe('The screens of two outlets', () => {
  const open: KitchenScreen[] = [];
  let world: World | undefined;
  let there: KitchenScreen[];
  let here: KitchenScreen[];
  let neighbour: Person;

  beforeAll(async () => {
    neighbour = await restaurant.staff('manager.kor');
    there = await openAll(neighbour);
    here = await openAll(await restaurant.staff('manager'));
    open.push(...there, ...here);
    world = await buildWorld();
  });
  afterAll(async () => {
    for (const { socket } of open) socket.close();
    await world?.clearAway();
  });

  it('tell a dinner, its bill and its money where it was eaten', async () => {
    const [floor, kitchen, managers] = here;
    const dinner = ['table-session.requested.v1', 'order.confirmed.v1', 'bill.settled.v1', 'payment.captured.v1'];
    for (const type of dinner) await eventually(`${type} on the floor`, () => typesOn(floor).has(type));
    await eventually('the ticket is cooked', () => typesOn(kitchen).has('ticket.collected.v1'));
    await eventually('the drawer is counted', () => typesOn(managers).has('drawer.closed.v1'));
  });

  it('tell staff of the other outlet nothing of it, and what happens at their own', async () => {
    const outletId = await outletOf(restaurant, 'KOR');
    const tables = (await neighbour.get(`/tables?outlet=${outletId}`)).data(tableView.array());
    const free = tables.find(({ openSessionId }) => openSessionId === null);
    const { id } = (await neighbour.post(`/tables/${free?.code}/sessions`, {})).data(tableSessionView);
    (await neighbour.post(`/sessions/${id}/close`, {})).data(tableSessionView);
    const [floor, kitchen, managers] = there;
    for (const screen of [floor, managers])
      await eventually('their own table is free again', () => typesOn(screen).has('table-session.closed.v1'));
    expect(kitchen?.events).toEqual([]);
    const outlets = [floor, managers].flatMap((screen) => screen?.events.map(({ data }) => data['outletId']));
    expect(new Set(outlets)).toEqual(new Set([outletId]));
    expect(new Set(here.flatMap(({ events }) => events.map(({ data }) => data['outletId'])))).not.toContain(outletId);
  });
});
