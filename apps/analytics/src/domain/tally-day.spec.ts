import { newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyStory,
  cookingOf,
  countsOfStories,
  dosa,
  factsOf,
  paneer,
  seated,
  soldOfStories,
  storyMother,
} from '../../test/day.mother.js';
import { counts, occurrenceOf, subjectOf } from './counted-fact.js';
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
    const cash = storyMother({ tender: 'CASH', tip: 300, refunded: 500 });
    const { tenders } = tallyDay(countedOf(cash, storyMother(), storyMother()));
    expect(tenders).toEqual({
      CASH: { captured: 1, amount: 64_300, tips: 300, refunded: 500 },
      RAZORPAY: { captured: 2, amount: 128_000, tips: 0, refunded: 0 },
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

  it('leaves out what was voided, and counts what was given free for nothing', () => {
    const changes = [
      { reason: 'VOIDED', line: 0 },
      { reason: 'COMPED', line: 1 },
    ] as const;
    const { counts: numbers, items } = tallyDay(countedOf(storyMother({ changes })));
    expect(numbers).toMatchObject({ revenue: 0, linesVoided: 1, voided: 52_000, linesComped: 1, comped: 12_000 });
    expect(items).toEqual({
      [paneer]: { name: 'Paneer butter masala', quantity: 0, revenue: 0 },
      [dosa]: { name: 'Masala dosa', quantity: 1, revenue: 0 },
    });
  });

  it('counts an order that lives again as one that never expired', () => {
    const { counts: numbers } = tallyDay(countedOf(storyMother({ ending: 'REVIVED' })));
    expect(numbers).toMatchObject({ ordersPlaced: 1, ordersExpired: 0, ordersConfirmed: 1, revenue: 64_000 });
  });

  it('measures a ticket from its first start to its last readiness, and no slip that strikes out dishes', () => {
    const [cooking] = [{ station: 'curry', waited: 60_000, cooked: 300_000, again: 90_000 }];
    const told = [...cookingOf(cooking, day), ...cookingOf({ ...cooking, voidOf: newId() }, day)];
    const { tickets } = tallyDay(told.map(({ fact }) => fact).filter(counts));
    const [ticket] = Object.values(tickets);
    expect(Object.keys(tickets)).toHaveLength(1);
    expect((ticket?.startedAt ?? 0) - (ticket?.queuedAt ?? 0)).toBe(60_000);
    expect((ticket?.readyAt ?? 0) - (ticket?.startedAt ?? 0)).toBe(390_000);
  });

  it('tells apart what happens to an order more than once, and nothing else', () => {
    const changes = [
      { reason: 'COMPED', line: 0 },
      { reason: 'COMPED', line: 1 },
    ] as const;
    const facts = countedOf(storyMother({ ending: 'REVIVED', changes }));
    const keys = facts.map((fact) => `${fact.type} ${subjectOf(fact)} ${occurrenceOf(fact)}`);
    expect(new Set(keys).size).toBe(facts.length);
    const told = facts.find(({ type }) => type === 'order.confirmed.v1');
    expect(told && occurrenceOf({ ...told, version: 99 })).toBe(0);
  });

  it('has one fact of a type per order, payment, refund and table', () => {
    const facts = [...countedOf(storyMother({ ending: 'WASTED', refunded: 1 })), seated(day).fact];
    expect(new Set(facts.map((fact) => `${fact.type} ${subjectOf(fact)}`)).size).toBe(facts.length);
    expect(new Set(facts.map(subjectOf)).size).toBe(4);
  });
});
