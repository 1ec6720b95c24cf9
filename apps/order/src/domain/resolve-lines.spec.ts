import type { ItemSnapshot, RequestedOrderLine } from '@chowk/contracts';
import { describe, expect, it } from 'vitest';
import { localTime } from './outlet-time.js';
import { isAvailable, resolveLines, unitPriceOf, type Place } from './resolve-lines.js';

const outletId = '0192f0c1-2345-7000-8000-000000000001';
const at = new Date('2026-11-21T06:30:00Z'); // Saturday noon in Bengaluru

const terrace: Place = {
  outletId,
  fulfilment: 'DINE_IN',
  tableArea: 'terrace',
  at,
  local: localTime(at, 'Asia/Kolkata'),
};

const item = (changes: Partial<ItemSnapshot> = {}): ItemSnapshot => ({
  id: '0192f0c1-2345-7000-8000-000000000002',
  categoryIds: [],
  kind: 'GOODS',
  name: { en: 'Idli' },
  diet: 'VEG',
  price: 9_000,
  unit: 'piece',
  variants: [],
  modifierGroups: [],
  tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
  station: 'steam',
  preparationMinutes: 5,
  servingWindows: [],
  overrides: [],
  available: true,
  unavailableUntil: null,
  removed: false,
  ...changes,
});

const override = (changes: Partial<ItemSnapshot['overrides'][number]>) => ({
  ...{ outletId, fulfilment: null, tableArea: null, price: null, available: null },
  ...changes,
});

describe('the price of an item', () => {
  it('is the one of the override that names most of where and how', () => {
    const overrides = [
      override({ price: 1 }),
      override({ price: 2, tableArea: 'terrace' }),
      override({ price: 3, fulfilment: 'DINE_IN' }),
      override({ price: 4, fulfilment: 'DINE_IN', tableArea: 'terrace' }),
      override({ price: 5, fulfilment: 'TAKEAWAY' }),
      override({ price: 6, outletId: '0192f0c1-2345-7000-8000-000000000009' }),
      override({ available: true, fulfilment: 'DINE_IN', tableArea: 'terrace' }),
    ];
    expect(unitPriceOf(item({ overrides }), null, terrace)).toBe(4);
    expect(unitPriceOf(item({ overrides: overrides.slice(0, 3) }), null, terrace)).toBe(3);
    expect(unitPriceOf(item({ overrides: overrides.slice(4) }), null, terrace)).toBe(9_000);
  });
});

describe('whether an item can be had', () => {
  it('ends with the time it is sold out until', () => {
    const soldOut = (until: string | null) => item({ available: false, unavailableUntil: until });
    expect(isAvailable(soldOut(null), terrace)).toBe(false);
    expect(isAvailable(soldOut('2026-11-21T07:00:00Z'), terrace)).toBe(false);
    expect(isAvailable(soldOut('2026-11-21T06:30:00Z'), terrace)).toBe(true);
  });

  it('depends on the hours at the outlet and on what the outlet says', () => {
    const breakfast = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '11:30' };
    expect(isAvailable(item({ servingWindows: [breakfast] }), terrace)).toBe(false);
    expect(isAvailable(item({ servingWindows: [breakfast, { ...breakfast, to: '12:30' }] }), terrace)).toBe(true);
    expect(isAvailable(item({ overrides: [override({ available: false })] }), terrace)).toBe(false);
    expect(isAvailable(item({ available: false, overrides: [override({ available: true })] }), terrace)).toBe(true);
    expect(isAvailable(item({ removed: true }), terrace)).toBe(false);
  });
});

describe('a requested line', () => {
  const asked = (changes: Partial<RequestedOrderLine> = {}): RequestedOrderLine => ({
    ...{ itemId: item().id, quantity: 1, modifiers: [] },
    ...changes,
  });

  it('must choose a variant where none is the usual one', () => {
    const variants = [{ id: outletId, name: { en: 'Half' }, price: 1, isDefault: false }];
    const resolve = () => resolveLines([asked()], new Map([[item().id, item({ variants })]]), terrace);
    expect(resolve).toThrow('VALIDATION_FAILED');
  });

  it('must choose as many modifiers as a group asks for', () => {
    const group = { id: outletId, name: { en: 'Chutney' }, minChoices: 1, maxChoices: 1, modifiers: [] };
    const resolve = () => resolveLines([asked()], new Map([[item().id, item({ modifierGroups: [group] })]]), terrace);
    expect(resolve).toThrow('VALIDATION_FAILED');
  });
});
