import { describe, expect, it } from 'vitest';
import { KitchenBoard, shownOf } from '../../fire/sockets/kitchen-board.ts';
import { differences, hasAll } from '../../fire/sockets/told.ts';
import { trendsOf, type Seen } from '../../fire/soak/verdict.ts';

const megabyte = 2 ** 20;
/** Half an hour of samples, one each five seconds. */
const seenFor = (measure: string, valueAt: (second: number) => number): Seen[] =>
  Array.from({ length: 360 }, (_none, n) => ({
    at: n * 5,
    // Full of garbage every 50 seconds
    sample: { [measure]: valueAt(n * 5), 'order collections': Math.floor(n / 10) },
  }));
const growing = (measure: string, valueAt: (second: number) => number) =>
  trendsOf(seenFor(measure, valueAt))
    .filter(({ isGrowing }) => isGrowing)
    .map(({ name }) => name);
const noise = (second: number) => ((second * 7_919) % 13) - 6;

describe('The judge of what grows', () => {
  it('names a heap that keeps a little of every order, under the saw of its collections', () => {
    const saw = (second: number) => 60 * megabyte + (second % 50) * 0.3 * megabyte;
    expect(growing('order heap', saw)).toEqual([]);
    expect(growing('order heap', (second) => saw(second) + second * 7_000)).toEqual(['order heap']);
  });

  it('names connections and handles that are not given back, not those that come and go', () => {
    expect(growing('redis connections', (second) => 40 + noise(second))).toEqual([]);
    expect(growing('redis connections', (second) => 40 + noise(second) + second / 100)).toEqual(['redis connections']);
  });

  it('lets the first half warm up', () => {
    expect(growing('order memory', (second) => Math.min(second, 800) * 0.1 * megabyte)).toEqual([]);
  });
});

describe('The judge of screens', () => {
  const told = new Map([['kitchen:1', [5, 6, 7, 8].map((seq) => ({ seq, id: `event ${seq}` }))]]);
  const screen = (heard: readonly number[], began = 5) => ({
    name: '/kitchen',
    faults: [],
    rooms: new Map([['kitchen:1', { began, frames: heard.map((seq) => ({ seq, id: `event ${seq}` })) }]]),
    placeIn: () => heard.at(-1) ?? began,
  });

  it('finds nothing where all was heard once and in order after the screen came in', () => {
    expect(differences(screen([6, 7, 8]), told)).toEqual([]);
    expect(hasAll(screen([6, 7, 8]), told)).toBe(true);
    expect(hasAll(screen([6, 7]), told)).toBe(false);
  });

  it('knows by their numbers those that a room no longer keeps', () => {
    const keeps = told.get('kitchen:1')?.length;
    expect(differences(screen([3, 4, 5, 6, 7, 8], 2), told, keeps)).toEqual([]);
    expect(differences(screen([3, 4, 5, 6, 7, 8], 2), told)).toHaveLength(1);
    for (const heard of [
      [4, 5, 6, 7, 8],
      [3, 3, 5, 6, 7, 8],
      [4, 3, 5, 6, 7, 8],
    ])
      expect(differences(screen(heard, 2), told, keeps)).toHaveLength(1);
  });

  it.each([
    ['one is missed', [6, 8]],
    ['the last is missed', [6, 7]],
    ['one is doubled', [6, 7, 7, 8]],
    ['two are swapped', [7, 6, 8]],
    ['one was never told', [6, 7, 8, 9]],
  ])('says so when %s', (_what, heard) => {
    expect(differences(screen(heard), told)).toHaveLength(1);
  });

  it('shows a board as its tickets are, whatever was known already', () => {
    const board = new KitchenBoard();
    board.read([{ id: 'a', status: 'STARTED', version: 2 }]);
    board.take({ type: 'ticket.queued.v1', aggregateId: 'a', version: 1 });
    board.take({ type: 'ticket.ready.v1', aggregateId: 'a', version: 3 });
    board.take({ type: 'ticket.changed.v1', aggregateId: 'a', version: 4 });
    board.take({ type: 'ticket.queued.v1', aggregateId: 'b', version: 1 });
    board.take({ type: 'ticket.voided.v1', aggregateId: 'b', version: 2 });
    expect(board.shown()).toEqual(shownOf([{ id: 'a', status: 'READY', version: 4 }]));
  });
});
