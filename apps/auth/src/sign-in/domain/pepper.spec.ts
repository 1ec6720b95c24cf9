import { describe, expect, it } from 'vitest';
import { Pepper } from './pepper.js';

const pepper = new Pepper('one pepper');

describe('A pepper', () => {
  it('gives the same hash for the same thing, another for each purpose, tenant and pepper', () => {
    const hashes = [
      pepper.phone('t', '+919800000001'),
      pepper.phone('u', '+919800000001'),
      pepper.login('t', '+919800000001'),
      pepper.peer('t', '+919800000001'),
      pepper.code('t', '+919800000001'),
      new Pepper('another').phone('t', '+919800000001'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(pepper.phone('t', '+919800000001')).toBe(hashes[0]);
  });

  it('keeps parts apart that would read alike side by side', () => {
    expect(pepper.phone('ab', 'c')).not.toBe(pepper.phone('a', 'bc'));
  });

  it('compares hashes of any length', () => {
    expect(pepper.isSame('abc', 'abc')).toBe(true);
    expect(pepper.isSame('abc', 'abd')).toBe(false);
    expect(pepper.isSame('abc', 'abcd')).toBe(false);
  });
});
