import { describe, expect, it } from 'vitest';
import { nothingCounted } from './day-counts.js';
import { differencesOf } from './differences.js';

const empty = { counts: nothingCounted, tenders: {}, items: {}, tickets: {}, sittings: {} };

describe('The differences of two countings', () => {
  it('are none between equals', () => {
    const tally = { ...empty, tenders: { CASH: { captured: 1, amount: 5, tips: 0, refunded: 0 } } };
    expect(differencesOf(tally, structuredClone(tally))).toEqual([]);
  });

  it('name each number that is another, by its path', () => {
    const kept = { ...empty, counts: { ...nothingCounted, revenue: 7, tax: 1 } };
    expect(differencesOf(empty, kept)).toEqual([
      { path: 'counts.revenue', recounted: 0, kept: 7 },
      { path: 'counts.tax', recounted: 0, kept: 1 },
    ]);
  });

  it('name what only one of the two knows', () => {
    const one = { ...empty, items: { dosa: { name: 'Dosa', quantity: 1 } } };
    expect(differencesOf(one, empty).map(({ path }) => path)).toEqual(['items.dosa.name', 'items.dosa.quantity']);
    expect(differencesOf(empty, one)).toContainEqual({ path: 'items.dosa.name', recounted: undefined, kept: 'Dosa' });
  });
});
