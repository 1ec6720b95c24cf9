import fc from 'fast-check';
import type { PricingRequest, RequestedCharge, RequestedLine, Rule, RuleSubject } from '../src/index.js';

const rate = fc.constantFrom(0, 25, 300, 500, 1_200, 1_800, 2_800);
const share = fc.integer({ min: 0, max: 10_000 });
const price = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 500_000 }));
const items = ['dosa', 'coffee', 'tikka'];
const categories = ['beverages', 'tandoor'];

const line: fc.Arbitrary<Omit<RequestedLine, 'lineId'>> = fc.record({
  itemId: fc.constantFrom(...items),
  categoryIds: fc.subarray(categories),
  variantId: fc.option(fc.constant('large'), { nil: undefined }),
  quantity: fc.integer({ min: 1, max: 40 }),
  unitSize: fc.constantFrom(undefined, 1, 3),
  unitPrice: price,
  modifiers: fc.array(
    fc.record({ modifierId: fc.constant('cheese'), quantity: fc.integer({ min: 1, max: 3 }), unitPrice: price }),
    { maxLength: 2 },
  ),
  tax: fc.record({
    taxClass: fc.constant('ANY'),
    rateBasisPoints: rate,
    additional: fc.constantFrom(undefined, [{ component: 'VAT' as const, rateBasisPoints: 2_000 }]),
  }),
});

const subject: fc.Arbitrary<RuleSubject> = fc.oneof(
  fc.constant<RuleSubject>({ on: 'ORDER' }),
  fc.record({ on: fc.constant('ITEMS' as const), itemIds: fc.subarray(items) }),
  fc.record({ on: fc.constant('CATEGORIES' as const), categoryIds: fc.subarray(categories) }),
);

const head = {
  name: fc.constant('A rule'),
  scope: fc.constantFrom('ORDER' as const, 'BILL' as const),
  priority: fc.integer({ min: 0, max: 2 }),
  stacking: fc.constantFrom('EXCLUSIVE' as const, 'STACKABLE' as const, 'STACKABLE' as const),
  cap: fc.option(fc.integer({ min: 0, max: 20_000 })),
  minSubtotal: fc.option(fc.integer({ min: 0, max: 100_000 })),
  active: fc.constantFrom(true, true, true, false),
  subject,
};
const percent = fc.record({ percentBasisPoints: share });
const amount = fc.record({ amount: price });

const rule: fc.Arbitrary<Omit<Rule, 'id'>> = fc.oneof(
  fc.record({
    ...head,
    kind: fc.constant('TIME_BASED' as const),
    weekdays: fc.constant([5]),
    from: fc.constant('00:00'),
    to: fc.constant('00:00'),
    gives: fc.oneof(percent, amount),
  }),
  fc.record({ ...head, kind: fc.constant('COUPON' as const), gives: fc.oneof(percent, amount) }),
  fc.record({
    ...head,
    kind: fc.constant('VOLUME' as const),
    quantity: fc.integer({ min: 1, max: 10 }),
    gives: fc.oneof(percent, amount, fc.record({ freeCheapest: fc.integer({ min: 1, max: 4 }) })),
  }),
);

const charge: fc.Arbitrary<Omit<RequestedCharge, 'code'>> = fc.oneof(
  fc.record({ name: fc.constant('Delivery'), taxRateBasisPoints: rate, optedIn: fc.boolean(), amount: price }),
  fc.record({ name: fc.constant('Service'), taxRateBasisPoints: rate, optedIn: fc.boolean(), rateBasisPoints: share }),
);

/** Carts of every kind: with and without tax inside, all regimes, both sides of a state border, rules that compete. */
export const anyPricingRequest: fc.Arbitrary<PricingRequest> = fc.record({
  currency: fc.constant('INR'),
  placeOfSupply: fc.constantFrom('29', '27'),
  seller: fc.record({
    state: fc.constant('29'),
    regime: fc.constantFrom('REGULAR', 'REGULAR', 'SPECIFIED_PREMISES', 'COMPOSITION', 'UNREGISTERED'),
  }),
  pricesIncludeTax: fc.boolean(),
  at: fc.constant('2026-11-20T12:00:00.000Z'),
  local: fc.constant({ date: '2026-11-20', weekday: 5, minutes: 1_050 }),
  outletId: fc.constant('indiranagar'),
  fulfilment: fc.constant('DINE_IN'),
  lines: fc
    .array(line, { maxLength: 6 })
    .map((lines) => lines.map((one, index): RequestedLine => ({ ...one, lineId: `line-${index}` }))),
  rules: fc
    .array(rule, { maxLength: 6 })
    .map((rules) => rules.map((one, index) => ({ ...one, id: `rule-${index}` }) as Rule)),
  charges: fc
    .array(charge, { maxLength: 3 })
    .map((charges) => charges.map((one, index) => ({ ...one, code: `charge-${index}` }) as RequestedCharge)),
  tip: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
  roundOffTo: fc.constantFrom(undefined, 1, 100),
});
