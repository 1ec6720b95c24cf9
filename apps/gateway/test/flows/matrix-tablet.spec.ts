import { orderView, tableSessionView, ticketView } from '@chowk/contracts';
import { eventually, moveClock, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KitchenScreen } from './kitchen-screen.js';
import { orderAtTable } from './matrix-dinner.js';
import { restaurant } from './matrix-people.js';
import { Phone } from './phone.js';
import { outletOf } from './refusals-dinner.js';
import { Tablet } from './tablet.js';

const system = runningSystem();
const minutes = 60_000;

describe('A paired tablet that sleeps', () => {
  let tablet: Tablet;
  let phone: Phone;
  const ordered: string[] = [];
  const order = async () => {
    const { id } = await orderAtTable(phone, phone.sessionId);
    ordered.push(id);
    return id;
  };

  beforeAll(async () => {
    const manager = await restaurant.staff('manager');
    tablet = await Tablet.pair(manager, await outletOf(restaurant, 'IND'), ['counter']);
    phone = await Phone.scan(await restaurant.table('T12', manager));
  });
  afterAll(async () => {
    await moveClock(system, 0);
    const manager = await restaurant.staff('manager');
    for (const id of ordered) (await manager.patch(`/orders/${id}/cancel`, { reason: 'Only a trial' })).data(orderView);
    (await manager.post(`/sessions/${phone.sessionId}/close`, {})).data(tableSessionView);
  });

  it('past the end of its token is cut off, comes back by its device token and has the right board', async () => {
    const before = await KitchenScreen.open(tablet.itself);
    const first = await order();
    await before.ticketsOf(first, 1);
    let isCut = false;
    before.socket.once('disconnect', () => (isCut = true));

    await moveClock(system, 20 * minutes);
    await eventually('the tablet is cut off', () => isCut, { timeout: 5_000 });
    expect((await tablet.itself.get('/kitchen/tickets')).code).toBe('AUTH_TOKEN_EXPIRED');
    await expect(KitchenScreen.open(tablet.itself)).rejects.toMatchObject({
      ...{ data: { status: 401, code: 'AUTH_TOKEN_EXPIRED' } },
    });
    const missed = await order();

    const awake = await tablet.awake();
    const after = await KitchenScreen.open(awake);
    const rooms = before.lastSeen();
    expect(await after.socket.emitWithAck('resume', { rooms })).toMatchObject({
      ...{ status: 200, data: { rooms: Object.fromEntries(Object.keys(rooms).map((room) => [room, 'resumed'])) } },
    });
    await after.ticketsOf(missed, 1);
    const last = before.events.at(-1)?.seq ?? 0;
    expect(after.events.map(({ seq }) => seq)).toEqual(after.events.map((_event, index) => last + 1 + index));

    const board = (await awake.get('/kitchen/tickets?limit=100')).data(ticketView.array());
    const ours = board.filter(({ orderId }) => ordered.includes(orderId));
    expect(ours.map(({ orderId, station, status }) => [orderId, station, status]).sort()).toEqual(
      [first, missed].map((id) => [id, 'counter', 'QUEUED']).sort(),
    );
    after.close();
  });
});
