import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf } from './validation-faults.js';

describe('Faults of a value', () => {
  const found = (schema: z.ZodType, input: unknown) => faultsOf(schema.safeParse(input).error?.issues ?? [], input);

  it('tell of two bounds that it breaks once, of the narrower one', () => {
    const amount = z.number().min(0).min(1);
    const faults = found(z.strictObject({ amount }), { amount: -1 });
    expect(faults).toEqual([{ path: 'amount', code: 'OUT_OF_RANGE', message: expect.stringContaining('1') as string }]);
  });

  it('tell of each field and of each kind of fault', () => {
    const line = z.strictObject({ quantity: z.number().int().min(1), day: z.iso.date() });
    const faults = found(z.array(line), [{ quantity: 0, day: '2026-02-31', price: 1 }, { quantity: '1' }]);
    expect(faults.map(({ path, code }) => `${path} ${code}`)).toEqual([
      '0.quantity OUT_OF_RANGE',
      '0.day INVALID_DATE',
      '0.price UNKNOWN_FIELD',
      '1.quantity WRONG_TYPE',
      '1.day REQUIRED',
    ]);
  });
});
