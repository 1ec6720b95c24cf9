import { describe, expect, it } from 'vitest';
import { DescribedApi, holdToReference, UndescribedAnswer, type AnsweredCall } from './described-api.js';

const order = {
  type: 'object',
  required: ['id', 'total'],
  properties: {
    id: { type: 'string' },
    total: { type: 'integer' },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  additionalProperties: false,
};
const json = (schema: unknown, examples?: unknown) => ({ content: { 'application/json': { schema, examples } } });
const envelope = {
  type: 'object',
  required: ['data'],
  properties: { success: { const: true }, data: { $ref: '#/components/schemas/Order' } },
};
const api = new DescribedApi({
  paths: {
    '/api/v1/orders/{order}': {
      get: {
        responses: {
          200: json(envelope),
          204: {},
          206: { content: { 'text/csv': {} } },
          304: {},
          404: { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/api/v1/orders/quote': { get: { responses: {} } },
  },
  components: {
    schemas: { Order: order },
    responses: { NotFound: json({ type: 'object' }, { NOT_FOUND: {} }) },
  },
});
const faults = (body: unknown, more: Partial<AnsweredCall> = {}) =>
  api.faultsOf({
    method: 'GET',
    path: '/api/v1/orders/1?x=1',
    status: 200,
    contentType: 'application/json',
    body,
    ...more,
  });

describe('An answer that the reference describes', () => {
  it('has no faults, nor has one that is no part of the API', () => {
    expect(faults({ success: true, data: { id: 'a', total: 1, note: null } })).toEqual([]);
    expect(faults({ error: { code: 'NOT_FOUND' } }, { status: 404 })).toEqual([]);
    expect(faults(undefined, { status: 204, contentType: undefined })).toEqual([]);
    expect(faults({ error: { code: 'MALFORMED_REQUEST' } }, { status: 400 })).toEqual([]);
    expect(faults({ what: 'ever' }, { path: '/health/live' })).toEqual([]);
    expect(faults({ error: { code: 'NOT_FOUND' } }, { path: '/api/v1/nothing', status: 404 })).toEqual([]);
  });

  it('has none either without a body where none belongs, nor by the other name of its path', () => {
    expect(faults(undefined, { method: 'HEAD' })).toEqual([]);
    expect(faults(undefined, { status: 304, contentType: undefined })).toEqual([]);
    expect(faults(undefined, { status: 206, contentType: 'text/csv; charset=utf-8' })).toEqual([]);
    expect(faults({ success: true, data: { id: 'a', total: 1 } }, { path: '/api/orders/1' })).toEqual([]);
  });
});

describe('An answer is not what the reference says', () => {
  it.each([
    [
      { success: true, data: { id: 'a', total: 1, more: 1 } },
      {},
      'answered 200 with "data.more" other than it is described',
    ],
    [{ success: true, data: { id: 'a', total: '1' } }, {}, 'answered 200 with "data.total" other than it is described'],
    [{ success: true, data: { id: 'a' } }, {}, 'answered 200 with "data" other than it is described'],
    [{}, { status: 418 }, 'answered 418, which is not described'],
    [{ error: { code: 'GONE' } }, { status: 404 }, 'answered 404 GONE, which is not described'],
    ['text', { contentType: 'text/plain' }, 'answered 200 as text/plain, which is not described'],
    [undefined, {}, 'answered 200 with "" other than it is described'],
    [undefined, { contentType: undefined }, 'answered 200 as nothing, which is not described'],
    [{}, { status: 204 }, 'answered 204 with a body, which is not described'],
    [{ error: { code: 'constructor' } }, { status: 404 }, 'answered 404 constructor, which is not described'],
    [
      { success: true, data: { id: 'a', total: 1, toString: 1 } },
      {},
      'answered 200 with "data.toString" other than it is described',
    ],
  ])('%j %j', (body, more, fault) => {
    expect(faults(body, more)).toEqual([`GET /api/v1/orders/1 ${fault}`]);
  });

  it('where nobody offers such a call', () => {
    expect(faults({}, { path: '/api/v1/nothing' })).toEqual([
      'GET /api/v1/nothing answered 200, and no such operation is described',
    ]);
  });

  it('where a path that is written out has its own answers', () => {
    expect(faults({}, { path: '/api/v1/orders/quote' })).toEqual([
      'GET /api/v1/orders/quote answered 200, which is not described',
    ]);
  });
});

it('the committed reference describes an order as it is answered', () => {
  const committed = DescribedApi.committed();
  const call = { method: 'GET', path: '/api/v1/orders/1', contentType: 'application/json' };
  expect(committed.faultsOf({ ...call, status: 404, body: failure('NOT_FOUND') })).toEqual([]);
  expect(committed.faultsOf({ ...call, status: 409, body: failure('NOT_FOUND') })).toHaveLength(1);
});

it('a wrong answer is refused with all of it', () => {
  const call = { method: 'GET', path: '/api/v1/orders/1', status: 200, contentType: 'application/json' };
  expect(() => holdToReference({ ...call, body: { success: true, data: { planted: 1 } } })).toThrow(UndescribedAnswer);
  expect(() => holdToReference({ ...call, body: { success: true, data: { planted: 1 } } })).toThrow('"planted":1');
});

function failure(code: string) {
  return { success: false, error: { code, message: 'x' }, requestId: 'x', timestamp: '2026-01-26T13:05:00.000Z' };
}
