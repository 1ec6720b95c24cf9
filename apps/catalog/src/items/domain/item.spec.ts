import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { poha } from '../../../test/item.mother.js';
import type { Item } from './item.js';
import { overridesWritten } from './overrides-written.js';
import { withIds } from './with-ids.js';

/** Types of the facts recorded since, and nothing of what was before. */
function factsOf(item: Item, act: () => void): string[] {
  Aggregate.forgetFacts(item);
  act();
  return Aggregate.factsOf(item).map(({ definition }) => definition.type);
}

const state = 'catalog.item.state.v1';
const six = new Date('2026-11-20T18:00:00Z');

describe('An item', () => {
  it('tells each price that changed, of itself and of its variants', () => {
    const variant = (id: string, price: number) => ({ id, name: { en: id }, price, isDefault: false });
    const [small, large] = ['0199a1b2-0000-7000-8000-000000000001', '0199a1b2-0000-7000-8000-000000000002'];
    const item = poha({ variants: [variant(small, 6_000)] });
    const facts = factsOf(item, () =>
      item.change({ price: 6_500, variants: [variant(small, 7_000), variant(large, 9_000)] }),
    );
    expect(facts).toEqual(['item.price-changed.v1', 'item.price-changed.v1', state]);
    expect(Aggregate.factsOf(item).map(({ data }) => data)).toMatchObject([
      { variantId: null, before: 6_000, after: 6_500 },
      { variantId: small, before: 6_000, after: 7_000 },
      { variants: [{ price: 7_000 }, { price: 9_000 }] },
    ]);
  });

  it('that is sold out tells it once, however often it is said', () => {
    const item = poha();
    expect(factsOf(item, () => item.sellOut('all', six))).toEqual(['item.sold-out.v1', state]);
    expect(factsOf(item, () => item.sellOut('all', six))).toEqual([]);
    expect(factsOf(item, () => item.sellOut('all', null))).toEqual(['item.sold-out.v1', state]);
    expect(item.snapshot).toMatchObject({ available: false, unavailableUntil: null });
  });

  it('that is sold out at an outlet can be had at the others', () => {
    const item = poha();
    const outletId = '0199a1b2-0000-7000-8000-00000000000a';
    expect(factsOf(item, () => item.sellOut([outletId], null))).toEqual(['item.sold-out.v1', state]);
    expect(factsOf(item, () => item.sellOut([outletId], null))).toEqual([]);
    expect(item.snapshot).toMatchObject({ available: true, overrides: [{ outletId, available: false }] });
    expect(factsOf(item, () => item.offerAgain([outletId]))).toEqual(['item.available-again.v1', state]);
    expect(factsOf(item, () => item.offerAgain([outletId]))).toEqual([]);
    expect(item.snapshot.overrides).toEqual([]);
  });

  it('that is offered again everywhere is offered at each outlet too', () => {
    const item = poha();
    item.sellOut('all', null);
    item.sellOut(['0199a1b2-0000-7000-8000-00000000000a'], null);
    expect(factsOf(item, () => item.offerAgain('all'))).toEqual([
      'item.available-again.v1',
      'item.available-again.v1',
      state,
    ]);
    expect(item).toMatchObject({ available: true, pauses: [] });
  });

  it('returns when its time has come, everywhere and at outlets, and not before', () => {
    const item = poha();
    const [near, far] = ['0199a1b2-0000-7000-8000-00000000000a', '0199a1b2-0000-7000-8000-00000000000b'];
    item.sellOut('all', new Date('2026-11-20T19:00:00Z'));
    item.sellOut([near], six);
    item.sellOut([far], null);
    expect(item.returnsAt).toEqual(six);
    expect(factsOf(item, () => item.returnAt(new Date('2026-11-20T17:59:59Z')))).toEqual([]);
    expect(factsOf(item, () => item.returnAt(six))).toEqual(['item.available-again.v1', state]);
    expect(item.returnsAt).toEqual(new Date('2026-11-20T19:00:00Z'));
    item.returnAt(new Date('2026-11-20T19:00:00Z'));
    expect(item).toMatchObject({ available: true, returnsAt: null, pauses: [{ outletId: far, until: null }] });
  });

  it('that is archived is told as removed and never returns', () => {
    const item = poha();
    item.sellOut('all', six);
    item.archive();
    expect([item.snapshot.removed, item.returnsAt]).toEqual([true, null]);
  });
});

describe('Overrides', () => {
  const at = (outletId: string, price: number) => ({
    outletId,
    fulfilment: null,
    tableArea: null,
    price,
    available: null,
  });

  it('of outlets that the writer may not enter stay as they were', () => {
    const written = overridesWritten([at('a', 1), at('b', 2)], [at('a', 3)], (outletId) => outletId === 'a');
    expect(written).toEqual([at('b', 2), at('a', 3)]);
  });
});

describe('Parts with ids', () => {
  it('stay themselves, new ones get an id, foreign and doubled ones are told by their place', () => {
    const { parts, unknown } = withIds([{ id: 'a' }, {}, { id: 'x' }, { id: 'a' }], [{ id: 'a' }]);
    expect(unknown).toEqual([2, 3]);
    expect(parts[1]?.id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
