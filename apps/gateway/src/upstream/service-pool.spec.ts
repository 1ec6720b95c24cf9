import { describe, expect, it } from 'vitest';
import { ServicePool } from './service-pool.js';

function poolOf(...origins: string[]) {
  const pool = new ServicePool('order', origins);
  const [first, second, third] = pool.instances;
  if (!first || !second || !third) throw new Error('three instances are needed');
  return { pool, first, second, third };
}
const three = ['http://a', 'http://b', 'http://c'];

describe('The instances of a service', () => {
  it('take turns while all have as much to do', () => {
    const { pool } = poolOf(...three);
    const turns = Array.from({ length: 6 }, () => pool.choose()?.origin);
    expect(new Set(turns.slice(0, 3)).size).toBe(3);
    expect(turns.slice(3)).toEqual(turns.slice(0, 3));
  });

  it('are given the next call by how little they have in hand', () => {
    const { pool, first, third } = poolOf(...three);
    first.inFlight = 2;
    third.inFlight = 1;
    expect(pool.choose()?.origin).toBe('http://b');
  });

  it('are never tried twice by a call', () => {
    const { pool, first, second, third } = poolOf(...three);
    expect(pool.choose(new Set([first, third]))).toBe(second);
    expect(pool.choose(new Set([first, second, third]))).toBeUndefined();
  });

  it('are left out while they are away, and while they are leaving as long as another one serves', () => {
    const { pool, first, second, third } = poolOf(...three);
    first.lose();
    second.leave();
    expect([pool.choose(), pool.choose(), pool.choose()]).toEqual([third, third, third]);
    third.lose();
    expect(pool.choose()).toBe(second);
    second.lose();
    expect(pool.choose()).toBeDefined();
  });

  it('are back when they say that they are ready', () => {
    const { first } = poolOf(...three);
    first.lose();
    expect(first.state).toBe('away');
    first.welcome();
    expect(first.state).toBe('serving');
    first.leave();
    first.answer();
    expect(first.state).toBe('leaving');
  });

  it('are all cut off only when none may be tried', () => {
    const { pool, first, second, third } = poolOf(...three);
    for (const instance of [first, second, third]) for (let call = 0; call < 5; call++) instance.lose();
    expect(pool.waitMs).toBeGreaterThan(0);
    expect(pool.choose()).toBeUndefined();
    second.welcome();
    expect(pool.waitMs).toBe(0);
    expect(pool.choose()).toBe(second);
  });
});
