import { beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './refusals-answers.js';
import { cartOf, nothing, peopleOf, withField, type People } from './refusals-right-bodies.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';

describe('Numbers, dates and texts that are none', () => {
  const restaurant = new Restaurant();
  let people: People;
  let before: RowCounts;
  beforeAll(async () => {
    people = await peopleOf(restaurant);
    before = await rowCounts();
  });

  it.each([
    ['0', 'OUT_OF_RANGE'],
    ['-1', 'OUT_OF_RANGE'],
    ['1.5', 'WRONG_TYPE'],
    ['"1"', 'WRONG_TYPE'],
    ['1e9', 'OUT_OF_RANGE'],
    ['true', 'WRONG_TYPE'],
    ['null', 'WRONG_TYPE'],
    ['[1]', 'WRONG_TYPE'],
    ['9007199254740993', 'OUT_OF_RANGE'],
    ['1e400', 'OUT_OF_RANGE'],
    ['-1e400', 'OUT_OF_RANGE'],
  ])('with the quantity %s are 422 %s', async (quantity, code) => {
    const ordered = JSON.stringify(cartOf(people)).replace('"quantity":1', `"quantity":${quantity}`);
    const stock = (rest: object) => withField({ stockItemId: nothing, ...rest }, 'quantity', quantity);
    const added = (text: string) => `{"add":[{"itemId":"${people.itemId}","quantity":${text}}]}`;
    const money = (rest: object, field: string) => withField(rest, field, quantity);
    const movement = { kind: 'PAY_IN', reason: 'change' };
    const tries: readonly (readonly [Person, string, string, string, string])[] = [
      [people.customer, 'POST', '/orders', ordered, 'lines.0.quantity'],
      [people.customer, 'POST', '/orders/quote', ordered, 'lines.0.quantity'],
      [restaurant.anybody, 'POST', '/discounts/calculate', ordered, 'lines.0.quantity'],
      [people.manager, 'PATCH', `/orders/${nothing}/items`, added(quantity), 'add.0.quantity'],
      [people.manager, 'POST', `/bills/${nothing}/split`, withField({ by: 'EQUALLY' }, 'parts', quantity), 'parts'],
      ...(quantity === '1e9'
        ? []
        : ([
            [people.manager, 'POST', '/inventory/receive', stock({}), 'quantity'],
            [people.manager, 'PATCH', '/inventory/deduct', stock({ reason: 'WASTE' }), 'quantity'],
            [
              people.manager,
              'POST',
              `/payments/${nothing}/refund`,
              withField({ reason: 'cold' }, 'amount', quantity),
              'amount',
            ],
            [people.manager, 'POST', `/bills/${nothing}/refunds`, money({ reason: 'cold' }, 'amount'), 'amount'],
            [people.manager, 'POST', '/payments/confirm-cash', money({ orderId: nothing }, 'tendered'), 'tendered'],
            [people.manager, 'POST', `/drawers/${nothing}/movements`, money(movement, 'amount'), 'amount'],
          ] as const)),
    ];
    for (const [who, method, path, body, at] of tries)
      expect([path, faultsOf(await who.call(method, path, body))]).toEqual([
        path,
        `422 VALIDATION_FAILED ${at} ${code}`,
      ]);
  });

  it.each(['2026-02-31', '2026-13-01', '2026-2-1', '20260201', 'tomorrow', "2026-01-01'--"])(
    'with the date %s are 422 INVALID_DATE',
    async (date) => {
      const given = encodeURIComponent(date);
      const tries = [
        [`/orders?date=${given}`, 'date'],
        [`/bills?date=${given}`, 'date'],
        [`/payments?date=${given}`, 'date'],
        [`/ledger/entries?date=${given}`, 'date'],
        [`/analytics/daily-metrics?date=${given}`, 'date'],
        [`/analytics/revenue?from=${given}`, 'from'],
        [`/analytics/top-items?to=${given}`, 'to'],
        [`/analytics/kitchen?from=${given}`, 'from'],
        [`/orders?from=${given}`, 'from'],
        [`/reports/voids?date=${given}`, 'date'],
        [`/payments/stats/daily?date=${given}`, 'date'],
        [`/drawers?date=${given}`, 'date'],
        [`/outlets/${people.outletId}/day-close?date=${given}`, 'date'],
      ] as const;
      for (const [path, at] of tries)
        expect([path, faultsOf(await people.manager.get(path))]).toEqual([
          path,
          `422 VALIDATION_FAILED ${at} INVALID_DATE`,
        ]);
      const until = { available: false, until: `${date}T10:00:00Z` };
      expect(faultsOf(await people.manager.patch(`/menu/items/${nothing}/availability`, until))).toContain(
        '422 VALIDATION_FAILED until',
      );
      expect(faultsOf(await people.manager.post(`/outlets/${people.outletId}/day-close`, { businessDate: date }))).toBe(
        '422 VALIDATION_FAILED businessDate INVALID_DATE',
      );
      const rule = { active: true, validTo: `${date}T10:00:00Z` };
      expect(faultsOf(await people.manager.patch(`/discounts/rules/${nothing}`, rule))).toBe(
        '422 VALIDATION_FAILED validTo INVALID_DATE',
      );
    },
  );

  it.each([
    ['U+0000', 'a\\u0000b'],
    ['a lone high surrogate', 'a\\ud800b'],
    ['a lone low surrogate', '\\udc00'],
  ])('with %s in a text are 422 INVALID_CHARACTER', async (_name, text) => {
    const tries: readonly (readonly [Person, string, string, string, string])[] = [
      [people.customer, 'POST', '/orders', withField(cartOf(people), 'notes', `"${text}"`), 'notes'],
      [people.customer, 'PATCH', '/users/profile', `{"name":"${text}"}`, 'name'],
      [restaurant.anybody, 'POST', '/auth/staff/login', `{"login":"${text}","password":"x"}`, 'login'],
      [people.manager, 'POST', '/tables', `{"outletId":"${people.outletId}","label":"${text}"}`, 'label'],
      [people.manager, 'POST', '/menu/categories', `{"name":{"en":"${text}"}}`, 'name.en'],
      [people.manager, 'POST', `/payments/${nothing}/refund`, `{"reason":"${text}"}`, 'reason'],
      [people.manager, 'PATCH', `/inventory/items/${nothing}`, `{"name":"${text}"}`, 'name'],
      [people.manager, 'PATCH', `/discounts/rules/${nothing}`, `{"name":"${text}"}`, 'name'],
      [people.manager, 'POST', `/orders/${nothing}/lines/${nothing}/void`, `{"reason":"${text}"}`, 'reason'],
      [people.manager, 'POST', `/sessions/${nothing}/requests`, `{"kind":"WATER","note":"${text}"}`, 'note'],
      [
        people.manager,
        'POST',
        '/drawers',
        withField({ outletId: nothing, openingFloat: 0 }, 'label', `"${text}"`),
        'label',
      ],
      [people.manager, 'POST', '/devices/pair', withField({ outletId: nothing }, 'name', `"${text}"`), 'name'],
      [
        people.manager,
        'PATCH',
        `/bills/${nothing}`,
        `{"buyer":{"name":"${text}","gstin":"29AAACI0001A1Z5"}}`,
        'buyer.name',
      ],
    ];
    for (const [who, method, path, body, at] of tries)
      expect([path, faultsOf(await who.call(method, path, body))]).toEqual([
        path,
        `422 VALIDATION_FAILED ${at} INVALID_CHARACTER`,
      ]);
    expect(faultsOf(await restaurant.anybody.get('/menu?q=a%00b'))).toBe('422 VALIDATION_FAILED q INVALID_CHARACTER');
  });

  it('change nothing', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});
