import { beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import { nothing, peopleOf, rightCalls, withField, type People } from './refusals-right-bodies.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant } from './restaurant.js';

describe('Bodies that are not what was asked for', () => {
  const restaurant = new Restaurant();
  let people: People;
  let before: RowCounts;
  beforeAll(async () => {
    people = await peopleOf(restaurant);
    before = await rowCounts();
  });

  it.each(['tenantId', 'price', 'total', 'status', 'role', 'id', '__proto__', 'constructor', 'toString'])(
    'with `%s` are 422 UNKNOWN_FIELD, on every call where it is no field',
    async (field) => {
      const others = await othersThan(
        `422 VALIDATION_FAILED ${field} UNKNOWN_FIELD`,
        rightCalls(people).filter(
          ({ body, path }) => !Object.hasOwn(body, field) && !(field === 'price' && path === `/menu/items/${nothing}`),
        ),
        ({ method, path }) => `${method} ${path}`,
        async ({ who, method, path, body }) =>
          faultsOf(
            await who.call(method, path, withField(body, field, field === '__proto__' ? '{"role":"OWNER"}' : '1')),
          ),
      );
      expect(others).toEqual([]);
    },
  );

  it('with unknown fields deep inside are 422 at each of them, all at once', async () => {
    const line = `{"itemId":"${people.itemId}","quantity":1,"price":1,"modifiers":[{"modifierId":"${nothing}","unitPrice":0}]}`;
    const body = `{"fulfilment":"TAKEAWAY","outletId":"${people.outletId}","total":1,"lines":[${line}]}`;
    const wanted = [
      '422 VALIDATION_FAILED',
      'lines.0.modifiers.0.unitPrice UNKNOWN_FIELD',
      'lines.0.price UNKNOWN_FIELD',
      'total UNKNOWN_FIELD',
    ].join(' ');
    for (const path of ['/orders', '/orders/quote'])
      expect(faultsOf(await people.customer.call('POST', path, body))).toBe(wanted);
    expect(faultsOf(await restaurant.anybody.call('POST', '/discounts/calculate', body))).toBe(wanted);
  });

  it('with unknown fields in the query are 422 UNKNOWN_FIELD', async () => {
    const lists = [
      '/orders',
      '/bills',
      '/payments',
      '/tables',
      '/kitchen/tickets',
      '/ledger/entries',
      '/staff',
      '/customers',
    ];
    lists.push('/inventory/items', '/inventory/recipes', '/discounts/rules', '/outlets', '/menu', '/analytics/revenue');
    lists.push('/sessions', '/drawers', '/devices', '/discounts/coupons', '/analytics/kitchen', '/inventory/alerts');
    const others = await othersThan('422 VALIDATION_FAILED tenantId UNKNOWN_FIELD', lists, String, async (path) =>
      faultsOf(await people.owner.get(`${path}?tenantId=${nothing}`)),
    );
    expect(others).toEqual([]);
  });

  it('with limits out of range are 422 OUT_OF_RANGE', async () => {
    const lists = [
      '/orders',
      '/bills',
      '/payments',
      '/tables',
      '/kitchen/tickets',
      '/ledger/entries',
      '/staff',
      '/customers',
    ];
    lists.push('/inventory/items', '/inventory/recipes', '/discounts/rules', '/outlets', '/sessions', '/drawers');
    lists.push('/devices', '/discounts/coupons', '/inventory/alerts');
    const others = await othersThan(
      '422 VALIDATION_FAILED limit OUT_OF_RANGE',
      lists.flatMap((path) => ['1e9', '0', '-1', '101'].map((limit) => `${path}?limit=${limit}`)),
      String,
      async (path) => faultsOf(await people.owner.get(path)),
    );
    expect(others).toEqual([]);
  });

  it('change nothing', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});
