import type { RoomFrame } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomExtent, RoomName } from '../database/room-log.js';
import type { Follower } from './follower.js';
import { RoomFeed } from './room-feed.js';

const name: RoomName = { tenantId: newId(), room: 'kitchen:x' };

/** The log in memory; every read takes its turn with everything else that happens. */
class MemoryLog {
  #frames: RoomFrame[] = [];
  #last = 0;
  questions = 0;
  turn: <Value>(value: () => Value) => Promise<Value> = async (value) => value();

  append(): void {
    const head = { room: name.room, seq: ++this.#last, id: newId(), type: 'ticket.queued.v1' };
    this.#frames.push({ ...head, at: '2026-01-01T00:00:00Z', aggregateId: 'a', version: 1, data: {} });
  }

  /** Keeps the newest only. */
  clear(keep: number): void {
    this.#frames = this.#frames.filter(({ seq }) => seq > this.#last - keep);
  }

  read(_name: RoomName, after: number, limit: number): Promise<readonly RoomFrame[]> {
    this.questions++;
    return this.turn(() => this.#frames.filter(({ seq }) => seq > after).slice(0, limit));
  }

  extents(): Promise<ReadonlyMap<string, RoomExtent>> {
    this.questions++;
    return this.turn(() => new Map([[name.room, { first: this.#frames[0]?.seq ?? this.#last + 1, last: this.#last }]]));
  }

  get last(): number {
    return this.#last;
  }
}

/** A client that is sometimes away and then goes on after the last number it has. */
class Client implements Follower {
  readonly seen: number[] = [];
  last = 0;
  resyncs = 0;

  receive({ seq }: RoomFrame): void {
    if (seq !== this.last + 1) throw new Error(`${seq} came after ${this.last}`);
    this.seen.push(seq);
    this.last = seq;
  }
  restart(_room: string, seq: number): void {
    this.resyncs += 1;
    this.last = seq;
  }
  fail(error: unknown): void {
    throw error;
  }
}

describe('A room', () => {
  it('gives those who stay what somebody who came back has read before them', async () => {
    const log = new MemoryLog();
    const feed = new RoomFeed(log, name);
    const [stays, returns] = [new Client(), new Client()];
    await feed.follow(stays, 0);
    // Its hint is still on the way
    log.append();
    await feed.follow(returns, 0);
    await feed.advance();
    expect([stays.seen, returns.seen]).toEqual([[1], [1]]);
  });

  it('asks the log once for who comes back to others with all that they have', async () => {
    const log = new MemoryLog();
    const feed = new RoomFeed(log, name);
    const [stays, returns] = [new Client(), new Client()];
    log.append();
    for (const client of [stays, returns]) await feed.follow(client, 0);
    feed.leave(returns);
    const asked = log.questions;
    expect(await feed.follow(returns, 1)).toBe('resumed');
    expect(log.questions - asked).toBe(1);
    log.append();
    await feed.advance();
    expect([stays.seen, returns.seen]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('gives every client each frame once and in order, however often it is cut off and whatever happens meanwhile', async () => {
    const deed = fc.constantFrom('tell', 'tell', 'tell', 'append', 'cut', 'return', 'return', 'return-other');
    const act = fc.oneof({ weight: 1, arbitrary: deed }, { weight: 2, arbitrary: fc.constant('turn' as const) });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(act, { minLength: 5, maxLength: 60 }), async (scheduler, acts) => {
        const log = new MemoryLog();
        // What is read is on its way for a while: other things happen before it was read and before it arrives
        log.turn = async (value) => {
          await scheduler.schedule(Promise.resolve());
          const read = value();
          await scheduler.schedule(Promise.resolve());
          return read;
        };
        const feed = new RoomFeed(log, name);
        const [client, other] = [new Client(), new Client()];
        const doing: Promise<unknown>[] = [feed.follow(client, 0), feed.follow(other, 0)];
        const steps = {
          turn: () => undefined,
          append: () => log.append(),
          tell: () => {
            log.append();
            return feed.advance();
          },
          cut: () => feed.leave(client),
          return: () => feed.follow(client, client.last),
          'return-other': () => feed.follow(other, other.last),
        };
        for (const step of acts) {
          doing.push(Promise.resolve(steps[step]()));
          if (step === 'turn' && scheduler.count() > 0) await scheduler.waitOne();
        }
        // Who is there gets it without coming back: to follow again would mend what was missed
        if (feed.placeOf(client) === undefined) doing.push(feed.follow(client, client.last));
        await scheduler.waitIdle();
        await Promise.all(doing);
        doing.splice(0, doing.length, feed.advance());
        await scheduler.waitIdle();
        for (const { seen, resyncs } of [client, other]) {
          expect(seen).toEqual(Array.from({ length: log.last }, (_, index) => index + 1));
          expect(resyncs).toBe(0);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('goes on with more than one batch', async () => {
    const log = new MemoryLog();
    for (let count = 0; count < 1_201; count++) log.append();
    const [client, feed] = [new Client(), new RoomFeed(log, name)];
    client.last = 100;
    expect(await feed.follow(client, 100)).toBe('resumed');
    expect(client.seen).toHaveLength(1_101);
    for (let count = 0; count < 1_000; count++) log.append();
    await feed.advance();
    expect(client.last).toBe(2_201);
  });

  it('tells to load anew what is not kept any more, or was never told, and goes on from the newest', async () => {
    const log = new MemoryLog();
    for (let count = 0; count < 50; count++) log.append();
    log.clear(10);
    const feed = new RoomFeed(log, name);
    const [late, inTime, odd] = [new Client(), new Client(), new Client()];
    expect(await feed.follow(late, 39)).toBe('resync');
    inTime.last = 40;
    expect(await feed.follow(inTime, 40)).toBe('resumed');
    expect(inTime.last).toBe(50);
    expect(await feed.follow(odd, 99)).toBe('resync');
    log.append();
    await feed.advance();
    expect([late.seen, odd.seen]).toEqual([[51], [51]]);
  });

  it('never leaves a silent gap when frames are cleared away while somebody reads', async () => {
    const log = new MemoryLog();
    const [client, feed] = [new Client(), new RoomFeed(log, name)];
    await feed.follow(client, 0);
    for (let count = 0; count < 5; count++) log.append();
    log.clear(2);
    await feed.advance();
    expect([client.resyncs, client.seen]).toEqual([1, [4, 5]]);
  });

  it('reads nothing for nobody, and reads again after a failure', async () => {
    const log = new MemoryLog();
    const [client, feed] = [new Client(), new RoomFeed(log, name)];
    await feed.advance();
    await feed.follow(client, 0);
    log.append();
    const turn = log.turn;
    log.turn = () => Promise.reject(new Error('away'));
    await expect(feed.advance()).rejects.toThrow('away');
    log.turn = turn;
    await feed.advance();
    expect(client.seen).toEqual([1]);
    feed.leave(client);
    expect([feed.isEmpty, feed.placeOf(client)]).toEqual([true, undefined]);
  });
});
