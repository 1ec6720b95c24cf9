import type { Role, SocketNamespace } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomRoutes } from '../src/rooms/domain/room-routes.js';
import { RunningNotification } from './running-notification.js';
import type { TestScreen } from './test-screen.js';
import { tellEverything } from './told-samples.js';

/** Who has which screens; a tablet is one of the station `tawa`. */
const screensOf: readonly (readonly [Role, SocketNamespace])[] = [
  ['WAITER', '/orders'],
  ['CASHIER', '/orders'],
  ['MANAGER', '/orders'],
  ['DEVICE', '/orders'],
  ['KITCHEN', '/kitchen'],
  ['WAITER', '/kitchen'],
  ['DEVICE', '/kitchen'],
  ['MANAGER', '/managers'],
];

describe('Staff of an outlet', () => {
  let running: RunningNotification;
  const open: TestScreen[] = [];
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(async () => {
    for (const screen of open) screen.close();
    await running.close();
  });

  const screensAt = (outletId: string) =>
    Promise.all(
      screensOf.map(async ([role, namespace]) => {
        const stations = role === 'DEVICE' ? { stations: ['tawa'] } : {};
        const token = await running.token([role], { outlets: [outletId], ...stations });
        const screen = await running.connect(namespace, { token, resume: {} });
        open.push(screen);
        return screen;
      }),
    );

  it('never get an event of the other outlet, whatever happens there, and get all of their own', async () => {
    const [here, there] = [newId(), newId()];
    const [mine, theirs] = [await screensAt(here), await screensAt(there)];
    const told = await tellEverything(running, there, 'tawa');
    expect(told.size).toBe(roomRoutes.size);
    const everythingThere = new Set(told.values());
    const seen = () => new Set(theirs.flatMap(({ frames }) => frames.map(({ aggregateId }) => aggregateId)));
    await eventually('all of it is told there', () => seen().size === everythingThere.size);

    const last = await running.placed({ outletId: here });
    const ticket = await running.ticket('tawa', here);
    for (const [index, screen] of mine.entries())
      await screen.told(screensOf[index]?.[1] === '/kitchen' ? ticket : last);
    expect(mine.map(({ frames }) => frames.map(({ aggregateId }) => aggregateId))).toEqual(
      screensOf.map(([, namespace]) => [namespace === '/kitchen' ? ticket : last]),
    );
    expect(theirs.flatMap(({ frames }) => frames).map(({ aggregateId }) => aggregateId)).not.toContain(last);
  });

  it('are in the room of their floor, their kitchen and their managers, and in no other by asking', async () => {
    const [here, there] = [newId(), newId()];
    const token = await running.token(['WAITER'], { outlets: [here] });
    const waiter = await running.connect('/orders', { token });
    open.push(waiter);
    expect(Object.keys(waiter.rooms)).toEqual([`floor:${here}`]);
    const [ours, others] = [await running.placed({ outletId: here }), await running.placed({ outletId: there })];
    await waiter.told(ours);
    await eventually('the other one is known, too', async () => {
      const rows = await running.it.query('select 1 from order_audience where order_id = $1', [others]);
      return rows.length === 1;
    });
    expect(await waiter.ask('subscribe', { room: `order:${ours}` })).toMatchObject({
      ...{ status: 200, data: { room: `floor:${here}` } },
    });
    const foreign = [`order:${others}`, `floor:${there}`, `kitchen:${here}`, `managers:${here}`];
    for (const room of foreign)
      expect(await waiter.ask('subscribe', { room })).toMatchObject({ status: 404, error: { code: 'NOT_FOUND' } });
    expect(await waiter.ask('resume', { rooms: { [`floor:${there}`]: 0 } })).toMatchObject({ status: 404 });
  });

  it('hear what tables want, and managers of a drawer that is short, with an alarm', async () => {
    const here = newId();
    const [waiter, , , , , , , manager] = await screensAt(here);
    const told = await tellEverything(running, here, 'tawa');
    const aboutOf = (type: string) => told.get(type) ?? '';
    for (const type of ['table-session.requested.v1', 'bill.presented.v1', 'order.line-voided.v1', 'ticket.ready.v1'])
      expect((await waiter?.told(aboutOf(type)))?.room).toBe(`floor:${here}`);
    expect((await manager?.told(aboutOf('drawer.closed.v1')))?.alarm).toBe('DRAWER_DIFFERENCE');
    expect((await manager?.told(aboutOf('payment.quarantined.v1')))?.alarm).toBe('PAYMENT_QUARANTINED');
    expect((await manager?.told(aboutOf('cash.received.v1')))?.alarm).toBeUndefined();
    expect(waiter?.frames.some(({ type, alarm }) => alarm ?? /^(drawer|cash|payment\.quarantined)/.test(type))).toBe(
      false,
    );
  });
});
