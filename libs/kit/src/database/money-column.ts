import { Column } from 'typeorm';

/** A column of paise: bigint in the database, a whole number in the program. Throws RangeError for anything else. */
export function MoneyColumn(options: { name?: string; nullable?: boolean } = {}): PropertyDecorator {
  return Column('bigint', { ...options, transformer: { to: paise, from: paise } });
}

function paise(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return value;
  const amount = typeof value === 'string' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) throw new RangeError(`No whole paise: ${value}`);
  return amount;
}
