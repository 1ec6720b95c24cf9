import { describe, expect, it } from 'vitest';
import { buyTwo, coffees, dosas, happyHour, tableInBengaluru, tikka } from '../test/restaurant.mother.js';
import { AmountOutOfRange, priceCart, PricingRequestInvalid, type PricingRequest, type Rule } from './index.js';

const cartOf = (more: Partial<PricingRequest>) => priceCart({ ...tableInBengaluru, ...more });

describe('a restaurant bill of three lines at 5 % with happy hour on coffee', () => {
  const bill = cartOf({ rules: [happyHour] });

  it('is what a calculator says', () => {
    // Lines 240.00 + 136.50 + 315.00 = 691.50; happy hour 20 % of 136.50 = 27.30; taxable 664.20.
    // 2.5 % of 240.00, 109.20, 315.00 = 6.00, 2.73, 7.88 (7.875), twice = 33.22; sum 697.42; paid 697.00.
    expect(bill).toMatchObject({
      currency: 'INR',
      subtotal: 69_150,
      discount: 2_730,
      charges: 0,
      taxable: 66_420,
      tax: 3_322,
      roundOff: -42,
      tip: 0,
      total: 69_700,
    });
    expect(bill.taxByComponent).toEqual([
      { component: 'CGST', rateBasisPoints: 250, taxable: 66_420, amount: 1_661 },
      { component: 'SGST', rateBasisPoints: 250, taxable: 66_420, amount: 1_661 },
    ]);
  });

  it('shows every line with its discount and its tax', () => {
    expect(bill.lines[1]).toEqual({
      lineId: 'line-coffee',
      itemId: 'coffee',
      quantity: 3,
      gross: 13_650,
      discount: 2_730,
      discounts: [{ ruleId: 'rule-happy-hour', name: 'Happy hour', amount: 2_730 }],
      taxable: 10_920,
      taxes: [
        { component: 'CGST', rateBasisPoints: 250, amount: 273 },
        { component: 'SGST', rateBasisPoints: 250, amount: 273 },
      ],
      tax: 546,
      total: 11_466,
    });
  });

  it('explains each paisa', () => {
    expect(bill.trace.map((entry) => [entry.step, entry.subjectId, entry.text, entry.amount, entry.after])).toEqual([
      ['ITEM', 'dosa', '2 x INR 120.00', 24_000, 24_000],
      ['ITEM', 'coffee', '3 x INR 45.50', 13_650, 37_650],
      ['VARIANT', 'tikka-large', '1 x INR 285.00', 28_500, 66_150],
      ['MODIFIER', 'cheese', '1 x 1 x INR 30.00', 3_000, 69_150],
      ['RULE', 'rule-happy-hour', 'Happy hour: 20 % off', -2_730, 66_420],
      ['TAX', 'line-dosa', 'CGST 2.5 % on INR 240.00', 600, 67_020],
      ['TAX', 'line-dosa', 'SGST 2.5 % on INR 240.00', 600, 67_620],
      ['TAX', 'line-coffee', 'CGST 2.5 % on INR 109.20', 273, 67_893],
      ['TAX', 'line-coffee', 'SGST 2.5 % on INR 109.20', 273, 68_166],
      ['TAX', 'line-tikka', 'CGST 2.5 % on INR 315.00', 788, 68_954],
      ['TAX', 'line-tikka', 'SGST 2.5 % on INR 315.00', 788, 69_742],
      ['ROUND_OFF', 'round-off', 'to the nearest whole amount', -42, 69_700],
    ]);
  });
});

describe('a bill with prices that contain tax', () => {
  it('costs what the menu says, with the tax taken out', () => {
    // 240.00, 136.50 and 315.00 contain 5.71, 3.25 and 7.50 of each tax: 32.92 in all.
    const bill = cartOf({ pricesIncludeTax: true });
    expect(bill).toMatchObject({ subtotal: 69_150, tax: 3_292, taxable: 65_858, roundOff: 50, total: 69_200 });
    expect(bill.trace.find((entry) => entry.step === 'TAX')).toMatchObject({
      text: 'CGST 2.5 % on INR 228.58: INR 5.71 included',
      amount: 0,
    });
  });
});

describe('a bill of supply', () => {
  it('of a composition dealer has no tax lines', () => {
    const bill = cartOf({ seller: { state: '29', regime: 'COMPOSITION' } });
    expect(bill).toMatchObject({ taxable: 69_150, tax: 0, taxByComponent: [], roundOff: 50, total: 69_200 });
    expect(bill.trace.some((entry) => entry.step === 'TAX')).toBe(false);
  });
});

describe('charges and tip', () => {
  const service = { code: 'service', name: 'Service charge', rateBasisPoints: 1_000, taxRateBasisPoints: 500 };
  const delivery = { code: 'delivery', name: 'Delivery', amount: 4_000, taxRateBasisPoints: 1_800, optedIn: true };

  it('are added after discount, each with its own tax, and the tip after the round-off', () => {
    // Service 10 % of 664.20 = 66.42, tax 1.66 twice; delivery 40.00, tax 3.60 twice; 697.42 + 69.74 + 47.20 = 814.36.
    const bill = cartOf({ rules: [happyHour], charges: [{ ...service, optedIn: true }, delivery], tip: 1_050 });
    expect(bill.chargeLines.map((charge) => [charge.amount, charge.tax, charge.total])).toEqual([
      [6_642, 332, 6_974],
      [4_000, 720, 4_720],
    ]);
    expect(bill).toMatchObject({ charges: 10_642, tax: 4_374, roundOff: -36, tip: 1_050, total: 81_400 + 1_050 });
    expect(bill.taxByComponent.map((tax) => [tax.component, tax.rateBasisPoints, tax.amount])).toEqual([
      ['CGST', 250, 1_827],
      ['CGST', 900, 360],
      ['SGST', 250, 1_827],
      ['SGST', 900, 360],
    ]);
    expect(bill.trace.filter((entry) => entry.step === 'CHARGE').map((entry) => entry.text)).toEqual([
      'Service charge: 10 % of INR 664.20',
      'Delivery',
    ]);
    expect(bill.trace.at(-1)).toMatchObject({ step: 'TIP', amount: 1_050, after: 82_450 });
  });

  it('are left out unless the guest agreed', () => {
    expect(cartOf({ charges: [{ ...service, optedIn: false }] })).toMatchObject({ charges: 0, chargeLines: [] });
  });
});

describe('what is sold by weight', () => {
  it('is priced per stated unit', () => {
    const cake = { ...dosas, quantity: 750, unitSize: 500, unitPrice: 64_999 };
    const bill = cartOf({ lines: [cake] });
    expect(bill.subtotal).toBe(97_499);
    expect(bill.trace[0]?.text).toBe('750 / 500 x INR 649.99');
  });
});

describe('modifiers', () => {
  it('that take away make an item cheaper, but never less than free', () => {
    const without = (unitPrice: number) => [{ modifierId: 'no-cheese', quantity: 1, unitPrice }];
    const bill = cartOf({ lines: [{ ...tikka, modifiers: without(-2_050) }] });
    expect(bill.subtotal).toBe(26_450);
    expect(bill.trace[1]?.text).toBe('1 x 1 x -INR 20.50');
    expect(() => cartOf({ lines: [{ ...tikka, modifiers: without(-28_501) }] })).toThrow('less than nothing');
  });
});

describe('an empty cart', () => {
  it('costs nothing', () => {
    expect(cartOf({ lines: [], rules: [happyHour] })).toMatchObject({ subtotal: 0, total: 0, trace: [] });
  });
});

describe('an order whose bill is rounded later', () => {
  it('keeps its paise', () => {
    expect(cartOf({ roundOffTo: 1, rules: [happyHour] })).toMatchObject({ roundOff: 0, total: 69_742 });
  });
});

describe('every kind of rule', () => {
  it.each<[string, Rule]>([
    ['Happy hour: INR 10.00 off', { ...happyHour, gives: { amount: 1_000 } }],
    ['Two for coffee: 20 % off from 2 on', buyTwo],
    ['Two for coffee: INR 10.00 off from 2 on', { ...buyTwo, gives: { amount: 1_000 } }],
    ['Two for coffee: 1 free of 3', { ...buyTwo, quantity: 3, gives: { freeCheapest: 1 } }],
  ])('explains itself: %s', (text, rule) => {
    expect(cartOf({ rules: [rule] }).trace.find((entry) => entry.step === 'RULE')?.text).toBe(text);
  });
});

describe('a cart without a price', () => {
  const line = (more: Partial<typeof coffees>) => ({ lines: [{ ...coffees, ...more }] });
  const volume = (more: Partial<typeof buyTwo>) => ({ rules: [{ ...buyTwo, ...more }] });
  const timed = (more: Partial<typeof happyHour>) => ({ rules: [{ ...happyHour, ...more }] });
  const delivery = { code: 'delivery', name: 'Delivery', amount: 1, taxRateBasisPoints: 0, optedIn: true };

  it.each<[string, Partial<PricingRequest>]>([
    ['at', { at: 'yesterday' }],
    ['local.weekday', { local: { date: '2026-11-20', weekday: 0, minutes: 0 } }],
    ['local.minutes', { local: { date: '2026-11-20', weekday: 1, minutes: 1_440 } }],
    ['tip', { tip: -1 }],
    ['roundOffTo', { roundOffTo: 0 }],
    ['lines', { lines: [coffees, coffees] }],
    ['rules', { rules: [happyHour, happyHour] }],
    ['charges', { charges: [delivery, delivery] }],
    ['lines[0].quantity', line({ quantity: 0 })],
    ['lines[0].unitSize', line({ unitSize: 0 })],
    ['lines[0].unitPrice', line({ unitPrice: -1 })],
    ['lines[0].modifiers[0].quantity', line({ modifiers: [{ modifierId: 'm', quantity: 0, unitPrice: 1 }] })],
    ['lines[0].granted[0].amount', line({ granted: [{ ruleId: 'r', name: 'R', amount: -1 }] })],
    ['lines[0].tax.rateBasisPoints', line({ tax: { taxClass: 'X', rateBasisPoints: 10_001 } })],
    ['charges[0].amount', { charges: [{ ...delivery, amount: -1 }] }],
    ['charges[0].taxRateBasisPoints', { charges: [{ ...delivery, taxRateBasisPoints: -1 }] }],
    ['charges[0].rateBasisPoints', { charges: [{ ...delivery, amount: undefined, rateBasisPoints: 10_001 }] }],
    ['rules[0].cap', timed({ cap: -1 })],
    ['rules[0].minSubtotal', timed({ minSubtotal: -1 })],
    ['rules[0].validFrom', timed({ validFrom: 'once' })],
    ['rules[0].validTo', timed({ validTo: 'never' })],
    ['rules[0].weekdays', timed({ weekdays: [8] })],
    ['rules[0].from', timed({ from: '7:00' })],
    ['rules[0].to', timed({ to: '24:00' })],
    ['rules[0].gives.percentBasisPoints', timed({ gives: { percentBasisPoints: 10_001 } })],
    ['rules[0].gives.amount', timed({ gives: { amount: -1 } })],
    ['rules[0].quantity', volume({ quantity: 0 })],
    ['rules[0].gives.freeCheapest', volume({ gives: { freeCheapest: 0 } })],
    ['rules[0].gives.percentBasisPoints', volume({ gives: { percentBasisPoints: -1 } })],
  ])('is refused with the field that is wrong: %s', (path, more) => {
    expect(() => cartOf(more)).toThrow(expect.objectContaining({ name: 'PricingRequestInvalid', path }));
    expect(() => cartOf(more)).toThrow(PricingRequestInvalid);
  });

  it.each<[string, Partial<PricingRequest>]>([
    ['half a paisa', line({ unitPrice: 0.5 })],
    ['a product beyond 2^53', line({ quantity: 3, unitPrice: Number.MAX_SAFE_INTEGER })],
    ['a sum beyond 2^53', { lines: [dosas, { ...coffees, quantity: 1, unitPrice: Number.MAX_SAFE_INTEGER }] }],
  ])('is refused when it has %s', (_what, more) => {
    expect(() => cartOf(more)).toThrow(AmountOutOfRange);
    expect(() => cartOf(more)).toThrow(RangeError);
  });

  it('is exact close to 2^53', () => {
    const bill = cartOf({ ...line({ quantity: 1, unitPrice: 8_000_000_000_000_001 }), roundOffTo: 1 });
    // 2.5 % is 200 000 000 000 000.025, twice.
    expect(bill.total).toBe(8_400_000_000_000_001);
  });
});
