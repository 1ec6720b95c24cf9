import { fieldExamples } from '@chowk/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fits } from './fits.js';
import type { Json } from './json.js';
import { sampleOf } from './sample.js';
import { ShapeBook } from './shape-book.js';

const itself = (schema: Json) => schema;
const sampled = (shape: z.ZodType, withOptional = true, field = '') => {
  const shapes = new ShapeBook();
  const resolve = (schema: Json) => shapes.resolve(schema);
  return sampleOf(shapes.schemaOf(shape, 'output'), { resolve, withOptional }, field);
};

describe('An example', () => {
  it('is accepted by its shape, whatever the shape is made of', () => {
    const shape = z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      day: z.iso.date(),
      name: z.string().min(3).max(4),
      amount: z.number().int().min(5),
      status: z.enum(['OPEN', 'CLOSED']),
      kind: z.literal('CUP'),
      names: z.partialRecord(z.string().regex(/^[a-z]{2}$/), z.string()),
      list: z.array(z.object({ label: z.string() })),
      either: z.union([z.literal('all'), z.array(z.uuid())]),
      nothing: z.null(),
      free: z.record(z.string(), z.unknown()),
    });
    expect(shape.safeParse(sampled(shape)).error).toBeUndefined();
    expect(sampled(shape)).toEqual(sampled(shape));
  });

  it('has the value that fields of its name have, where the shape allows it', () => {
    fieldExamples.set('cupSize', [12, 'LARGE']);
    expect(sampled(z.object({ cupSize: z.string() }))).toEqual({ cupSize: 'LARGE' });
    expect(sampled(z.object({ cupSize: z.number().max(20) }))).toEqual({ cupSize: 12 });
    expect(sampled(z.object({ cupSize: z.boolean() }))).toEqual({ cupSize: false });
    fieldExamples.delete('cupSize');
  });

  it('leaves out what may be left out when asked to', () => {
    expect(sampled(z.object({ a: z.literal(1), b: z.literal(2).optional() }), false)).toEqual({ a: 1 });
  });

  it('of an id is the same wherever a field has that name', () => {
    const outlet = z.object({ outletId: z.uuid() });
    expect(sampled(outlet)).toEqual(sampled(z.object({ outletId: z.uuid(), more: z.uuid().optional() }), false));
  });
});

describe('What a schema describes', () => {
  it.each([
    [{ type: 'string', pattern: '^a' }, 'b'],
    [{ type: 'string', format: 'uuid' }, 'no id'],
    [{ type: 'string', maxLength: 1 }, 'ab'],
    [{ type: 'integer' }, 1.5],
    [{ type: 'number', minimum: 2 }, 1],
    [{ type: 'array', items: { type: 'string' } }, [1]],
    [{ type: 'array', minItems: 1 }, []],
    [{ type: 'object', required: ['a'] }, {}],
    [{ type: 'object', properties: {}, additionalProperties: false }, { a: 1 }],
    [{ type: 'object', propertyNames: { pattern: '^x' }, additionalProperties: {} }, { a: 1 }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1],
    [{ oneOf: [{ type: 'string' }] }, 1],
    [{ allOf: [{ type: 'string' }, { minLength: 2 }] }, 'a'],
    [{ enum: ['A'] }, 'B'],
    [{ const: 'A' }, 'B'],
  ])('%j is not %j', (schema, value) => {
    expect(fits(schema, value, itself)).toBe(false);
  });

  it.each([
    [{ type: ['string', 'null'] }, null],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, { a: 1 }],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 2 }, [1, 2]],
    [{}, 'anything'],
  ])('%j is %j', (schema, value) => {
    expect(fits(schema, value, itself)).toBe(true);
  });
});
