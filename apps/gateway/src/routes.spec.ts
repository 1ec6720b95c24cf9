import { describe, expect, it } from 'vitest';
import { describeRoute, servedRoutes } from '../test/served-routes.js';
import { RouteBook } from './domain/route-book.js';
import { routes } from './routes.js';

const table = routes
  .filter(({ patience }) => patience !== 'socket')
  .map(({ method, path, service, access }) =>
    describeRoute(method, path, service, access.kind === 'may' ? ['may', ...[...access.anyOf].sort()] : [access.kind]),
  );
const served = servedRoutes();

describe('The table of routes', () => {
  it('says nothing twice', () => {
    expect(() => new RouteBook(routes)).not.toThrow();
  });

  it('lets through what services serve, to those whom they serve', () => {
    expect(served.filter((route) => !table.includes(route))).toEqual([]);
  });

  it('promises nothing that no service serves', () => {
    expect(table.filter((route) => !served.includes(route))).toEqual([]);
  });
});
