import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClearRooms } from '../src/rooms/use-cases/clear-rooms.js';
import { assertInOrder, RunningNotification } from './running-notification.js';
import { Refused } from './test-screen.js';

/** A paired tablet: its sign-in lasts, its access tokens are short and come from its device token. */
describe('A paired tablet', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(() => running.close());

  /** A tablet of the station `tawa` at an outlet of its own; `token` is what POST /devices/token answers. */
  function pair() {
    const [outletId, id, sessionId] = [newId(), newId(), newId()];
    const token = (expiresIn?: number) =>
      running.token(['DEVICE'], {
        ...{ id, sessionId, outlets: [outletId], stations: ['tawa'] },
        ...(expiresIn === undefined ? {} : { expiresIn }),
      });
    return { outletId, token, id, sessionId, room: `kitchen:${outletId}:tawa` };
  }

  it('is cut within five seconds when its token ends, unless it has renewed it in place', async () => {
    const tablet = pair();
    const token = await tablet.token(3);
    const [renewing, sleeping] = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }),
    ];
    await running.ticket('tawa', tablet.outletId);
    await eventually('both have it', () => renewing.frames.length === 1 && sleeping.frames.length === 1);
    const renewed = await renewing.ask('authenticate', { token: await tablet.token() });
    expect(renewed).toMatchObject({ success: true, status: 200 });
    expect(renewing.rooms).toEqual({ [tablet.room]: 0 });

    const began = Date.now();
    await sleeping.closed();
    expect(Date.now() - began).toBeLessThan(3_000 + 5_000);
    expect(sleeping.ends).toEqual([expect.objectContaining({ status: 401 })]);
    await running.tickets(3, tablet.outletId);
    await eventually('the other goes on', () => renewing.frames.length === 4);
    assertInOrder(renewing.frames, 0);
    expect([sleeping.frames.length, renewing.resyncs, renewing.closedBecause]).toEqual([1, [], undefined]);
    renewing.close();
  });

  it('is not renewed by a staff member who acts on it, nor by another tablet', async () => {
    const tablet = pair();
    const screen = await running.connect('/kitchen', { token: await tablet.token(4) });
    const byPin = await running.token(['WAITER'], {
      ...{ sessionId: tablet.sessionId, outlets: [tablet.outletId], claims: { device: tablet.id } },
    });
    for (const token of [byPin, await pair().token()])
      expect(await screen.ask('authenticate', { token })).toMatchObject({
        ...{ status: 401, error: { code: 'AUTH_TOKEN_INVALID' } },
      });
    await screen.closed();
  });

  it('that slept past its token gets what it missed, in order, on a new one', async () => {
    const tablet = pair();
    const old = await tablet.token(2);
    const before = await running.connect('/kitchen', { token: old });
    await running.tickets(2, tablet.outletId);
    await eventually('it has two', () => before.frames.length === 2);
    await before.closed();
    await running.tickets(3, tablet.outletId);
    const resume = { [tablet.room]: 2 };
    const refused = await running.connect('/kitchen', { token: old, resume }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ data: { status: 401, code: 'AUTH_TOKEN_EXPIRED' } });
    const awake = await running.connect('/kitchen', { token: await tablet.token(), resume });
    await eventually('it has the others', () => awake.frames.length === 3);
    assertInOrder(awake.frames, 2);
    expect(awake.resyncs).toEqual([]);
    awake.close();
  });

  it('that slept for longer than events are kept is told to load its board anew, and then misses nothing', async () => {
    const tablet = pair();
    const before = await running.connect('/kitchen', { token: await tablet.token(2) });
    await before.closed();
    await running.tickets(5, tablet.outletId);
    await eventually('five are told', async () => {
      const rows = await running.it.query('select 1 from room_event where room = $1', [tablet.room]);
      return rows.length === 5;
    });
    await running.it.query(`update room_event set told_at = now() - interval '25 hours' where room = $1`, [
      tablet.room,
    ]);
    await running.it.app.get(ClearRooms).run();
    const awake = await running.connect('/kitchen', { token: await tablet.token(), resume: { [tablet.room]: 0 } });
    await eventually('it is told', () => awake.resyncs.length === 1);
    // The board is read now, by GET /kitchen/tickets; what comes is newer than it
    expect(awake.resyncs).toEqual([{ room: tablet.room, seq: 5 }]);
    const next = await running.ticket('tawa', tablet.outletId);
    await running.ticket('steam', tablet.outletId);
    expect(await awake.told(next)).toMatchObject({ room: tablet.room, seq: 6 });
    expect([awake.frames.length, awake.resyncs.length]).toEqual([1, 1]);
    awake.close();
  });
});
