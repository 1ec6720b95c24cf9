import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { KitchenScreen } from './kitchen-screen.js';
import { Hold, OtherProcess } from './kill-process.js';
import { systemFaults } from './kill-look.js';
import { Story } from './kill-story.js';
import { Phone } from './phone.js';
import { Restaurant } from './restaurant.js';

const system = runningSystem();

describe('While an order is told', () => {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  it('notification and analytics are killed before they have told and counted: the cook sees each ticket, the day the order, once', async () => {
    const story = await Story.begin();
    const room = `kitchen:${story.outletId}`;
    const before = await KitchenScreen.open(story.cook);
    undo.push(() => before.close());
    const journal = await Hold.of('analytics', 'lock table counted_event in share mode');
    undo.push(() => journal.release());
    const { id } = await story.placed();
    const counted = () =>
      behind(system, 'analytics', 'select type from counted_event where subject_id = $1 order by type', [id]);
    await journal.isFelt();
    const heard = async (types: string) =>
      behind(
        system,
        'notification',
        `select distinct aggregate_id from room_event where data ->> 'orderId' = $1 and type like $2`,
        [id, types],
      );
    await eventually(
      'notification has told that it is placed',
      async () => (await heard('order.placed%')).length === 1,
    );
    const [last] = await behind<{ last: number }>(
      system,
      'notification',
      'select last_seq::int as last from room_counter where room = $1',
      [room],
    );
    const [notification, analytics] = [await OtherProcess.of('notification'), await OtherProcess.of('analytics')];
    const rooms = await Hold.of('notification', 'lock table room_event in share mode');
    undo.push(() => rooms.release());
    await story.payWithoutReport();
    await story.reached('CONFIRMED');
    await rooms.isFelt();
    const tickets = await behind<{ id: string; status: string }>(
      system,
      'order',
      'select id, status from ticket where order_id = $1',
      [id],
    );
    expect(tickets.map(({ status }) => status)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
    expect([await heard('ticket.%'), await counted()]).toEqual([[], []]);
    await Promise.all([notification.kill(), analytics.kill()]);
    await eventually("the cook's screen is cut off", () => before.socket.disconnected);
    await Promise.all([rooms.release(), journal.release()]);

    await Promise.all([notification.replaced(), analytics.replaced()]);
    const after = await eventually('the screen is back', () => KitchenScreen.open(story.cook));
    undo.push(() => after.close());
    const seen = { [room]: last?.last ?? 0, ...before.lastSeen() };
    await after.socket.timeout(5_000).emitWithAck('resume', { rooms: seen });
    await eventually('the tickets are on the screen', () => after.ticketsOf(id, 3), { timeout: 20_000 });
    await story.toItsEnd();
    const shown = [...before.events, ...after.events].filter(({ type }) => type === 'ticket.queued.v1');
    expect(shown.map(({ data }) => data['ticketId']).sort()).toEqual(tickets.map((ticket) => ticket.id).sort());
    expect(await counted()).toEqual([
      { type: 'order.confirmed.v1' },
      { type: 'order.placed.v1' },
      { type: 'order.status-changed.v1' },
    ]);
  });

  it('auth is killed before it has told that a table was closed: its guests are out all the same', async () => {
    const restaurant = new Restaurant();
    const manager = await restaurant.staff('manager');
    const phone = await Phone.scan(await restaurant.table('T9', manager));
    const screen = await KitchenScreen.open(phone, '/orders');
    undo.push(() => screen.close());
    const auth = await OtherProcess.of('auth');
    const relay = await Hold.ofRelay('auth');
    undo.push(() => relay.release());
    expect((await manager.post(`/sessions/${phone.sessionId}/close`, {})).status).toBe(200);
    const unsent = () => behind(system, 'auth', `select type from outbox where aggregate_id = $1`, [phone.sessionId]);
    await eventually('auth has heard of it', async () => (await unsent()).length === 1);
    expect(await unsent()).toEqual([{ type: 'auth.revocation.state.v1' }]);
    expect(screen.socket.connected).toBe(true);
    await auth.kill();
    expect(await unsent()).toHaveLength(1);
    expect(screen.socket.connected).toBe(true);
    await relay.release();

    await auth.replaced();
    await eventually('the screen is cut off', () => screen.socket.disconnected, { timeout: 20_000 });
    const refused = [
      await phone.get('/orders'),
      await phone.get(`/sessions/${phone.sessionId}`),
      await phone.post('/orders/quote', {}),
    ];
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'AUTH_SESSION_REVOKED'));
    await eventually('all services agree', async () => {
      const faults = await systemFaults();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      return true;
    });
  });
});
