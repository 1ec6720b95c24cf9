import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingredientsOf, requirementOf, type WantedLine } from './requirement.js';

const line = (partial: Partial<WantedLine>): WantedLine => ({
  lineId: `line-${partial.lineIndex ?? 0}`,
  lineIndex: 0,
  itemId: 'coffee',
  variantId: null,
  modifiers: [],
  quantity: 1,
  ...partial,
});

const recipes = new Map([
  ['coffee', [{ sku: 'powder', quantity: 12 }]],
  ['strong', [{ sku: 'powder', quantity: 20 }]],
  ['extra-shot', [{ sku: 'powder', quantity: 5 }]],
  ['sweet', [{ sku: 'jamun', quantity: 2 }]],
]);

describe('What a line takes', () => {
  it('comes from the recipe of its item', () => {
    expect([...ingredientsOf(line({}), recipes)]).toEqual([['powder', 12]]);
  });

  it("comes from its variant's own recipe where there is one", () => {
    expect([...ingredientsOf(line({ variantId: 'strong' }), recipes)]).toEqual([['powder', 20]]);
    expect([...ingredientsOf(line({ variantId: 'mild' }), recipes)]).toEqual([['powder', 12]]);
  });

  it('grows by its modifiers', () => {
    const modifiers = [{ modifierId: 'extra-shot', quantity: 2 }];
    expect([...ingredientsOf(line({ modifiers }), recipes)]).toEqual([['powder', 22]]);
  });

  it('is nothing without a recipe', () => {
    expect(ingredientsOf(line({ itemId: 'advice' }), recipes).size).toBe(0);
  });
});

describe('What an order needs', () => {
  it('is summed over lines that share an ingredient; the later line is short', () => {
    const lines = [line({ quantity: 2 }), line({ lineIndex: 1, variantId: 'strong', quantity: 2 })];
    expect(requirementOf(lines, recipes, new Map([['powder', 50]])).short).toEqual([
      { lineIndex: 1, itemId: 'coffee', requested: 2, available: 1 },
    ]);
  });

  it('leaves out what the outlet does not count', () => {
    const { taken, short } = requirementOf([line({ quantity: 1000 })], recipes, new Map());
    expect([taken.get('line-0')?.size, short]).toEqual([0, []]);
  });

  it('is never refused for lack of what must not stop a sale, and taken all the same', () => {
    const free = new Map([['powder', Number.POSITIVE_INFINITY]]);
    const { taken, short } = requirementOf([line({ quantity: 1000 })], recipes, free);
    expect([short, taken.get('line-0')?.get('powder')]).toEqual([[], 12_000]);
  });

  it('is never more than what is free, and short exactly when something is missing', () => {
    const wanted = fc.array(
      fc.record({
        itemId: fc.constantFrom('coffee', 'sweet', 'advice'),
        variantId: fc.constantFrom(null, 'strong'),
        quantity: fc.integer({ min: 1, max: 50 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const stock = fc.record({ powder: fc.nat(2000), jamun: fc.nat(200) });
    fc.assert(
      fc.property(wanted, stock, (partials, have) => {
        const lines = partials.map((partial, lineIndex) => line({ ...partial, lineIndex }));
        const free = new Map(Object.entries(have));
        const { taken, short } = requirementOf(lines, recipes, free);
        for (const [sku, there] of free) {
          const all = [...taken.values()].reduce((sum, one) => sum + (one.get(sku) ?? 0), 0);
          expect(all).toBeLessThanOrEqual(there);
        }
        const total = (sku: string) =>
          lines.reduce((sum, one) => sum + (ingredientsOf(one, recipes).get(sku) ?? 0) * one.quantity, 0);
        const isMissing = [...free].some(([sku, there]) => total(sku) > there);
        expect(short.length > 0).toBe(isMissing);
      }),
    );
  });
});
