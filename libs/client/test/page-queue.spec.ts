import { describe, expect, it, vi } from 'vitest';
import { PageQueue } from '../src/page-queue.js';
import { Places } from '../src/places.js';

describe('The work of a page', () => {
  it('that waits longer than can be kept becomes one look at the list', async () => {
    let read = () => {};
    const load = vi.fn(() => new Promise<void>((resolve) => (read = resolve)));
    const event = vi.fn();
    const queue = new PageQueue<number>({ load, event, trouble: vi.fn() });
    queue.load();
    for (let i = 0; i <= 10_000; i += 1) queue.tell(i);
    queue.tell(-1);
    read();
    await expect.poll(() => load.mock.calls.length).toBe(2);
    read();
    await expect.poll(() => event.mock.calls).toEqual([[-1]]);
  });

  it('is one list however many reasons there are to read it', async () => {
    let read = () => {};
    const load = vi.fn(() => new Promise<void>((resolve) => (read = resolve)));
    const queue = new PageQueue<number>({ load, event: vi.fn(), trouble: vi.fn() });
    for (let i = 0; i < 5; i += 1) queue.load();
    read();
    await expect.poll(() => load.mock.calls.length).toBe(2);
  });
});

describe('Places', () => {
  const frame = (room: string, seq: number, id = `${room} ${seq}`) => ({ room, seq, id });

  it('see a gap, and tell what comes behind it', () => {
    const places = new Places();
    places.connected({ a: 3 });
    expect(places.take(frame('a', 4))).toEqual({ isNews: true, isGap: false });
    expect(places.take(frame('a', 7))).toEqual({ isNews: true, isGap: true });
    expect(places.numbers).toEqual({ a: 7 });
  });

  it('forget rooms that are no longer theirs', () => {
    const places = new Places();
    places.connected({ a: 3, b: 1 });
    expect(places.connected({ a: 9 })).toBe(false);
    expect(places.numbers).toEqual({ a: 3 });
  });

  it('remember as many ids as come close together, and no more', () => {
    const places = new Places();
    places.take(frame('a', 1, 'first'));
    for (let seq = 2; seq <= 5_001; seq += 1) places.take(frame('a', seq));
    expect(places.take(frame('b', 1, 'first')).isNews).toBe(true);
    expect(places.take(frame('b', 2, 'a 5001')).isNews).toBe(false);
  });
});
