import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeCoupon } from './judge-coupon.js';

const unlimited = { total: null, perCustomer: null, budget: null };
const unused = { uses: 0, given: 0, usesOfCustomer: 0 };
const use = { amount: 5_000, customerId: 'customer' };
const judged = (limits: Partial<Record<keyof typeof unlimited, number>>, uses = unused, one = use) =>
  judgeCoupon({ active: true, limits: { ...unlimited, ...limits } }, uses, one);

describe('A coupon', () => {
  it('without limits is given to everybody, however often', () => {
    expect(judged({}, { uses: 1_000_000, given: 1e11, usesOfCustomer: 1_000 })).toBeUndefined();
    expect(judgeCoupon({ active: true, limits: unlimited }, unused, { amount: 1, customerId: null })).toBeUndefined();
  });

  it('that was switched off is given to nobody', () => {
    expect(judgeCoupon({ active: false, limits: unlimited }, unused, use)).toBe('NOT_ACTIVE');
  });

  it('is given up to its limits and not beyond', () => {
    expect(judged({ total: 2 }, { ...unused, uses: 1 })).toBeUndefined();
    expect(judged({ total: 2 }, { ...unused, uses: 2 })).toBe('USED_UP');
    expect(judged({ perCustomer: 2 }, { ...unused, usesOfCustomer: 1 })).toBeUndefined();
    expect(judged({ perCustomer: 2 }, { ...unused, usesOfCustomer: 2 })).toBe('ALREADY_USED');
    expect(judged({ budget: 6_000 }, { ...unused, given: 1_000 })).toBeUndefined();
    expect(judged({ budget: 6_000 }, { ...unused, given: 1_001 })).toBe('BUDGET_SPENT');
  });

  it('with a limit per customer is for those who are known', () => {
    const nobody = { amount: 1, customerId: null };
    expect(judgeCoupon({ active: true, limits: { ...unlimited, perCustomer: 1 } }, unused, nobody)).toBe(
      'SIGN_IN_REQUIRED',
    );
  });

  it('never gives more than its limits, whoever comes in whatever order', () => {
    const limit = fc.option(fc.integer({ min: 1, max: 6 }));
    const tries = fc.array(
      fc.record({ amount: fc.integer({ min: 1, max: 3 }), customerId: fc.constantFrom('a', 'b') }),
    );
    fc.assert(
      fc.property(limit, limit, limit, tries, (total, perCustomer, budget, wanted) => {
        const taken: typeof wanted = [];
        const usesFor = (customerId: string) => taken.filter((one) => one.customerId === customerId).length;
        const given = () => taken.reduce((sum, { amount }) => sum + amount, 0);
        for (const one of wanted) {
          const uses = { uses: taken.length, given: given(), usesOfCustomer: usesFor(one.customerId) };
          const obstacle = judgeCoupon({ active: true, limits: { total, perCustomer, budget } }, uses, one);
          if (obstacle === undefined) taken.push(one);
          else
            expect(
              taken.length === total ||
                given() + one.amount > (budget ?? Infinity) ||
                uses.usesOfCustomer === perCustomer,
            ).toBe(true);
        }
        expect(taken.length).toBeLessThanOrEqual(total ?? Infinity);
        expect(given()).toBeLessThanOrEqual(budget ?? Infinity);
        for (const customerId of ['a', 'b']) expect(usesFor(customerId)).toBeLessThanOrEqual(perCustomer ?? Infinity);
      }),
    );
  });
});
