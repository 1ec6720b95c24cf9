import { newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyStory,
  countsOfStories,
  factsOf,
  paneer,
  seated,
  soldOfStories,
  storyMother,
} from '../../test/day.mother.js';
import { counts, subjectOf } from './counted-fact.js';
import { tallyDay } from './tally-day.js';

const day = { outletId: newId(), businessDate: '2026-11-20' };
const countedOf = (...stories: Parameters<typeof factsOf>[0][]) =>
  stories
    .flatMap((story) => factsOf(story, day))
    .map(({ fact }) => fact)
    .filter(counts);

describe('The tally of a day', () => {
  it('says what the orders and payments of the day say, in whatever order they were told', () => {
    const days = fc.uniqueArray(anyStory, { maxLength: 12, selector: ({ orderId }) => orderId }).chain((stories) => {
      const facts = countedOf(...stories);
      const shuffled = fc.shuffledSubarray(facts, { minLength: facts.length });
      return fc.record({ stories: fc.constant(stories), facts: fc.constant(facts), shuffled });
    });
    fc.assert(
      fc.property(days, ({ stories, facts, shuffled }) => {
        const tally = tallyDay(shuffled);
        expect(tally.counts).toEqual(countsOfStories(stories));
        const sold = Object.entries(tally.items).filter(([, { quantity }]) => quantity > 0);
        expect(Object.fromEntries(sold.map(([id, { quantity }]) => [id, quantity]))).toEqual(soldOfStories(stories));
        expect(tally).toEqual(tallyDay(facts));
      }),
    );
  });

  it('counts tables that were taken', () => {
    expect(tallyDay([seated(day).fact, seated(day).fact]).counts.tableSessionsOpened).toBe(2);
  });

  it('keeps the money of each tender apart', () => {
    const cash = storyMother({ tender: 'CASH', refunded: 500 });
    const { tenders } = tallyDay(countedOf(cash, storyMother(), storyMother()));
    expect(tenders).toEqual({
      CASH: { captured: 1, amount: 64_000, refunded: 500 },
      RAZORPAY: { captured: 2, amount: 128_000, refunded: 0 },
    });
  });

  it('calls an item as its newest order did, without its variant', () => {
    const named = (name: string, minute: number, variantId: string | null = null) =>
      storyMother({ lines: [{ itemId: paneer, name, variantId, quantity: 1, total: 1 }], placedAt: minute * 60_000 });
    const nameAfter = (...stories: ReturnType<typeof named>[]) => tallyDay(countedOf(...stories)).items[paneer]?.name;
    expect(nameAfter(named('Paneer new', 2), named('Paneer old', 1))).toBe('Paneer new');
    expect(nameAfter(named('A', 1), named('B', 1))).toBe('B');
    expect(nameAfter(named('B', 1), named('A', 1))).toBe('B');
    expect(nameAfter(named('Paneer (Half)', 1, newId()))).toBe('Paneer');
    expect(nameAfter(named('Paneer (mild)', 1))).toBe('Paneer (mild)');
  });

  it('counts an item once per order however many lines name it, all pieces together', () => {
    const line = { itemId: paneer, quantity: 2, total: 500 };
    const lines = [
      { ...line, name: 'Paneer' },
      { ...line, name: 'Butter paneer' },
    ];
    expect(tallyDay(countedOf(storyMother({ lines }))).items).toEqual({
      [paneer]: { name: 'Paneer', quantity: 4, revenue: 1_000 },
    });
  });

  it('has one fact of a type per order, payment, refund and table', () => {
    const facts = [...countedOf(storyMother({ ending: 'WASTED', refunded: 1 })), seated(day).fact];
    expect(new Set(facts.map((fact) => `${fact.type} ${subjectOf(fact)}`)).size).toBe(facts.length);
    expect(new Set(facts.map(subjectOf)).size).toBe(4);
  });
});
