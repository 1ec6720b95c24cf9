import { newId } from '@chowk/kit';
import { eventually, type TestService } from '@chowk/testing';
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClearRooms } from '../src/rooms/use-cases/clear-rooms.js';
import { assertInOrder, RunningNotification } from './running-notification.js';
import type { TestScreen } from './test-screen.js';

/** Two instances; clients come back to either. */
describe('A client that was away', () => {
  let running: RunningNotification;
  let services: TestService[];
  beforeAll(async () => {
    running = await RunningNotification.start();
    services = [running.it, await running.second()];
  });
  afterAll(async () => {
    await services[1]?.close();
    await running.close();
  });

  /** A kitchen of its own, so that numbers begin at 1. */
  async function kitchen() {
    const outletId = newId();
    const token = await running.token(['KITCHEN'], { outlets: [outletId] });
    return { outletId, token, room: `kitchen:${outletId}` };
  }
  const arrived = (screen: TestScreen, count: number) =>
    eventually(`${count} frames`, () => screen.frames.length >= count);

  it('gets what it missed in order and once, over two hundred cuts at any moment, on either instance', async () => {
    const { outletId, token, room } = await kitchen();
    const seen: number[] = [];
    const total = 600;
    const telling = (async () => {
      for (let told = 0; told < total; told += 20) {
        await running.tickets(20, outletId);
        await eventually('the client has some of them', () => seen.length >= told / 2);
      }
    })();
    let cuts = 0;
    while (seen.length < total || cuts < 200) {
      const after = seen.at(-1) ?? 0;
      const service = services[randomInt(2)] ?? running.it;
      // Both ways to go on: in the handshake, and by asking once connected
      const byHandshake = randomInt(2) === 0;
      const screen = await running.connect(
        '/kitchen',
        byHandshake ? { token, resume: { [room]: after } } : { token },
        service,
      );
      if (!byHandshake)
        expect(await screen.ask('resume', { rooms: { [room]: after } })).toMatchObject({
          data: { rooms: { [room]: 'resumed' } },
        });
      const wanted = Math.min(randomInt(8), total - after);
      await arrived(screen, wanted);
      screen.close();
      cuts += 1;
      expect(screen.resyncs).toEqual([]);
      assertInOrder(screen.frames, after);
      seen.push(...screen.frames.map(({ seq }) => seq));
    }
    await telling;
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  }, 120_000);

  it('that asks late, before anything was told on the new connection, still gets all of it', async () => {
    const { outletId, token, room } = await kitchen();
    await running.tickets(5, outletId);
    await eventually('the room has five', async () => {
      const rows = await running.it.query('select 1 from room_event where room = $1', [room]);
      return rows.length === 5;
    });
    const late = await running.connect('/kitchen', { token, resume: {} });
    expect((await late.ask('resume', { rooms: { [room]: 2 } })).data).toEqual({ rooms: { [room]: 'resumed' } });
    assertInOrder(late.frames, 2);
    expect(late.frames).toHaveLength(3);
    expect((await late.ask('resume', { rooms: { [room]: 5 } })).data).toEqual({ rooms: { [room]: 'resumed' } });
    late.close();
  });

  it('that asks after events were told is told to load anew, since the old ones would come out of order', async () => {
    const { outletId, token, room } = await kitchen();
    const screen = await running.connect('/kitchen', { token, resume: {} });
    await running.tickets(3, outletId);
    await arrived(screen, 3);
    expect((await screen.ask('resume', { rooms: { [room]: 1 } })).data).toEqual({ rooms: { [room]: 'resync' } });
    expect(screen.resyncs).toEqual([{ room, seq: 3 }]);
    screen.close();
  });

  it('for too long is told to load anew, and goes on from there', async () => {
    const { outletId, token, room } = await kitchen();
    await running.tickets(10, outletId);
    await eventually('all are told', async () => {
      const rows = await running.it.query('select 1 from room_event where room = $1', [room]);
      return rows.length === 10;
    });
    await running.it.query(`update room_event set told_at = now() - interval '25 hours' where room = $1 and seq <= 6`, [
      room,
    ]);
    await running.it.app.get(ClearRooms).run();
    const inTime = await running.connect('/kitchen', { token, resume: { [room]: 6 } });
    await arrived(inTime, 4);
    const late = await running.connect('/kitchen', { token, resume: { [room]: 2 } });
    await eventually('it is told', () => late.resyncs.length === 1);
    expect(late.resyncs).toEqual([{ room, seq: 10 }]);
    await running.tickets(1, outletId);
    await arrived(late, 1);
    assertInOrder(late.frames, 10);
    expect(inTime.resyncs).toEqual([]);
    const metrics = await (await fetch(`${running.it.url}/metrics`)).text();
    expect(metrics).toMatch(/socket_resumes_total\{namespace="\/kitchen",outcome="resync"/);
    expect(metrics).toMatch(/socket_clients\{namespace="\/kitchen",service="notification"\} [1-9]/);
    expect(metrics).toMatch(/socket_events_total\{namespace="\/kitchen",outcome="live"/);
    expect(metrics).toMatch(/socket_delivery_seconds_count\{.*namespace="\/kitchen"/);
    inTime.close();
    late.close();
  });

  it('finds nothing of what is too old, however much of it there was', async () => {
    const { outletId, room } = await kitchen();
    await running.tickets(1, outletId);
    await eventually('it is told', async () => {
      const rows = await running.it.query('select 1 from room_event where room = $1', [room]);
      return rows.length === 1;
    });
    // As much as two hundred orders a second leave behind in a minute; more than goes in one statement
    await running.it.query(
      `insert into room_event (tenant_id, room, seq, event_id, type, aggregate_id, version, at, data, told_at)
       select tenant_id, room, seq + n, event_id, type, aggregate_id, version, at, data, now() - interval '25 hours'
       from room_event, generate_series(1, 12000) as n where room = $1`,
      [room],
    );
    await running.it.app.get(ClearRooms).run();
    const left = await running.it.query('select 1 from room_event where room = $1', [room]);
    expect(left).toHaveLength(1);
  });

  it('cannot go on in a room that is not its own', async () => {
    const { token } = await kitchen();
    const screen = await running.connect('/kitchen', { token });
    const answer = await screen.ask('resume', { rooms: { [`kitchen:${newId()}`]: 0 } });
    expect(answer).toMatchObject({ success: false, status: 404, error: { code: 'NOT_FOUND' } });
    screen.close();
  });
});
