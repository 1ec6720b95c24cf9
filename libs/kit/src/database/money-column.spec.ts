import { Column, getMetadataArgsStorage } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { MoneyColumn } from './money-column.js';

class Price {
  @MoneyColumn()
  amount!: number;

  @Column('text')
  label!: string;
}

const transformer = getMetadataArgsStorage().columns.find(({ target }) => target === Price)?.options.transformer;
if (!transformer || Array.isArray(transformer)) throw new Error('A money column has one transformer');

describe('A column of paise', () => {
  it('is a whole number in the program, however the driver tells it', () => {
    expect(transformer.from('12345')).toBe(12_345);
    expect(transformer.from(12_345)).toBe(12_345);
    expect(transformer.to(0)).toBe(0);
    expect(transformer.to(null)).toBeNull();
  });

  it.each([0.5, Number.NaN, 2 ** 53, '9007199254740993', 'ten', true])('refuses %s', (value) => {
    expect(() => transformer.to(value)).toThrow(RangeError);
    expect(() => transformer.from(value)).toThrow(RangeError);
  });
});
