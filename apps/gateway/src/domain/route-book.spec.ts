import { describe, expect, it } from 'vitest';
import { anybody, may, noTenant, routesOf } from './route.js';
import { RouteBook } from './route-book.js';

const book = new RouteBook(
  routesOf('order', [
    ['POST   /orders/quote', anybody],
    ['GET    /orders/:order', may('order:read')],
    ['GET    /orders/:order/timeline', may('order:timeline')],
    ['GET    /tables/:code', noTenant],
    ['DELETE /tables/:id', may('table:write')],
    ['GET    /socket.io/', noTenant],
  ]),
);
const found = (method: string, path: string) => book.find(method, path).route?.path;

describe('The book of routes', () => {
  it('finds what is written out before what is named', () => {
    expect(found('POST', '/api/v1/orders/quote')).toBe('/api/v1/orders/quote');
    expect(found('GET', '/api/v1/orders/7')).toBe('/api/v1/orders/:order');
    expect(found('GET', '/api/v1/orders/7/timeline')).toBe('/api/v1/orders/:order/timeline');
    expect(found('GET', '/api/v1/orders/quote/timeline')).toBe('/api/v1/orders/:order/timeline');
  });

  it('knows what a path is served under, whatever its steps are called', () => {
    expect(book.find('PATCH', '/api/v1/tables/1')).toEqual({ route: undefined, allowed: ['DELETE', 'GET', 'HEAD'] });
    expect(book.find('GET', '/api/v1/orders/quote')).toEqual({ route: undefined, allowed: ['POST'] });
    expect(found('DELETE', '/api/v1/tables/1')).toBe('/api/v1/tables/:id');
  });

  it('serves HEAD where GET is served, and nothing at an empty step', () => {
    expect(found('HEAD', '/api/v1/orders/7')).toBe('/api/v1/orders/:order');
    expect(book.find('GET', '/api/v1/orders/')).toEqual({ route: undefined, allowed: [] });
    expect(found('GET', '/socket.io/')).toBe('/socket.io/');
    expect(found('GET', '/socket.io')).toBeUndefined();
    expect(found('GET', '/__proto__')).toBeUndefined();
  });

  it('refuses a table that says the same twice', () => {
    const twice = routesOf('order', [
      ['GET    /tables/:code', noTenant],
      ['GET    /tables/:id', noTenant],
    ]);
    expect(() => new RouteBook(twice)).toThrow('GET /api/v1/tables/:id twice');
  });
});
