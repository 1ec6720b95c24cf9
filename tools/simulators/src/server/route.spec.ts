import { describe, expect, it } from 'vitest';
import { matchPath } from './route.js';

describe('A path pattern', () => {
  it.each([
    ['/v1/orders', '/v1/orders', {}],
    ['/v1/orders/:id', '/v1/orders/order_1', { id: 'order_1' }],
    ['/v1/payments/*/refund', '/v1/payments/pay_1/refund', {}],
    ['/Messages/:sid.json', '/Messages/SM1.json', { sid: 'SM1' }],
  ])('%s fits %s', (pattern, path, params) => {
    expect(matchPath(pattern, path)).toEqual(params);
  });

  it.each([
    ['/v1/orders', '/v1/orders/order_1'],
    ['/v1/orders', '/v1/payments'],
    ['/v1/payments/*', '/v1/payments/'],
    ['/Messages/:sid.json', '/Messages/SM1'],
    ['/Messages/:sid.json', '/Messages/.json'],
  ])('%s does not fit %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBeUndefined();
  });
});
