import { describe, expect, it } from 'vitest';
import { servingsOf } from './servings.js';

const recipes = new Map([
  [
    'dosa',
    [
      { sku: 'batter', quantity: 150 },
      { sku: 'potato', quantity: 120 },
    ],
  ],
  ['plain', [{ sku: 'batter', quantity: 130 }]],
  ['water', [{ sku: 'bottle', quantity: 1 }]],
]);
const served = (id: string, ...variants: string[]) => [
  ...servingsOf({ id, variants: variants.map((variant) => ({ id: variant })) }, recipes),
];

describe('The smallest serving of an item', () => {
  it('is its recipe where it has no variants', () => {
    expect(served('dosa')).toEqual([
      ['batter', 150],
      ['potato', 120],
    ]);
  });

  it('takes of each sku what the most modest variant takes', () => {
    expect(served('dosa', 'plain', 'masala')).toEqual([['batter', 130]]);
  });

  it('leaves out what one of the variants does without', () => {
    expect(served('nothing', 'water', 'plain')).toEqual([]);
  });

  it('takes nothing without a recipe', () => {
    expect(served('advice')).toEqual([]);
  });
});
