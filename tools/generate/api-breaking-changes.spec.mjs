import { describe, expect, it } from 'vitest';
import { apiBreakingChanges, unnamedChanges } from './api-breaking-changes.mjs';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 1, maximum: 10 };

/** A document with one operation; each part can be another one. */
function api({ sent = {}, answered = {}, operation = {}, parameters = [], schemas = {} } = {}) {
  const schemaOf = (fields, required = Object.keys(fields)) => ({ type: 'object', properties: fields, required });
  return {
    paths: {
      '/api/v1/orders': {
        post: {
          operationId: 'placeOrder',
          'x-roles': ['OWNER', 'GUEST'],
          parameters,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/PlaceOrderBody' } } },
          },
          responses: {
            201: {
              headers: { Location: {} },
              content: {
                'application/json': { schema: schemaOf({ data: { $ref: '#/components/schemas/OrderView' } }) },
              },
            },
            409: { content: { 'application/json': { schema: { type: 'object' } } } },
          },
          ...operation,
        },
      },
    },
    components: {
      schemas: {
        PlaceOrderBody: schemaOf(
          { channel: { type: 'string', enum: ['QR', 'WEB'] }, covers: count, notes: text, ...sent },
          ['channel', ...Object.keys(sent).filter((name) => sent[name]?.isRequired)],
        ),
        OrderView: schemaOf({
          id: text,
          status: { type: 'string', enum: ['PLACED', 'READY'] },
          total: count,
          ...answered,
        }),
        ...schemas,
      },
    },
  };
}

const changes = (after, before = {}) => apiBreakingChanges(api(before), api(after));
const without = (name, fields) => ({ [name]: undefined, ...fields });

describe('Changes of the API that break clients', () => {
  it('are none between a document and itself', () => {
    expect(changes({})).toEqual([]);
  });

  it('are not additions: operations, fields that may be sent, fields and values that are answered, errors', () => {
    const after = api({
      sent: { seat: count },
      answered: { token: count, status: { type: 'string', enum: ['PLACED', 'READY', 'SERVED'] } },
      parameters: [{ in: 'query', name: 'lang', required: false, schema: text }],
    });
    after.paths['/api/v1/bills'] = { get: { operationId: 'listBills', responses: {} } };
    after.paths['/api/v1/orders'].post.responses[422] = {};
    expect(apiBreakingChanges(api(), after)).toEqual([]);
  });

  it('an operation or its path is gone', () => {
    expect(apiBreakingChanges(api(), { paths: {} })).toEqual(['`placeOrder` POST /api/v1/orders was removed']);
  });

  it('its name in clients is another one', () => {
    expect(changes({ operation: { operationId: 'createOrder' } })).toEqual([
      '`placeOrder` has another operation id, createOrder',
    ]);
  });

  it('a role may not call it any more', () => {
    expect(changes({ operation: { 'x-roles': ['OWNER'] } })).toEqual(['`placeOrder` is not for GUEST any more']);
  });

  it('an answered field was removed', () => {
    expect(changes({ answered: without('total') })).toEqual(['`OrderView.total` was removed']);
  });

  it('an answered field is no longer certain, or may be null', () => {
    const after = api({ answered: { total: { anyOf: [count, { type: 'null' }] } } });
    after.components.schemas.OrderView.required = ['status', 'total'];
    expect(apiBreakingChanges(api(), after)).toEqual([
      '`OrderView.id` is no longer certain',
      '`OrderView.total` may be null now',
    ]);
  });

  it('an answered field has another type or format', () => {
    const { length } = changes({ answered: { total: text } });
    expect(length).toBe(1);
    expect(changes({ answered: { id: text } }, { answered: { id: { ...text, format: 'uuid' } } })).toEqual([
      '`OrderView.id` changed its format from uuid to any',
    ]);
  });

  it('a status or a header is not answered any more', () => {
    expect(changes({ operation: { responses: {} } })).toEqual(['`placeOrder` does not answer 201 any more']);
  });

  it('a field is newly required of callers', () => {
    expect(changes({ sent: { seat: { ...count, isRequired: true } } })).toEqual([
      '`PlaceOrderBody.seat` is newly required',
    ]);
  });

  it('a value of an enum cannot be sent any more, or a free text became one', () => {
    expect(changes({ sent: { channel: { type: 'string', enum: ['WEB'] } } })).toEqual([
      '`PlaceOrderBody.channel` cannot be QR any more',
    ]);
    expect(changes({ sent: { notes: { type: 'string', enum: ['mild'] } } })).toEqual([
      '`PlaceOrderBody.notes` is narrowed to mild',
    ]);
  });

  it('what may be sent has another type or tighter bounds, or is refused', () => {
    expect(changes({ sent: { covers: text } })).toEqual(['`PlaceOrderBody.covers` cannot be integer any more']);
    expect(changes({ sent: { covers: { ...count, maximum: 5 } } })).toEqual([
      '`PlaceOrderBody.covers` has a tighter maximum, 5',
    ]);
    expect(changes({ sent: without('notes') })).toEqual(['`PlaceOrderBody.notes` was removed']);
  });

  it('a parameter is newly required or not read any more', () => {
    const outlet = (required) => [{ in: 'query', name: 'outlet', required, schema: text }];
    expect(changes({ parameters: outlet(true) })).toEqual(['`placeOrder.outlet` is newly required']);
    expect(changes({}, { parameters: outlet(false) })).toEqual(['`placeOrder.outlet` is not read any more']);
  });

  it('a shape that got another name but kept its form breaks nothing', () => {
    const after = api();
    const { OrderView, ...others } = after.components.schemas;
    after.components.schemas = { ...others, OrderAnswer: OrderView };
    after.paths['/api/v1/orders'].post.responses[201].content['application/json'].schema.properties.data = {
      $ref: '#/components/schemas/OrderAnswer',
    };
    expect(apiBreakingChanges(api(), after)).toEqual([]);
  });
});

describe('A breaking change', () => {
  const change = '`OrderView.total` was removed';

  it('is refused while no line of the changelog names it', () => {
    expect(unnamedChanges([change], '- **Changed**: `OrderView.id` is a text.')).toEqual([change]);
  });

  it('is let through once a line names its place', () => {
    expect(unnamedChanges([change], '- **Changed**: `OrderView.total` is gone; read `payable`.')).toEqual([]);
  });
});
