import { describe, expect, it } from 'vitest';
import { buyTwo, coffees, dosas, happyHour, tableInBengaluru, tikka, welcome } from '../test/restaurant.mother.js';
import { priceCart, PricingRequestInvalid, type PricingRequest, type Rule, type RuleObstacle } from './index.js';

const priced = (rules: Rule[], more: Partial<PricingRequest> = {}) =>
  priceCart({ ...tableInBengaluru, ...more, rules });
const discountsOf = (rules: Rule[], more: Partial<PricingRequest> = {}) =>
  priced(rules, more).lines.map((line) => line.discount);

describe('a happy hour', () => {
  it('takes its percentage off the lines of its categories', () => {
    expect(discountsOf([happyHour])).toEqual([0, 2_730, 0]);
  });

  it('takes an amount once, spread over its lines by what they cost, and never more than that', () => {
    // 100.00 over 240.00, 136.50 and 315.00: 34.707, 19.739 and 45.553.
    const off = (amount: number): Rule => ({ ...happyHour, subject: { on: 'ORDER' }, gives: { amount } });
    expect(discountsOf([off(10_000)])).toEqual([3_471, 1_974, 4_555]);
    expect(discountsOf([off(69_151)])).toEqual([24_000, 13_650, 31_500]);
    expect(discountsOf([off(Number.MAX_SAFE_INTEGER)])).toEqual([24_000, 13_650, 31_500]);
  });

  it('gives at most its cap', () => {
    expect(discountsOf([{ ...happyHour, cap: 1_500 }])).toEqual([0, 1_500, 0]);
    expect(discountsOf([{ ...happyHour, cap: 1_500, subject: { on: 'ORDER' } }])).toEqual([521, 296, 683]);
  });
});

describe('a coupon', () => {
  it('holds at every hour of its validity, up to its cap', () => {
    // 10 % of 691.50 is 69.15; spread over 240.00, 136.50 and 315.00.
    expect(discountsOf([welcome])).toEqual([2_400, 1_365, 3_150]);
    expect(discountsOf([welcome], { local: { date: '2026-11-22', weekday: 7, minutes: 0 } })).toEqual([
      2_400, 1_365, 3_150,
    ]);
    expect(priced([{ ...welcome, cap: 5_000 }]).discount).toBe(5_000);
  });

  it('takes off its subject alone, on what earlier rules left, and says so in the trace', () => {
    const coupon: Rule = { ...welcome, subject: { on: 'CATEGORIES', categoryIds: ['beverages'] } };
    const cart = priced([coupon, happyHour]);
    expect(cart.lines.map((line) => line.discount)).toEqual([0, 2_730 + 1_092, 0]);
    expect(cart.trace.find(({ subjectId }) => subjectId === coupon.id)?.text).toBe('Welcome: 10 % off: 10 % off');
  });

  it('that is exclusive leaves nothing to the rules behind it', () => {
    const coupon: Rule = { ...welcome, priority: 1_000, stacking: 'EXCLUSIVE', gives: { amount: 1_500 } };
    const cart = priced([coupon, happyHour]);
    expect(cart.discount).toBe(1_500);
    expect(cart.rules[1]).toMatchObject({ applied: false, obstacle: 'EXCLUDED' });
  });
});

describe('an offer by number', () => {
  const anything = { on: 'ORDER' } as const;

  it('gives its percentage on all units once enough are bought', () => {
    expect(discountsOf([buyTwo])).toEqual([0, 2_730, 0]);
    expect(discountsOf([{ ...buyTwo, quantity: 3 }])).toEqual([0, 2_730, 0]);
  });

  it('gives its amount once, however many are bought', () => {
    expect(discountsOf([{ ...buyTwo, quantity: 1, gives: { amount: 1_000 } }])).toEqual([0, 1_000, 0]);
  });

  it('counts over all lines of its subject', () => {
    const subject = { on: 'ITEMS', itemIds: ['dosa', 'tikka'] } as const;
    const rule: Rule = { ...buyTwo, subject, quantity: 3, gives: { percentBasisPoints: 1_000 } };
    expect(discountsOf([rule])).toEqual([2_400, 0, 3_150]);
  });

  it('makes the cheapest free, of every whole group', () => {
    const twoPlusOne: Rule = { ...buyTwo, subject: anything, quantity: 3, gives: { freeCheapest: 1 } };
    // Six units are two groups: two coffees. Seven units are still two.
    expect(discountsOf([twoPlusOne])).toEqual([0, 9_100, 0]);
    expect(discountsOf([twoPlusOne], { lines: [dosas, coffees, { ...tikka, quantity: 2 }] })).toEqual([0, 9_100, 0]);
  });

  it('goes on to the next cheapest line, among equal prices from the last line up', () => {
    const twin = { ...coffees, lineId: 'line-twin', quantity: 1 };
    const lines = [dosas, coffees, twin];
    const free = (freeCheapest: number, quantity: number): Rule => ({
      ...buyTwo,
      subject: anything,
      quantity,
      gives: { freeCheapest },
    });
    expect(discountsOf([free(1, 6)], { lines })).toEqual([0, 0, 4_550]);
    expect(discountsOf([free(2, 3)], { lines })).toEqual([0, 13_650, 4_550]);
    expect(discountsOf([free(9, 6)], { lines })).toEqual([24_000, 13_650, 4_550]);
  });

  it('counts whole units of what is sold by weight', () => {
    // 1 250 g at 200.00 per 500 g are two whole units; the free one is worth 500 / 1 250 of 500.00.
    const sweets = { ...dosas, itemId: 'coffee', quantity: 1_250, unitSize: 500, unitPrice: 20_000 };
    expect(discountsOf([{ ...buyTwo, gives: { freeCheapest: 1 } }], { lines: [sweets] })).toEqual([20_000]);
    expect(discountsOf([{ ...buyTwo, quantity: 3 }], { lines: [sweets] })).toEqual([0]);
  });
});

describe('rules together', () => {
  const onCoffee: Rule = { ...buyTwo, id: 'rule-b', priority: 10 };

  it('stack on what the earlier left, larger priority first', () => {
    // 136.50 less 27.30 is 109.20; 20 % of it is 21.84.
    const cart = priced([buyTwo, happyHour]);
    expect(cart.lines[1]?.discounts).toEqual([
      { ruleId: happyHour.id, name: 'Happy hour', amount: 2_730 },
      { ruleId: buyTwo.id, name: 'Two for coffee', amount: 2_184 },
    ]);
  });

  it('of equal priority go by id, whatever the order of the list', () => {
    expect(priced([happyHour, onCoffee]).rules.map((rule) => rule.ruleId)).toEqual(['rule-b', happyHour.id]);
    expect(priced([onCoffee, happyHour])).toEqual(priced([happyHour, onCoffee]));
  });

  it('an exclusive one that applies shuts out the later, and is shut out by an earlier', () => {
    const exclusive: Rule = { ...happyHour, stacking: 'EXCLUSIVE' };
    expect(priced([exclusive, buyTwo]).rules[1]).toMatchObject({ applied: false, obstacle: 'EXCLUDED' });
    const later: Rule = { ...exclusive, priority: 1 };
    expect(priced([later, buyTwo]).rules[1]).toMatchObject({ applied: false, obstacle: 'EXCLUDED' });
  });

  it('an exclusive one that gives nothing shuts out nobody', () => {
    const exclusive: Rule = { ...happyHour, stacking: 'EXCLUSIVE', minSubtotal: 1_000_000 };
    expect(priced([exclusive, buyTwo]).rules.map((rule) => rule.applied)).toEqual([false, true]);
  });

  it('keep what was granted before, and do not grant it twice', () => {
    const granted = [{ ruleId: happyHour.id, name: 'Happy hour', amount: 650 }];
    const lines = [dosas, { ...coffees, granted }, tikka];
    const cart = priced([happyHour, buyTwo], { lines });
    expect(cart.lines[1]?.discount).toBe(650 + 2_600);
    expect(cart.rules[0]).toMatchObject({ applied: false, obstacle: 'ALREADY_GRANTED' });
    expect(cart.trace.find((entry) => entry.subjectId === happyHour.id)?.amount).toBe(-650);
  });

  it('leave alone what was granted exclusively', () => {
    const granted = [{ ruleId: 'coupon', name: 'Coupon', amount: 650, stacking: 'EXCLUSIVE' as const }];
    const cart = priced([buyTwo], { lines: [{ ...coffees, granted }] });
    expect(cart.rules).toEqual([{ ruleId: buyTwo.id, name: buyTwo.name, applied: false, obstacle: 'EXCLUDED' }]);
    expect(cart.discount).toBe(650);
  });

  it('cannot start from more than the line costs', () => {
    const granted = [{ ruleId: 'coupon', name: 'Coupon', amount: 13_651 }];
    expect(() => priced([], { lines: [{ ...coffees, granted }] })).toThrow(PricingRequestInvalid);
  });
});

describe('a rule that gives nothing says why', () => {
  const cases: [RuleObstacle, Rule, Partial<PricingRequest>?][] = [
    ['OTHER_SCOPE', happyHour, { scopes: ['BILL'] }],
    ['NOT_ACTIVE', { ...happyHour, active: false }],
    ['NOT_VALID_NOW', { ...happyHour, validFrom: '2026-11-20T12:00:00.001Z' }],
    ['NOT_VALID_NOW', { ...happyHour, validTo: '2026-11-20T17:30:00+05:30' }],
    ['OTHER_OUTLET', { ...happyHour, outletIds: ['koramangala'] }],
    ['OTHER_FULFILMENT', { ...happyHour, fulfilments: ['TAKEAWAY'] }],
    ['OTHER_TABLE_AREA', { ...happyHour, tableAreas: ['bar'] }],
    ['OTHER_TABLE_AREA', { ...happyHour, tableAreas: ['bar'] }, { tableArea: undefined }],
    ['NOT_VALID_NOW', { ...welcome, validTo: '2026-11-20T12:00:00.000Z' }],
    ['BELOW_MINIMUM', { ...welcome, minSubtotal: 69_151 }],
    ['OUTSIDE_HOURS', happyHour, { local: { date: '2026-11-21', weekday: 6, minutes: 1_050 } }],
    ['BELOW_MINIMUM', { ...happyHour, minSubtotal: 69_151 }],
    ['NO_MATCHING_LINE', happyHour, { lines: [dosas] }],
    ['NOT_ENOUGH_UNITS', buyTwo, { lines: [{ ...coffees, quantity: 1 }] }],
    ['NOT_ENOUGH_UNITS', { ...buyTwo, quantity: 4, gives: { freeCheapest: 1 } }],
    ['NOTHING_LEFT', { ...happyHour, cap: 0 }],
    ['NOTHING_LEFT', happyHour, { lines: [{ ...coffees, unitPrice: 0 }] }],
  ];

  it.each(cases)('%s', (obstacle, rule, more) => {
    const cart = priced([rule], more);
    expect(cart.rules).toEqual([{ ruleId: rule.id, name: rule.name, applied: false, obstacle }]);
    expect(cart.discount).toBe(0);
  });

  it('and one that meets every condition gives', () => {
    const rule: Rule = {
      ...happyHour,
      validFrom: '2026-11-20T12:00:00.000Z',
      validTo: '2026-11-20T12:00:00.001Z',
      outletIds: ['indiranagar'],
      fulfilments: ['DINE_IN', 'TAKEAWAY'],
      tableAreas: ['garden'],
      minSubtotal: 69_150,
    };
    const cart = priced([rule], { scopes: ['ORDER'] });
    expect(cart.rules).toEqual([{ ruleId: rule.id, name: rule.name, applied: true, discount: 2_730 }]);
    expect(discountsOf([{ ...rule, outletIds: [], fulfilments: [], tableAreas: [] }])).toEqual([0, 2_730, 0]);
    const open = { outletIds: null, fulfilments: null, validFrom: null, validTo: null, cap: null, minSubtotal: null };
    expect(discountsOf([{ ...rule, ...open }])).toEqual([0, 2_730, 0]);
  });
});
