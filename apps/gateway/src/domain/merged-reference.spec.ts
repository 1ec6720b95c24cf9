import { describe, expect, it } from 'vitest';
import { mergedReference, serviceReference } from './merged-reference.js';
import { may, routesOf } from './route.js';
import { RouteBook } from './route-book.js';

const routes = new RouteBook(
  routesOf('order', [
    ['GET    /orders/:id', may('order:read')],
    ['GET    /bills', may('bill:read')],
  ]),
);
const described = (path: string, schemas: Record<string, unknown> = {}) =>
  serviceReference.parse({
    tags: [{ name: path }],
    paths: { [path]: { get: { operationId: path, summary: path }, delete: { summary: 'Not routed' } } },
    components: { schemas },
  });

describe('The merged reference', () => {
  it('holds what the gateway lets through, sorted, and nothing else', () => {
    const documents = [described('/api/v1/orders/{order}'), described('/api/v1/bills'), described('/api/v1/hidden')];
    const { reference, clashes } = mergedReference(documents, routes);
    expect(Object.keys(reference.paths)).toEqual(['/api/v1/bills', '/api/v1/orders/{order}']);
    expect(Object.keys(reference.paths['/api/v1/bills'] ?? {})).toEqual(['get']);
    expect(clashes).toEqual([]);
  });

  it('has the shapes of all services once; two of one name that differ are told', () => {
    const one = described('/api/v1/bills', { Money: { type: 'integer' }, Bill: { type: 'object' } });
    const same = described('/api/v1/orders/{id}', { Money: { type: 'integer' } });
    const other = described('/api/v1/orders/{id}', { Money: { type: 'string' } });
    expect(mergedReference([one, same], routes).clashes).toEqual([]);
    const { reference, clashes } = mergedReference([one, other], routes);
    expect(clashes).toEqual(['schemas/Money']);
    expect(reference.components['schemas']).toEqual({ Bill: { type: 'object' }, Money: { type: 'integer' } });
  });

  it('takes a document that says less: without tags and components', () => {
    expect(serviceReference.parse({ paths: {} })).toEqual({ tags: [], paths: {}, components: {} });
  });
});
