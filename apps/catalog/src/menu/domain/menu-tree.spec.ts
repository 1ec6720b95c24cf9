import { newId } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { category, poha } from '../../../test/item.mother.js';
import { filterMenu, isFiltered } from './filter-menu.js';
import type { ItemContent } from '../../items/domain/item.js';
import { menuItemOf } from './menu-item.js';
import { menuTree, searchTexts } from './menu-tree.js';
import { nextChange } from './next-change.js';
import type { MenuPlace } from './menu-place.js';
import { ReadyMenu } from './ready-menu.js';

const outletId = '0199a1b2-0000-7000-8000-00000000000a';
const place = (at: string, partial: Partial<MenuPlace> = {}): MenuPlace => ({
  outletId: null,
  fulfilment: null,
  at: new Date(at),
  timeZone: 'Asia/Kolkata',
  ...partial,
});
/** 10:00 on a Friday in Bengaluru. */
const morning = '2026-11-20T04:30:00Z';
const breakfast = { weekdays: [], from: '07:00', to: '11:30' };
const override = (partial: Partial<ItemContent['overrides'][number]>) => ({
  ...{ outletId, fulfilment: null, tableArea: null, price: null, available: null },
  ...partial,
});

describe('An item on the menu', () => {
  it.each([
    ['2026-11-20T01:29:59Z', false, 'before it is served'],
    ['2026-11-20T01:30:00Z', true, 'the minute it is served'],
    ['2026-11-20T05:59:59Z', true, 'the last second'],
    ['2026-11-20T06:00:00Z', false, 'from 11:30 on'],
  ])('that is served from 07:00 to 11:30 at %s: %s, %s', (at, available) => {
    const shown = menuItemOf(poha({ servingWindows: [breakfast] }), place(at), ['en']);
    expect([shown.available, shown.unavailableUntil]).toEqual([available, null]);
  });

  it("goes by the outlet's wall clock", () => {
    const item = poha({ servingWindows: [breakfast] });
    expect(menuItemOf(item, place(morning, { timeZone: 'America/New_York' }), ['en']).available).toBe(false);
  });

  it('costs what the nearest override says', () => {
    const item = poha({
      overrides: [override({ price: 7_000 }), override({ fulfilment: 'TAKEAWAY', price: 5_500 })],
    });
    const price = (partial: Partial<MenuPlace>) => menuItemOf(item, place(morning, partial), ['en']).price;
    expect([price({}), price({ outletId }), price({ outletId, fulfilment: 'TAKEAWAY' })]).toEqual([
      6_000, 7_000, 5_500,
    ]);
  });

  it('with variants costs what the default one costs, else the first', () => {
    const variant = (en: string, price: number, isDefault: boolean) => ({
      ...{ id: newId(), name: { en }, price, isDefault },
    });
    const price = (variants: ItemContent['variants']) => menuItemOf(poha({ variants }), place(morning), ['en']).price;
    expect(price([variant('s', 4_000, false), variant('l', 8_000, true)])).toBe(8_000);
    expect(price([variant('s', 4_000, false), variant('l', 8_000, false)])).toBe(4_000);
  });

  it('that is sold out says until when, as far as that is known', () => {
    const item = poha();
    const until = (partial: Partial<MenuPlace> = {}) =>
      menuItemOf(item, place(morning, partial), ['en']).unavailableUntil;
    item.sellOut('all', new Date('2026-11-20T12:00:00Z'));
    expect(until()).toBe('2026-11-20T12:00:00.000Z');
    item.sellOut([outletId], new Date('2026-11-20T14:00:00Z'));
    expect([until(), until({ outletId })]).toEqual(['2026-11-20T12:00:00.000Z', '2026-11-20T14:00:00.000Z']);
    item.sellOut([outletId], null);
    expect(until({ outletId })).toBeNull();
  });

  it('can be had again when its time has come, before anybody says so', () => {
    const item = poha();
    item.sellOut([outletId], new Date('2026-11-20T04:30:00Z'));
    expect(menuItemOf(item, place('2026-11-20T04:29:59Z', { outletId }), ['en']).available).toBe(false);
    expect(menuItemOf(item, place(morning, { outletId }), ['en']).available).toBe(true);
  });

  it('speaks the language of its reader in all its parts', () => {
    const item = poha({
      description: { en: 'Flattened rice', hi: 'चिवड़ा' },
      variants: [{ id: newId(), name: { en: 'Large', hi: 'बड़ा' }, price: 1, isDefault: true }],
      modifierGroups: [
        {
          ...{ id: newId(), name: { en: 'Extras', hi: 'साथ में' }, minChoices: 0, maxChoices: 1 },
          modifiers: [{ id: newId(), name: { en: 'Sev' }, price: 500, available: true }],
        },
      ],
    });
    const shown = menuItemOf(item, place(morning), ['hi', 'en']);
    expect(shown).toMatchObject({ name: 'पोहा', description: 'चिवड़ा', variants: [{ name: 'बड़ा' }] });
    expect(shown.modifierGroups).toMatchObject([{ name: 'साथ में', modifiers: [{ name: 'Sev' }] }]);
  });
});

describe('The menu', () => {
  const [first, second] = [category('First', 1), category('Second', 2)];
  const named = (en: string, partial: Partial<ItemContent> = {}) =>
    poha({ name: { en }, categoryIds: [first.id], ...partial });
  const items = [
    named('B', { diet: 'NON_VEG' }),
    named('A', { tags: ['hot'] }),
    named('Z', { position: 0, categoryIds: [second.id, first.id], description: { en: 'With Sev' } }),
    named('Last', { position: 9 }),
  ];
  const reader = { place: place(morning), chain: ['en'], pricesIncludeTax: false };
  const menu = menuTree({ categories: [second, first], items }, reader);
  const names = (filters: Parameters<typeof filterMenu>[1]) =>
    filterMenu(menu, filters, searchTexts(items)).categories.map((one) => one.items.map(({ name }) => name).join(''));

  it('has categories and items in the order staff gave them, then by name', () => {
    expect(menu.categories.map(({ name, items: inside }) => [name, inside.map((item) => item.name)])).toEqual([
      ['First', ['A', 'B', 'Z', 'Last']],
      ['Second', ['Z']],
    ]);
  });

  it('is filtered by everything that is asked, and drops what is left empty', () => {
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ available: false })).toBe(true);
    expect(names({ veg: false })).toEqual(['B']);
    expect(names({ veg: true })).toEqual(['AZLast', 'Z']);
    expect(names({ tag: 'hot' })).toEqual(['A']);
    expect(names({ category: second.id })).toEqual(['Z']);
    expect(names({ available: false })).toEqual([]);
    expect(names({ q: 'SEV with' })).toEqual(['Z', 'Z']);
    expect(names({ q: '%' })).toEqual([]);
  });

  it('is kept as text and read again', () => {
    const kept = new ReadyMenu({ from: 5, until: 9, tag: 't', json: JSON.stringify(menu), texts: '{"a":"x\\ny"}' });
    const read = ReadyMenu.parse(kept.text);
    expect([read?.menu, read?.tag, read?.searchTexts]).toEqual([menu, 't', { a: 'x\ny' }]);
    expect(ReadyMenu.parse('garbage')).toBeNull();
    expect([4, 5, 8, 9].map((at) => read?.holdsAt(new Date(at)))).toEqual([false, true, true, false]);
  });
});

describe('A ready menu holds', () => {
  it('for good when nothing ends by itself', () => {
    const gone = poha();
    gone.sellOut('all', null);
    expect(nextChange([poha(), gone], place(morning))).toBeNull();
  });

  it('until the first sold-out item returns, wherever', () => {
    const [one, other] = [poha(), poha()];
    one.sellOut('all', new Date('2026-11-20T06:00:00Z'));
    other.sellOut([outletId], new Date('2026-11-20T05:00:00.500Z'));
    other.sellOut(['0199a1b2-0000-7000-8000-00000000000b'], null);
    expect(nextChange([one, other], place(morning))).toEqual(new Date('2026-11-20T05:00:00.500Z'));
  });

  it('until a serving window opens or closes, to the minute, and never over a half hour', () => {
    const item = poha({ servingWindows: [{ weekdays: [], from: '10:20', to: '23:10' }] });
    expect(nextChange([item], place('2026-11-20T04:30:10Z'))).toEqual(new Date('2026-11-20T04:50:00Z'));
    expect(nextChange([item], place('2026-11-20T04:50:00Z'))).toEqual(new Date('2026-11-20T05:00:00Z'));
    expect(nextChange([item], place('2026-11-20T18:29:59Z'))).toEqual(new Date('2026-11-20T18:30:00Z'));
  });
});
