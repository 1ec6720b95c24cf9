import { Aggregate, DomainError, newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drawer } from './drawer.js';

const now = new Date('2026-11-20T18:00:00Z');
const shift = (openingFloat = 10_000) =>
  Drawer.open({
    ...{
      id: newId(),
      outletId: newId(),
      businessDate: '2026-11-20',
      label: 'Counter',
      cashierId: newId(),
      openingFloat,
    },
  });
const factsOf = (drawer: Drawer) =>
  Aggregate.factsOf(drawer).map(({ definition, data }) => ({ type: definition.type, data }));

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('A drawer', () => {
  it('begins with its float, and tells who opened it', () => {
    const drawer = shift();
    expect([drawer.expected, drawer.difference]).toEqual([10_000, null]);
    expect(factsOf(drawer)).toMatchObject([
      { type: 'drawer.opened.v1', data: { openingFloat: 10_000, by: drawer.cashierId, label: 'Counter' } },
    ]);
  });

  it('expects float + cash in - cash out, whatever moves', () => {
    const move = fc.record({
      kind: fc.constantFrom('SALE', 'PAY_IN', 'REFUND', 'PAY_OUT', 'DROP'),
      amount: fc.integer({ min: 1, max: 50_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.array(move, { maxLength: 40 }), (float, moves) => {
        const drawer = shift(float);
        let inside = float;
        for (const { kind, amount } of moves) {
          const sign = kind === 'SALE' || kind === 'PAY_IN' ? 1 : -1;
          const code = codeOf(() => drawer.move(kind, amount));
          expect(code).toBe(inside + sign * amount < 0 ? 'DRAWER_TOO_LOW' : undefined);
          if (code === undefined) inside += sign * amount;
          expect(drawer.expected).toBe(inside);
          expect(drawer.expected).toBe(drawer.openingFloat + drawer.cashIn - drawer.cashOut);
        }
      }),
    );
  });

  it('is counted once, says the difference, and nothing moves in it afterwards', () => {
    const drawer = shift();
    drawer.move('SALE', 2_500);
    drawer.close({ counted: 12_300, by: drawer.cashierId }, now);
    expect([drawer.status, drawer.difference, drawer.closedAt]).toEqual(['CLOSED', -200, now]);
    expect(factsOf(drawer).at(-1)).toMatchObject({
      type: 'drawer.closed.v1',
      data: { expected: 12_500, counted: 12_300, difference: -200 },
    });
    expect(codeOf(() => drawer.close({ counted: 1, by: 'x' }, now))).toBe('DRAWER_NOT_OPEN');
    expect(codeOf(() => drawer.move('SALE', 1))).toBe('DRAWER_NOT_OPEN');
    expect(codeOf(() => drawer.move('DROP', 1))).toBe('DRAWER_NOT_OPEN');
  });

  it('holds no more than an amount can say', () => {
    const drawer = shift(100_000_000_000);
    expect(codeOf(() => drawer.move('SALE', 1))).toBe('OUT_OF_RANGE');
    drawer.move('DROP', 1);
    expect(codeOf(() => drawer.move('PAY_IN', 1))).toBeUndefined();
  });
});
