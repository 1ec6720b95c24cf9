import { wireShapes } from '@chowk/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ShapeBook } from './shape-book.js';

const size = z.enum(['SMALL', 'LARGE']);
wireShapes.add(size, { id: 'MugSize' });
const mug = z.object({ size, sugar: z.number().int().default(0) });
wireShapes.add(mug, { id: 'Mug' });
const orderMugBody = z.strictObject({ mugs: mug.array(), note: z.string().default('') });
wireShapes.add(orderMugBody, { id: 'OrderMugBody' });

describe('Shapes in the reference', () => {
  it('are written once under their name and referred to', () => {
    const shapes = new ShapeBook();
    expect(shapes.schemaOf(mug.array(), 'output')).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/Mug' },
    });
    expect(Object.keys(shapes.all())).toEqual(['Mug', 'MugSize']);
  });

  it('have two names where what is sent differs from what is answered; bodies are sent alone and keep theirs', () => {
    const shapes = new ShapeBook();
    expect(shapes.schemaOf(mug, 'output')).toEqual({ $ref: '#/components/schemas/Mug' });
    expect(shapes.schemaOf(orderMugBody, 'input')).toEqual({ $ref: '#/components/schemas/OrderMugBody' });
    expect(Object.keys(shapes.all())).toEqual(['Mug', 'MugInput', 'MugSize', 'OrderMugBody']);
    expect(shapes.all()).toMatchObject({
      Mug: { required: ['size', 'sugar'] },
      MugInput: { required: ['size'] },
      OrderMugBody: { properties: { mugs: { items: { $ref: '#/components/schemas/MugInput' } } } },
    });
  });

  it('say nothing that only restates JavaScript or a format', () => {
    const schema = new ShapeBook().schemaOf(z.object({ id: z.uuid(), count: z.number().int() }), 'output');
    expect(schema['properties']).toEqual({ id: { type: 'string', format: 'uuid' }, count: { type: 'integer' } });
  });

  it('that a document does not have cannot be referred to', () => {
    expect(() => new ShapeBook().resolve({ $ref: '#/components/schemas/Nothing' })).toThrow('has no schema');
  });
});
