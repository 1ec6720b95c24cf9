import type { ItemAvailability } from '@chowk/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { category, poha } from '../../../test/item.mother.js';
import { availabilityChanges, availabilityIn } from './menu-availability.js';
import { menuTree } from './menu-tree.js';

const one = (itemId: string, available: boolean, unavailableUntil: string | null = null): ItemAvailability => ({
  itemId,
  available,
  unavailableUntil,
});

describe('What of the menu can be had', () => {
  it('says each item once, although it stands in two categories, and lacks what the stock lacks', () => {
    const [snacks, sweets] = [category('Snacks', 1), category('Sweets', 2)];
    const [both, lacking] = [poha({ categoryIds: [snacks.id, sweets.id] }), poha({ categoryIds: [sweets.id] })];
    const place = { outletId: 'here', fulfilment: null, at: new Date(), timeZone: 'Asia/Kolkata' };
    const content = { categories: [snacks, sweets], items: [both, lacking], lacking: new Set([lacking.id]) };
    const menu = menuTree(content, { place, chain: ['en'], pricesIncludeTax: false });
    expect(availabilityIn(menu)).toEqual([one(both.id, true), one(lacking.id, false)]);
  });

  it('changes by what is new, different or off the menu', () => {
    const before = [one('a', true), one('b', false), one('c', true), one('d', false)];
    const now = [one('a', false), one('b', false, '2026-11-20T12:00:00Z'), one('e', true)];
    expect(availabilityChanges(before, now)).toEqual([
      one('a', false),
      one('b', false, '2026-11-20T12:00:00Z'),
      one('e', true),
      one('c', false),
    ]);
  });

  it('is never different from itself, and known in full by whoever heard every change', () => {
    const state = fc.uniqueArray(
      fc.record({
        itemId: fc.constantFrom('a', 'b', 'c', 'd'),
        available: fc.boolean(),
        unavailableUntil: fc.constant(null),
      }),
      { selector: ({ itemId }) => itemId },
    );
    const available = (all: readonly ItemAvailability[]) =>
      all.flatMap((item) => (item.available ? [item.itemId] : [])).sort();
    fc.assert(
      fc.property(state, state, (before, now) => {
        expect(availabilityChanges(now, now)).toEqual([]);
        const heard = new Map<string, ItemAvailability>(before.map((item) => [item.itemId, item]));
        for (const item of availabilityChanges(before, now)) heard.set(item.itemId, item);
        expect(available([...heard.values()])).toEqual(available(now));
      }),
    );
  });
});
