import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chowk, ChowkError, Feed, FeedHandlers, FeedState, RoomEvent } from '../src/index.js';
import { FakeGateway } from './fake-gateway.js';
import { FakeRooms } from './fake-rooms.js';
import { FakeSignIns } from './fake-sign-ins.js';
import { chowkAt, rejection } from './quickly.js';

let gateway: FakeGateway;
let signIns: FakeSignIns;
let rooms: FakeRooms;
let chowk: Chowk;
let feed: Feed | undefined;
let events: RoomEvent<'/kitchen'>[];
let states: FeedState[];
let ended: ChowkError[];
const load = vi.fn<() => void | Promise<void>>();

beforeEach(async () => {
  gateway = await FakeGateway.open();
  signIns = new FakeSignIns(gateway);
  rooms = new FakeRooms(gateway, signIns, { '/kitchen': ['kitchen:o', 'kitchen:o:tandoor'], '/managers': [] });
  chowk = chowkAt(gateway.url, { patience: { firstPauseMs: 20, longestPauseMs: 50 } });
  await chowk.signInStaff({ login: 'kitchen@intellidine.example', password: 'a long one' });
  [events, states, ended] = [[], [], []];
  load.mockReset();
});
afterEach(async () => {
  feed?.close();
  await rooms.close();
  await gateway.close();
});

function follow(more: Partial<FeedHandlers<'/kitchen'>> = {}): void {
  feed = chowk.follow('/kitchen', {
    load,
    event: (event) => void events.push(event),
    ended: (why) => ended.push(why),
    state: (state) => states.push(state),
    ...more,
  });
}

async function followed(more: Partial<FeedHandlers<'/kitchen'>> = {}): Promise<void> {
  const loads = load.mock.calls.length;
  follow(more);
  await expect.poll(() => load.mock.calls.length).toBeGreaterThan(loads);
}

let told = 0;
function ticket(status: string, inRooms = ['kitchen:o'], twice = false): number {
  told += 1;
  rooms.tell({ type: `ticket.${status}.v1`, aggregateId: 't', version: told, data: { told } }, inRooms, { twice });
  return told;
}
const heard = () => events.map(({ version }) => version);
const isAway = () => expect.poll(() => feed?.state).toBe('away');
function isLive() {
  rooms.mend();
  return expect.poll(() => feed?.state).toBe('live');
}

describe('A screen', () => {
  it('reads its list at the start, then is told of everything once and in order', async () => {
    await followed();
    const expected = [ticket('queued'), ticket('started', ['kitchen:o', 'kitchen:o:tandoor']), ticket('ready')];
    await expect.poll(heard).toEqual(expected);
    expect(load).toHaveBeenCalledOnce();
    expect(events.map(({ type }) => type)).toEqual(['ticket.queued.v1', 'ticket.started.v1', 'ticket.ready.v1']);
    expect(rooms.handshakes).toEqual([{ token: await chowk.accessToken(), resume: {} }]);
  });

  it('is told once what the server says twice, or in two rooms', async () => {
    await followed();
    const both = ['kitchen:o', 'kitchen:o:tandoor'];
    const expected = [ticket('queued', both, true), ticket('started', both, true), ticket('ready', both)];
    await expect.poll(heard).toEqual(expected);
  });

  it('is told of nothing before its list is read', async () => {
    let read = () => {};
    load.mockImplementation(() => new Promise<void>((resolve) => (read = resolve)));
    await followed();
    const expected = [ticket('queued'), ticket('started')];
    await feed?.subscribe('kitchen:o');
    expect(heard()).toEqual([]);
    read();
    await expect.poll(heard).toEqual(expected);
  });

  it('reads its list again until that works, and says what failed', async () => {
    const trouble = vi.fn();
    load.mockRejectedValueOnce(new Error('not now'));
    await followed({ trouble });
    await expect.poll(() => load.mock.calls.length, { timeout: 5_000 }).toBe(2);
    expect(trouble).toHaveBeenCalledExactlyOnceWith(new Error('not now'));
  });

  it('goes on when a handler fails', async () => {
    const trouble = vi.fn();
    await followed({
      trouble,
      event: (event) => {
        events.push(event);
        if (events.length === 1) throw new Error('a bug of the page');
      },
    });
    const expected = [ticket('queued'), ticket('started')];
    await expect.poll(heard).toEqual(expected);
    expect(trouble).toHaveBeenCalledOnce();
  });

  it('says what it wants to see, and which of its rooms tells of something', async () => {
    feed = chowk.follow('/kitchen', { load, event: () => {} }, { outlet: 'o', station: 'tandoor' });
    expect(await feed.subscribe('kitchen:o:tandoor')).toEqual({ room: 'kitchen:o:tandoor', seq: 0 });
    expect(rooms.handshakes[0]).toMatchObject({ outlet: 'o', station: 'tandoor' });
    expect(await rejection(feed.subscribe('managers:o'))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('that is closed hears nothing more', async () => {
    await followed();
    feed?.close();
    await expect.poll(() => rooms.open.length).toBe(0);
    ticket('queued');
    expect([feed?.state, heard(), ended]).toEqual(['ended', [], []]);
    expect(await rejection(feed?.subscribe('kitchen:o') ?? Promise.resolve())).toMatchObject({ code: 'ABORTED' });
  });
});

describe('A screen that was away', () => {
  it.each([
    ['since its line broke', () => rooms.cut()],
    ['since the server hung up without a word', () => rooms.hangUp()],
  ])('%s is told what it missed, once and in order, without reading its list', async (_, cut) => {
    await followed();
    const before = [ticket('queued'), ticket('started', ['kitchen:o', 'kitchen:o:tandoor'])];
    await expect.poll(heard).toEqual(before);
    cut();
    await isAway();
    const missed = [ticket('ready', ['kitchen:o', 'kitchen:o:tandoor']), ticket('recalled'), ticket('collected')];
    await isLive();
    const after = [ticket('queued')];
    await expect.poll(heard).toEqual([...before, ...missed, ...after]);
    expect(load).toHaveBeenCalledOnce();
    expect(rooms.handshakes[1]).toMatchObject({ resume: { 'kitchen:o': 2, 'kitchen:o:tandoor': 1 } });
    expect(states).toEqual(['live', 'away', 'live']);
  });

  it('misses and doubles nothing over many cuts', async () => {
    await followed();
    const expected: number[] = [];
    for (let cut = 0; cut < 8; cut += 1) {
      expected.push(ticket('queued'), ticket('started', ['kitchen:o', 'kitchen:o:tandoor'], cut % 2 === 0));
      rooms.cut();
      await isAway();
      expected.push(ticket('ready', ['kitchen:o:tandoor', 'kitchen:o']));
      await isLive();
    }
    await expect.poll(heard).toEqual(expected);
    expect(load).toHaveBeenCalledOnce();
  });

  it('for longer than events are kept reads its list anew, and goes on from there', async () => {
    await followed();
    const before = ticket('queued');
    await expect.poll(heard).toEqual([before]);
    rooms.cut();
    await isAway();
    ticket('started');
    rooms.forget();
    await isLive();
    await expect.poll(() => load.mock.calls.length).toBe(2);
    const after = ticket('ready');
    await expect.poll(heard).toEqual([before, after]);
  });

  it('and has a new room reads its list anew; so it does for one that comes while it is there', async () => {
    await followed();
    rooms.add('/kitchen', 'kitchen:p');
    await expect.poll(() => load.mock.calls.length).toBe(2);
    const first = ticket('queued', ['kitchen:p']);
    await expect.poll(heard).toEqual([first]);
    rooms.cut();
    await isAway();
    rooms.add('/kitchen', 'kitchen:q');
    const missed = ticket('started', ['kitchen:p']);
    await isLive();
    await expect.poll(heard).toEqual([first, missed]);
    expect(load).toHaveBeenCalledTimes(3);
  });
});

describe("A screen's sign-in", () => {
  it('that expired is renewed, and the screen goes on where it was', async () => {
    await followed();
    const before = ticket('queued');
    await expect.poll(heard).toEqual([before]);
    signIns.expireAll();
    rooms.end(401, 'AUTH_TOKEN_EXPIRED');
    const missed = ticket('started');
    await expect.poll(heard).toEqual([before, missed]);
    expect(gateway.count('POST /auth/refresh')).toBe(1);
    expect(load).toHaveBeenCalledOnce();
  });

  it('that expired while it was away is renewed for the handshake', async () => {
    await followed();
    signIns.expireAll();
    rooms.cut();
    await isAway();
    await isLive();
    expect(gateway.count('POST /auth/refresh')).toBe(1);
    expect(ended).toEqual([]);
  });

  it('is renewed before it expires, without a cut', async () => {
    signIns.expiresIn = 46;
    await chowk.signInStaff({ login: 'kitchen@intellidine.example', password: 'a long one' });
    signIns.expiresIn = 900;
    await followed();
    await expect.poll(() => rooms.authenticated, { timeout: 5_000 }).toHaveLength(1);
    expect(rooms.authenticated).toEqual([await chowk.accessToken()]);
    expect([rooms.handshakes.length, states]).toEqual([1, ['live']]);
  });

  it('that was ended ends the screen, which says so', async () => {
    await followed();
    signIns.endAll();
    rooms.end(401, 'AUTH_SESSION_REVOKED');
    await expect.poll(() => ended.map(({ code }) => code)).toEqual(['SIGNED_OUT']);
    expect(feed?.state).toBe('ended');
  });

  it('that is none opens no screen', async () => {
    await chowk.signOut();
    follow();
    await expect.poll(() => ended.map(({ code }) => code)).toEqual(['SIGNED_OUT']);
  });

  it('cannot be asked for a token just now: the screen comes as soon as it can', async () => {
    signIns.expireAll();
    gateway.fail('POST /auth/refresh', { status: 500, error: { code: 'INTERNAL' } });
    await followed();
    expect(ended).toEqual([]);
  });
});

describe('A handshake', () => {
  it.each([
    [403, 'PERMISSION_DENIED'],
    [403, 'TENANT_SUSPENDED'],
    [404, 'NOT_FOUND'],
    [422, 'VALIDATION_FAILED'],
  ])('that is refused by %i %s ends the screen, which says so', async (status, code) => {
    rooms.refusals.push({ status, code });
    follow();
    await expect.poll(() => ended).toMatchObject([{ status, code }]);
    expect(rooms.handshakes).toHaveLength(1);
  });

  it.each([
    [503, 'NOT_YET_AVAILABLE'],
    [503, 'UNAVAILABLE'],
    [500, 'INTERNAL'],
    [429, 'RATE_LIMITED'],
  ])('that is refused by %i %s is tried again', async (status, code) => {
    rooms.refusals.push({ status, code });
    await followed();
    expect([ended, rooms.handshakes.length]).toEqual([[], 2]);
  });

  it('whose new tokens are refused, too, is not tried for ever', async () => {
    for (let i = 0; i < 10; i += 1) rooms.refusals.push({ status: 401, code: 'AUTH_TOKEN_INVALID' });
    follow();
    await expect.poll(() => ended.map(({ code }) => code), { timeout: 10_000 }).toEqual(['AUTH_TOKEN_INVALID']);
    expect(rooms.handshakes.length).toBeLessThan(5);
  });

  it('that was refused for long is not held against a token that expired meanwhile', async () => {
    for (let i = 0; i < 5; i += 1) rooms.refusals.push({ status: 503, code: 'UNAVAILABLE' });
    signIns.expireAll();
    await followed();
    expect([ended, gateway.count('POST /auth/refresh')]).toEqual([[], 1]);
  });

  it('that asked too much comes back', async () => {
    await followed();
    rooms.end(429, 'RATE_LIMITED');
    await expect.poll(() => rooms.handshakes.length).toBe(2);
    await isLive();
    expect(ended).toEqual([]);
  });
});
