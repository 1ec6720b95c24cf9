import { describe, expect, it } from 'vitest';
import { isOffered, localTime, unitPriceOf, type OfferedItem, type OfferPlace } from './index.js';

const item = (partial: Partial<OfferedItem> = {}): OfferedItem => ({
  price: 100,
  overrides: [],
  servingWindows: [],
  available: true,
  unavailableUntil: null,
  removed: false,
  ...partial,
});

const at = new Date('2026-11-20T12:30:00Z');
const place: OfferPlace = {
  outletId: 'here',
  fulfilment: 'DINE_IN',
  tableArea: 'terrace',
  at,
  local: localTime(at, 'Asia/Kolkata'),
};
const override = (partial: Partial<OfferedItem['overrides'][number]>) => ({
  outletId: 'here',
  fulfilment: null,
  tableArea: null,
  price: null,
  available: null,
  ...partial,
});

describe('the local time of an instant', () => {
  it.each([
    ['2026-11-20T12:30:00Z', 'Asia/Kolkata', { date: '2026-11-20', weekday: 5, minutes: 18 * 60 }],
    ['2026-11-21T20:00:00Z', 'Asia/Kolkata', { date: '2026-11-22', weekday: 7, minutes: 90 }],
    ['2026-03-29T01:30:00Z', 'Europe/Berlin', { date: '2026-03-29', weekday: 7, minutes: 210 }],
  ])('%s in %s', (instant, zone, expected) => {
    expect(localTime(new Date(instant), zone)).toEqual(expected);
  });

  it('is refused in an unknown zone', () => {
    expect(() => localTime(at, 'Asia/Atlantis')).toThrow(RangeError);
  });
});

describe('the price of an item', () => {
  it('is that of its variant', () => {
    expect(unitPriceOf(item(), { price: 160 }, place)).toBe(160);
  });

  it('is overridden by what names most of outlet, fulfilment and area', () => {
    const overrides = [
      override({ price: 1 }),
      override({ price: 2, tableArea: 'terrace' }),
      override({ price: 3, fulfilment: 'DINE_IN' }),
      override({ price: 4, fulfilment: 'TAKEAWAY', tableArea: 'terrace' }),
      override({ price: 5, outletId: 'elsewhere', fulfilment: 'DINE_IN', tableArea: 'terrace' }),
    ];
    expect(unitPriceOf(item({ overrides }), null, place)).toBe(3);
    expect(unitPriceOf(item({ overrides: overrides.slice(0, 2) }), null, place)).toBe(2);
    expect(unitPriceOf(item(), null, place)).toBe(100);
  });
});

describe('an item can be had', () => {
  it.each([
    ['by default', {}, true],
    ['not when it is archived', { removed: true }, false],
    ['not when it is sold out', { available: false }, false],
    ['not before its return', { available: false, unavailableUntil: '2026-11-20T12:31:00Z' }, false],
    ['from its return on', { available: false, unavailableUntil: '2026-11-20T12:30:00Z' }, true],
    ['in its serving times', { servingWindows: [{ weekdays: [5], from: '17:00', to: '19:00' }] }, true],
    ['not outside of them', { servingWindows: [{ weekdays: [5], from: '07:00', to: '11:30' }] }, false],
    ['not where an override says so', { overrides: [override({ available: false })] }, false],
    ['where an override says so', { available: false, overrides: [override({ available: true })] }, true],
  ])('%s', (_, partial, expected) => {
    expect(isOffered(item(partial), place)).toBe(expected);
  });
});
