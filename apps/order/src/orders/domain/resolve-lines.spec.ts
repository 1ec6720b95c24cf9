import type { ItemSnapshot, RequestedOrderLine } from '@chowk/contracts';
import { describe, expect, it } from 'vitest';
import { localTime, type OfferPlace } from '@chowk/pricing';
import { resolveLines } from './resolve-lines.js';

const outletId = '0192f0c1-2345-7000-8000-000000000001';
const at = new Date('2026-11-21T06:30:00Z'); // Saturday noon in Bengaluru

const terrace: OfferPlace = {
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
