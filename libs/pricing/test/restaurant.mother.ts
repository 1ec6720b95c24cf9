import type { CouponRule, PricingRequest, RequestedLine, TimeBasedRule, VolumeRule } from '../src/index.js';

const FOOD = { taxClass: 'RESTAURANT', rateBasisPoints: 500 };

/** Two masala dosas at 120.00. */
export const dosas: RequestedLine = {
  lineId: 'line-dosa',
  itemId: 'dosa',
  categoryIds: ['south-indian'],
  quantity: 2,
  unitPrice: 12_000,
  modifiers: [],
  tax: FOOD,
};

/** Three filter coffees at 45.50. */
export const coffees: RequestedLine = {
  lineId: 'line-coffee',
  itemId: 'coffee',
  categoryIds: ['beverages', 'hot-beverages'],
  quantity: 3,
  unitPrice: 4_550,
  modifiers: [],
  tax: FOOD,
};

/** One large paneer tikka at 285.00 with extra cheese at 30.00. */
export const tikka: RequestedLine = {
  lineId: 'line-tikka',
  itemId: 'tikka',
  variantId: 'tikka-large',
  categoryIds: ['tandoor'],
  quantity: 1,
  unitPrice: 28_500,
  modifiers: [{ modifierId: 'cheese', quantity: 1, unitPrice: 3_000 }],
  tax: FOOD,
};

/** 20 % off beverages, Monday to Friday, 16:00 to 19:00. */
export const happyHour: TimeBasedRule = {
  kind: 'TIME_BASED',
  id: 'rule-happy-hour',
  name: 'Happy hour',
  scope: 'ORDER',
  priority: 10,
  stacking: 'STACKABLE',
  active: true,
  subject: { on: 'CATEGORIES', categoryIds: ['beverages'] },
  weekdays: [1, 2, 3, 4, 5],
  from: '16:00',
  to: '19:00',
  gives: { percentBasisPoints: 2_000 },
};

/** 20 % off coffee from two on. */
export const buyTwo: VolumeRule = {
  kind: 'VOLUME',
  id: 'rule-buy-two',
  name: 'Two for coffee',
  scope: 'ORDER',
  priority: 5,
  stacking: 'STACKABLE',
  active: true,
  subject: { on: 'ITEMS', itemIds: ['coffee'] },
  quantity: 2,
  gives: { percentBasisPoints: 2_000 },
};

/** WELCOME10: 10 % off the order, at most 100.00. */
export const welcome: CouponRule = {
  kind: 'COUPON',
  id: 'coupon-welcome',
  name: 'Welcome: 10 % off',
  scope: 'ORDER',
  priority: 0,
  stacking: 'STACKABLE',
  active: true,
  subject: { on: 'ORDER' },
  gives: { percentBasisPoints: 1_000 },
  cap: 10_000,
};

/** A table in Bengaluru on a Friday at 17:30: prices without tax, regular scheme, no rules. */
export const tableInBengaluru: PricingRequest = {
  currency: 'INR',
  placeOfSupply: '29',
  seller: { state: '29', regime: 'REGULAR' },
  pricesIncludeTax: false,
  at: '2026-11-20T12:00:00.000Z',
  local: { date: '2026-11-20', weekday: 5, minutes: 17 * 60 + 30 },
  outletId: 'indiranagar',
  fulfilment: 'DINE_IN',
  tableArea: 'garden',
  lines: [dosas, coffees, tikka],
  rules: [],
};
