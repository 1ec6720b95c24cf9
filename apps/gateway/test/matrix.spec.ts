import { describe, expect, it } from 'vitest';
import { routes } from '../src/routes.js';
import { identities, rowsOf } from './flows/matrix-row.js';
import { contradictions, matrix, tooMuch, untried } from './flows/matrix-table.js';

/** What the running system answers is tried by `flows/matrix-routes.spec.ts`. */
describe('The matrix of routes and identities', () => {
  it('misses no route', () => {
    expect(untried(routes, matrix)).toEqual([]);
  });

  it('has each route once, and nothing else', () => {
    expect(tooMuch(routes, matrix)).toEqual([]);
  });

  it('agrees with what the roles are permitted', () => {
    expect(contradictions(routes, matrix)).toEqual([]);
  });

  it('tells of a route that is missing, one that stands twice, and a cell that lets in who has no permission', () => {
    const [first, ...rest] = matrix;
    if (!first) throw new Error('The matrix is empty');
    expect(untried(routes, rest)).toEqual(['POST /auth/customer/request-otp']);
    expect(tooMuch(routes, [...matrix, first])).toEqual(['POST /auth/customer/request-otp']);
    expect(contradictions(routes, rowsOf([['GET /staff', '. + xxxx +++xx + x x']]))).toEqual([
      'GET /staff of cashier is +',
    ]);
  });

  it('has one sign for each identity, all of them known', () => {
    expect(() => rowsOf([['GET /staff', '. +']])).toThrow('2 cells');
    expect(() => rowsOf([['GET /staff', '?'.repeat(identities.length)]])).toThrow('a cell ?');
  });
});
