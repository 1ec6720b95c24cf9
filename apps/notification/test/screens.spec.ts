import { assertTenantIsolation, eventually, type TestService } from '@chowk/testing';
import { newId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertInOrder, RunningNotification } from './running-notification.js';

/** Two instances on one database, one Redis and one broker. */
describe('Screens', () => {
  let running: RunningNotification;
  let second: TestService;
  beforeAll(async () => {
    running = await RunningNotification.start();
    second = await running.second();
  });
  afterAll(async () => {
    await second.close();
    await running.close();
  });

  it('of a kitchen show a ticket on every instance, with the number of its room', async () => {
    const token = await running.cook();
    const [one, other] = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }, second),
    ];
    const room = `kitchen:${running.outletId}`;
    const before = one.rooms[room] ?? -1;
    const ticketId = await running.ticket();
    for (const screen of [one, other]) {
      const frame = await screen.told(ticketId);
      expect(frame).toMatchObject({
        room,
        seq: before + 1,
        type: 'ticket.queued.v1',
        version: 1,
        data: { station: 'tawa' },
      });
      screen.close();
    }
  });
  it('of a station show its tickets alone', async () => {
    const token = await running.cook();
    const tawa = await running.connect('/kitchen', { token, station: 'tawa' });
    await running.ticket('tandoor');
    const mine = await running.ticket('tawa');
    await tawa.told(mine);
    expect(tawa.frames.map(({ room }) => room)).toEqual([`kitchen:${running.outletId}:tawa`]);
    tawa.close();
  });
  it('tell in the order of numbers, without gap, whichever instance handled the events', async () => {
    const outletId = newId();
    const token = await running.token(['KITCHEN'], { outlets: [outletId] });
    const screens = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }, second),
    ];
    await running.tickets(400, outletId);
    for (const screen of screens) {
      await eventually('all have come', () => screen.frames.length >= 400, { timeout: 20_000 });
      assertInOrder(screen.frames, 0);
      expect(screen.frames).toHaveLength(400);
      screen.close();
    }
  });
  it('keep tenants apart', () => assertTenantIsolation(running.it.database));
});
